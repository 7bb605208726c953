package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Times the jar beside the JDK's own HMAC, and prints the median of each case as
 * {@code language, case, nanoseconds, ours|peer} between tabs. {@code --quick} shortens it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Bench {
    private static final String KEY = "YOUR_AUTH_SECRET_KEY";

    // No constants: the compiler would compute with them ahead of time.
    private String id = "user_42";
    private String uuid = "123e4567-e89b-12d3-a456-426614174000";
    private String payload = "x".repeat(10_000);
    private String token = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

    private final NotifizzClient client =
        NotifizzClient.builder(KEY).webhookSigningSecret(KEY).build();
    private final NotifizzClient concat = NotifizzClient.builder(KEY).tokenScheme(TokenScheme.SHA256_CONCAT).build();
    private final SecretKeySpec key = new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256");
    private final Mac kept = mac();

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(Mac mac, String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    @Benchmark
    public String generate() {
        return client.generateHashedToken(id);
    }

    @Benchmark
    public boolean verify() {
        return client.verifyHashedToken(id, token);
    }

    @Benchmark
    public String generateConcat() {
        return concat.generateHashedToken(id);
    }

    @Benchmark
    public String macOneShot() {
        return hex(mac(), id);
    }

    @Benchmark
    public String macKept() {
        return hex(kept, id);
    }

    @Benchmark
    public boolean macOneShotVerify() {
        return MessageDigest.isEqual(hex(mac(), id).getBytes(UTF_8), token.getBytes(UTF_8));
    }

    @Benchmark
    public String generateUuid() {
        return client.generateHashedToken(uuid);
    }

    @Benchmark
    public String macOneShotUuid() {
        return hex(mac(), uuid);
    }

    @Benchmark
    public String macKeptUuid() {
        return hex(kept, uuid);
    }

    @Benchmark
    public String signPayload() {
        return client.signDispatchPayload(payload);
    }

    @Benchmark
    public String macOneShotPayload() {
        return hex(mac(), payload);
    }

    @Benchmark
    public String macKeptPayload() {
        return hex(kept, payload);
    }

    /** The names of the cases in the report, in their order. */
    private static Map<String, String> cases() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("generate", "client.generateHashedToken(id)");
        cases.put("verify", "client.verifyHashedToken(id, token)");
        cases.put("generateConcat", "client.generateHashedToken(id), sha256-concat");
        cases.put("macOneShot", "Mac.getInstance, init, doFinal, formatHex");
        cases.put("macKept", "a Mac that is kept (one thread only)");
        cases.put("macOneShotVerify", "Mac.getInstance …, formatHex and isEqual");
        cases.put("generateUuid", "client.generateHashedToken(id) of 36 characters");
        cases.put("macOneShotUuid", "Mac.getInstance … of 36 characters");
        cases.put("macKeptUuid", "a Mac that is kept, 36 characters");
        cases.put("signPayload", "client.signDispatchPayload of 10,000 characters");
        cases.put("macOneShotPayload", "Mac.getInstance … of 10,000 characters");
        cases.put("macKeptPayload", "a Mac that is kept, 10,000 characters");
        return cases;
    }

    /** The first token in a Java that has just started, in nanoseconds. */
    static final class FirstToken {
        public static void main(String[] arguments) {
            boolean ours = arguments[0].equals("ours");
            long start = System.nanoTime();
            String token = ours ? new NotifizzClient(KEY).generateHashedToken("user_42") : new Peer().token();
            System.out.println(System.nanoTime() - start + " " + token.length());
        }
    }

    private static final class Peer {
        String token() {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
                return hex(mac, "user_42");
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private static long firstToken(String side, int runs) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
            Process process = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), FirstToken.class.getName(), side)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            times.add(Long.parseLong(process.inputReader().readLine().split(" ")[0]));
            process.waitFor();
        }
        Collections.sort(times);
        return times.get(runs / 2);
    }

    public static void main(String[] arguments) throws Exception {
        boolean quick = arguments.length > 0 && arguments[0].equals("--quick");
        // All cases in this JVM, because another one may compile the same code in another way. Each is warmed
        // by its own loop, because the compiler works beside it and is done after a second or two.
        OptionsBuilder options = new OptionsBuilder();
        options.include(Bench.class.getName()).forks(0).verbosity(VerboseMode.SILENT)
            .warmupIterations(quick ? 1 : 2).warmupTime(TimeValue.milliseconds(quick ? 100 : 1000))
            .measurementIterations(quick ? 1 : 7).measurementTime(TimeValue.milliseconds(quick ? 100 : 300));
        Map<String, Double> medians = new LinkedHashMap<>();
        for (RunResult result : new Runner(options.build()).run()) {
            String name = result.getParams().getBenchmark();
            medians.put(name.substring(name.lastIndexOf('.') + 1), result.getPrimaryResult().getStatistics().getPercentile(50));
        }
        cases().forEach((name, title) ->
            print(title, medians.get(name), name.startsWith("mac") ? "peer" : "ours"));
        print("the first token in a new JVM", firstToken("ours", quick ? 1 : 11), "ours");
        print("the same with a Mac", firstToken("peer", quick ? 1 : 11), "peer");
    }

    private static void print(String title, double nanoseconds, String side) {
        System.out.printf("Kotlin, Java\t%s\t%.0f\t%s%n", title, nanoseconds, side);
    }
}
