import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import notifizz.token.NotifizzClient;

/**
 * Times the jar beside the JDK's own HMAC, in rounds, and prints the median of each case as
 * {@code language, case, nanoseconds, ours|peer} between tabs. {@code --quick} shortens it.
 */
public final class Bench {
    private interface Call {
        Object run() throws Exception;
    }

    /** A case, and whether it is this project's or a peer's. */
    private record Case(String name, String side, Call call, List<Long> nanoseconds) {
        Case(String name, String side, Call call) {
            this(name, side, call, new ArrayList<>());
        }
    }

    /** Keeps the compiler from removing the calls. */
    private static volatile Object sink;

    /** The nanoseconds of one of the calls. */
    private static long time(Call call, int calls) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) sink = call.run();
        return (System.nanoTime() - start) / calls;
    }

    public static void main(String[] arguments) throws Exception {
        boolean quick = arguments.length > 0 && arguments[0].equals("--quick");
        // By time, not by calls: the JIT compiler works beside them, and is done after a second or two.
        long warmUp = quick ? 200_000_000L : 2_000_000_000L;
        int rounds = quick ? 5 : 31;
        int calls = quick ? 200 : 2_000;

        String key = "YOUR_AUTH_SECRET_KEY";
        NotifizzClient client = new NotifizzClient(key);
        String token = client.generateHashedToken("user_42");
        SecretKeySpec secret = new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256");
        Mac kept = Mac.getInstance("HmacSHA256");
        kept.init(secret);

        List<Case> cases = List.of(
            new Case("client.generateHashedToken(id)", "ours", () -> client.generateHashedToken("user_42")),
            new Case("client.verifyHashedToken(id, token)", "ours", () -> client.verifyHashedToken("user_42", token)),
            new Case("Mac.getInstance, init, doFinal, formatHex", "peer", () -> {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(secret);
                return HexFormat.of().formatHex(mac.doFinal("user_42".getBytes(UTF_8)));
            }),
            new Case("a Mac that is kept (one thread only)", "peer",
                () -> HexFormat.of().formatHex(kept.doFinal("user_42".getBytes(UTF_8)))));

        for (Case tested : cases) {
            long end = System.nanoTime() + warmUp;
            while (System.nanoTime() < end) time(tested.call, calls);
        }
        // The cases take turns, so that a change of the machine's speed affects all of them.
        for (int round = 0; round < rounds; round++) {
            for (Case timed : cases) timed.nanoseconds.add(time(timed.call, calls));
        }
        for (Case timed : cases) {
            Collections.sort(timed.nanoseconds);
            System.out.printf("Kotlin, Java\t%s\t%d\t%s%n",
                timed.name, timed.nanoseconds.get(rounds / 2), timed.side);
        }
        client.close();
    }
}
