import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import org.junit.jupiter.api.Test;

/**
 * Compares this library with Notifizz's own Java SDK. docs/schemes.md records the SDK's behaviour, with
 * version and date, so a failure means that the SDK has changed.
 */
class VendorSdkCompatTest {
    private static final int CASES = 5_000;
    private static final String PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-@. ";

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** Text of 1 to 200 characters, half of the time printable ASCII and otherwise any Unicode. */
    private String randomText() {
        int length = random.nextInt(1, random.nextInt(2, 201));
        boolean printable = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int character = printable
                ? PRINTABLE.charAt(random.nextInt(PRINTABLE.length()))
                : random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            if (!surrogate) text.appendCodePoint(character);
        }
        return text.toString();
    }

    /** Random text between two letters, because this library rejects keys with invisible ends or quotes. */
    private String randomKey() {
        return "k" + randomText() + "k";
    }

    private static String sdkVersion() throws Exception {
        try (InputStream file = com.notifizz.NotifizzClient.class
                .getResourceAsStream("/META-INF/maven/com.notifizz/notifizz-java/pom.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        }
    }

    @Test
    void theSdkComputesHashedTokensAsSha256Concat() throws Exception {
        Map<TokenScheme, Integer> equal = new EnumMap<>(TokenScheme.class);
        for (int i = 0; i < CASES; i++) {
            String key = randomKey();
            String userId = randomText();
            String token = new com.notifizz.NotifizzClient(key, randomText()).generateHashedToken(userId);
            for (TokenScheme scheme : TokenScheme.values()) {
                try (NotifizzClient client = new NotifizzClient(key, null, scheme)) {
                    if (client.verifyHashedToken(userId, token)) equal.merge(scheme, 1, Integer::sum);
                }
            }
        }
        System.out.printf("com.notifizz:notifizz-java %s: %d hashed tokens compared, equal: %s (seed %d)%n",
            sdkVersion(), CASES, equal, seed);
        assertEquals(Map.of(TokenScheme.SHA256_CONCAT, CASES), equal, "seed " + seed);
    }

    @Test
    void theSdkHasNoSubscribeTokenAndNoDispatchSignature() {
        List<String> methods = Arrays.stream(com.notifizz.NotifizzClient.class.getMethods())
            .map(method -> method.getName().toLowerCase(Locale.ROOT))
            .filter(name -> name.contains("subscribe") || name.contains("dispatch") || name.contains("verify"))
            .toList();
        assertEquals(List.of(), methods, "compare them with this library, and record the result in docs/schemes.md");
    }

    @Test
    void theSdkAcceptsInputThatThisLibraryRejects() {
        var sdk = new com.notifizz.NotifizzClient("k", "s");
        // Java encodes a lone surrogate as a question mark, so two IDs share a token.
        assertEquals(sdk.generateHashedToken("a?b"), sdk.generateHashedToken("a\ud800b"));
        // It accepts an empty ID and an empty key.
        assertTrue(sdk.generateHashedToken("").matches("[0-9a-f]{64}"));
        assertTrue(new com.notifizz.NotifizzClient("", "s").generateHashedToken("user_42").matches("[0-9a-f]{64}"));
        // Under sha256-concat, ID and key are ambiguous when concatenated.
        assertEquals(
            new com.notifizz.NotifizzClient("2key", "s").generateHashedToken("user_4"),
            new com.notifizz.NotifizzClient("key", "s").generateHashedToken("user_42"));
        assertNotEquals(sdk.generateHashedToken("user_42"), sdk.generateHashedToken("user_43"));
    }
}
