import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import org.junit.jupiter.api.Test;

/**
 * What Notifizz's own Java SDK computes, beside ours. The answers asserted here stand in
 * docs/schemes.md, with version and date: when this test fails, the SDK has changed its answer.
 */
class RefereeTest {
    private static final int CASES = 5_000;
    private static final String PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-@. ";

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** Text of 1 to 200 characters from all of Unicode, or of plain ones. */
    private String text() {
        int length = random.nextInt(1, random.nextInt(2, 201));
        boolean plain = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int character = plain
                ? PRINTABLE.charAt(random.nextInt(PRINTABLE.length()))
                : random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            if (!surrogate) text.appendCodePoint(character);
        }
        return text.toString();
    }

    /** Such text between two letters: ours rejects a key that begins or ends with something invisible, or is quoted. */
    private String key() {
        return "k" + text() + "k";
    }

    private static String version() throws Exception {
        try (InputStream file = com.notifizz.NotifizzClient.class
                .getResourceAsStream("/META-INF/maven/com.notifizz/notifizz-java/pom.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        }
    }

    @Test
    void itsHashedTokenIsSha256Concat() throws Exception {
        Map<TokenScheme, Integer> equal = new EnumMap<>(TokenScheme.class);
        for (int i = 0; i < CASES; i++) {
            String key = key();
            String userId = text();
            String theirs = new com.notifizz.NotifizzClient(key, text()).generateHashedToken(userId);
            for (TokenScheme scheme : TokenScheme.values()) {
                try (NotifizzClient client = new NotifizzClient(key, null, scheme)) {
                    if (client.verifyHashedToken(userId, theirs)) equal.merge(scheme, 1, Integer::sum);
                }
            }
        }
        System.out.printf("com.notifizz:notifizz-java %s: of %d hashed tokens, equal to ours: %s (seed %d)%n",
            version(), CASES, equal, seed);
        assertEquals(Map.of(TokenScheme.SHA256_CONCAT, CASES), equal, "seed " + seed);
    }

    @Test
    void itHasNoSubscribeTokenAndNoDispatchSignature() {
        List<String> methods = Arrays.stream(com.notifizz.NotifizzClient.class.getMethods())
            .map(method -> method.getName().toLowerCase(java.util.Locale.ROOT))
            .filter(name -> name.contains("subscribe") || name.contains("dispatch") || name.contains("verify"))
            .toList();
        assertEquals(List.of(), methods, "compare them with ours, and record the answer in docs/schemes.md");
    }

    @Test
    void itTakesWhatWeReject() {
        // Two IDs, one token: Java turns a lone surrogate into a question mark on its way to bytes.
        var theirs = new com.notifizz.NotifizzClient("k", "s");
        assertEquals(theirs.generateHashedToken("a?b"), theirs.generateHashedToken("a\ud800b"));
        // An empty ID and an empty key.
        assertTrue(theirs.generateHashedToken("").matches("[0-9a-f]{64}"));
        assertTrue(new com.notifizz.NotifizzClient("", "s").generateHashedToken("user_42").matches("[0-9a-f]{64}"));
        // No separator: under sha256-concat the ID and the key can be cut elsewhere.
        assertEquals(
            new com.notifizz.NotifizzClient("2key", "s").generateHashedToken("user_4"),
            new com.notifizz.NotifizzClient("key", "s").generateHashedToken("user_42"));
        assertNotEquals(theirs.generateHashedToken("user_42"), theirs.generateHashedToken("user_43"));
    }
}
