import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import notifizz.token.NotifizzClient;

/** Times the jar beside the JDK's own HMAC, in rounds, and prints medians for ci/bench. */
public final class Bench {
    private static final int ROUNDS = 31;
    private static final int CALLS = 2_000;

    private interface Call {
        Object run() throws Exception;
    }

    private static volatile Object sink;

    public static void main(String[] arguments) throws Exception {
        String key = "YOUR_AUTH_SECRET_KEY";
        NotifizzClient client = new NotifizzClient(key);
        String token = client.generateHashedToken("user_42");
        SecretKeySpec secret = new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256");
        Mac kept = Mac.getInstance("HmacSHA256");
        kept.init(secret);

        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("ours\tclient.generateHashedToken(id)", () -> client.generateHashedToken("user_42"));
        calls.put("ours\tclient.verifyHashedToken(id, token)", () -> client.verifyHashedToken("user_42", token));
        calls.put("peer\tMac.getInstance, init, doFinal, formatHex", () -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal("user_42".getBytes(UTF_8)));
        });
        calls.put("peer\ta Mac that is kept (one thread only)",
            () -> HexFormat.of().formatHex(kept.doFinal("user_42".getBytes(UTF_8))));

        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int round = -10; round < ROUNDS; round++) {
            for (Map.Entry<String, Call> call : calls.entrySet()) {
                long start = System.nanoTime();
                for (int i = 0; i < CALLS; i++) sink = call.getValue().run();
                long time = System.nanoTime() - start;
                // The first rounds warm up.
                if (round >= 0) times.computeIfAbsent(call.getKey(), name -> new ArrayList<>()).add(time / CALLS);
            }
        }
        times.forEach((name, rounds) -> {
            Collections.sort(rounds);
            String[] parts = name.split("\t");
            System.out.printf("Kotlin, Java\t%s\t%d\t%s%n", parts[1], rounds.get(rounds.size() / 2), parts[0]);
        });
        client.close();
    }
}
