package notifizz.token.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import notifizz.token.Diagnosis;
import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The package as plain Java sees it: nothing here is Kotlin but the reading of the vectors. */
class JavaTest {
    private static final String KEY = "YOUR_AUTH_SECRET_KEY";
    private static final String WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
    private static final String TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

    private interface Check {
        void row(JsonNode row);
    }

    private static void section(String name, Check check) {
        int ran = 0;
        for (JsonNode row : Vectors.json.get(name)) {
            check.row(row);
            ran++;
        }
        assertTrue(ran > 0);
        assertEquals(Vectors.json.get("counts").get(name).intValue(), ran);
        System.out.println(name + ": " + ran + " vectors, from Java");
    }

    private static String text(JsonNode row, String name) {
        return Vectors.text(row.get(name));
    }

    private static NotifizzClient client(JsonNode row, TokenScheme scheme) {
        return new NotifizzClient(text(row, "auth_secret_key"), null, scheme, text(row, "webhook_signing_secret"));
    }

    @Test
    void hashedTokens() {
        section("hashed_tokens", row -> {
            for (TokenScheme scheme : TokenScheme.values()) {
                try (NotifizzClient client = client(row, scheme)) {
                    String userId = text(row, "user_id");
                    assertEquals(text(row.get("tokens"), scheme.toString()), client.generateHashedToken(userId));
                    for (TokenScheme other : TokenScheme.values()) {
                        String token = text(row.get("tokens"), other.toString());
                        assertEquals(scheme == other, client.verifyHashedToken(userId, token));
                    }
                }
            }
        });
    }

    @Test
    void subscribeTokens() {
        section("subscribe_tokens", row -> {
            for (TokenScheme scheme : TokenScheme.values()) {
                try (NotifizzClient client = client(row, scheme)) {
                    String subscriber = text(row, "subscriber_id");
                    String resource = text(row, "resource_id");
                    String token = client.generateSubscribeToken(subscriber, resource);
                    assertEquals(text(row, "token"), token);
                    assertTrue(client.verifySubscribeToken(subscriber, resource, token));
                    assertFalse(client.verifySubscribeToken(subscriber + "x", resource, token));
                }
            }
        });
    }

    @Test
    void dispatchSignatures() {
        section("dispatch_signatures", row -> {
            String secret = text(row, "webhook_signing_secret");
            try (NotifizzClient client = new NotifizzClient(KEY, "sdk", TokenScheme.HMAC_SHA256, secret)) {
                String payload = text(row, "payload");
                String signature = client.signDispatchPayload(payload);
                assertEquals(text(row, "signature"), signature);
                assertTrue(client.verifyDispatchSignature(payload, signature));
                assertFalse(client.verifyDispatchSignature(payload + "x", signature));
            }
        });
    }

    @Test
    void keyFingerprints() {
        section("key_fingerprints", row -> {
            for (TokenScheme scheme : TokenScheme.values()) {
                assertEquals(text(row, "fingerprint"), client(row, scheme).getKeyFingerprint());
                assertEquals(scheme, client(row, scheme).getTokenScheme());
            }
        });
    }

    @Test
    void rejectedTokens() {
        section("rejected_tokens", row -> {
            NotifizzClient client = client(row, TokenScheme.of(text(row, "token_scheme")));
            assertFalse(client.verifyHashedToken(text(row, "user_id"), text(row, "token")), text(row, "why"));
        });
    }

    private static Executable call(NotifizzClient client, JsonNode row) {
        String call = text(row, "call");
        return switch (call) {
            case "generate_hashed_token" -> () -> client.generateHashedToken(text(row, "user_id"));
            case "generate_subscribe_token" ->
                () -> client.generateSubscribeToken(text(row, "subscriber_id"), text(row, "resource_id"));
            case "sign_dispatch_payload" -> () -> client.signDispatchPayload(text(row, "payload"));
            case "widget_options" ->
                () -> client.widgetOptions(text(row, "user_id"), text(row, "user_email"), text(row, "api_key"));
            default -> throw new AssertionError("unknown call " + call);
        };
    }

    @Test
    void errors() {
        section("errors", row -> {
            Executable call = text(row, "call").equals("new")
                ? () -> client(row, TokenScheme.of(text(row, "token_scheme")))
                : call(client(row, TokenScheme.of(text(row, "token_scheme"))), row);
            NotifizzTokenException refused = assertThrows(NotifizzTokenException.class, call, text(row, "name"));
            assertEquals(text(row, "error"), refused.getCode(), text(row, "name"));
        });
    }

    @Test
    void diagnoses() {
        section("diagnoses", row -> {
            Diagnosis found = NotifizzClient.diagnose(
                text(row, "token"), text(row, "user_id"), text(row, "auth_secret_key"),
                TokenScheme.of(text(row, "token_scheme")), text(row, "sdk_secret_key"), text(row, "user_email"));
            assertEquals(text(row, "code"), found.getCode(), text(row, "name"));
            String scheme = found.getScheme() == null ? null : found.getScheme().toString();
            assertEquals(text(row, "scheme"), scheme, text(row, "name"));
        });
    }

    @Test
    void rfc4231WhereKeyAndMessageAreText() {
        List<Integer> ran = new ArrayList<>();
        for (JsonNode row : Vectors.json.get("rfc4231")) {
            byte[][] bytes = {
                HexFormat.of().parseHex(text(row, "key_hex")), HexFormat.of().parseHex(text(row, "message_hex")),
            };
            String key = new String(bytes[0], UTF_8);
            String message = new String(bytes[1], UTF_8);
            boolean wellFormed = Arrays.equals(bytes[0], key.getBytes(UTF_8)) && Arrays.equals(bytes[1], message.getBytes(UTF_8));
            if (wellFormed && key.strip().equals(key)) {
                assertEquals(text(row, "tag"), new NotifizzClient(key).generateHashedToken(message));
                ran.add(row.get("case").intValue());
            }
        }
        assertEquals(List.of(2), ran);
    }

    @Test
    void shortFormsAndJson() throws Exception {
        // The vendor's own two-argument constructor.
        try (NotifizzClient client = new NotifizzClient(KEY, "YOUR_SDK_SECRET_KEY")) {
            assertEquals(TOKEN, client.generateHashedToken("user_42"));
            Map<String, String> options = client.widgetOptions("user_42", "alice@example.com", "front");
            assertEquals(
                "{\"apiKey\":\"front\",\"authType\":\"backendToken\",\"token\":\"" + TOKEN
                    + "\",\"userId\":\"user_42\",\"userEmail\":\"alice@example.com\"}",
                new ObjectMapper().writeValueAsString(options));
            assertThrows(UnsupportedOperationException.class, () -> options.put("token", "x"));
        }
        assertEquals("correct", NotifizzClient.diagnose(TOKEN, "user_42", KEY).getCode());
        assertEquals(TokenScheme.HMAC_SHA256, new NotifizzClient(KEY).getTokenScheme());
        assertTrue(NotifizzClient.VERSION.matches("\\d+\\.\\d+\\.\\d+"));
    }

    private static NullPointerException missing(String name, Executable call) {
        NullPointerException missing = assertThrows(NullPointerException.class, call);
        assertTrue(missing.getMessage().startsWith(name + " is missing: it is null."), missing.getMessage());
        assertFalse(missing.getMessage().contains("toString"), missing.getMessage());
        return missing;
    }

    @Test
    void nullIsMissingForAnIdAndFalseForVerify() {
        NotifizzClient client = new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, WEBHOOK);
        NullPointerException noUser = missing("userId", () -> client.generateHashedToken(null));
        assertEquals("userId is missing: it is null. Is the user logged in, and saved?", noUser.getMessage());
        missing("subscriberId", () -> client.generateSubscribeToken(null, "project_7"));
        missing("resourceId", () -> client.generateSubscribeToken("user_42", null));
        missing("payload", () -> client.signDispatchPayload(null));
        missing("userId", () -> client.widgetOptions(null, "alice@example.com"));
        missing("userEmail", () -> client.widgetOptions("user_42", null));
        missing("name", () -> TokenScheme.of(null));
        missing("tokenScheme", () -> new NotifizzClient(KEY, null, null));
        missing("token", () -> NotifizzClient.diagnose(null, "user_42", KEY));
        missing("userId", () -> NotifizzClient.diagnose(TOKEN, null, KEY));
        missing("tokenScheme", () -> NotifizzClient.diagnose(TOKEN, "user_42", KEY, null));
        assertFalse(client.verifyHashedToken(null, TOKEN));
        assertFalse(client.verifyHashedToken("user_42", null));
        assertFalse(client.verifySubscribeToken(null, null, null));
        assertFalse(client.verifyDispatchSignature(null, null));
        // Nothing is not the empty payload.
        assertTrue(client.verifyDispatchSignature("", client.signDispatchPayload("")));
        assertFalse(client.verifyDispatchSignature(null, client.signDispatchPayload("")));
    }

    @Test
    void aMissingKeyIsAnEmptyOne() {
        List<Executable> calls = List.of(
            () -> new NotifizzClient(null),
            () -> new NotifizzClient(System.getenv("A_VARIABLE_THAT_IS_NOT_SET"), "sdk", TokenScheme.SHA256_CONCAT),
            () -> NotifizzClient.diagnose(TOKEN, "user_42", null));
        for (Executable call : calls) {
            NotifizzTokenException rejected = assertThrows(NotifizzTokenException.class, call);
            assertEquals("empty_auth_secret_key", rejected.getCode());
            assertTrue(rejected.getMessage().contains("environment variable set?"), rejected.getMessage());
        }
    }

    @Test
    void aSchemeInThePlaceOfTheSdkSecretKey() {
        for (TokenScheme scheme : TokenScheme.values()) {
            IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new NotifizzClient(KEY, scheme.toString()));
            assertFalse(wrong instanceof NotifizzTokenException);
            assertTrue(wrong.getMessage().contains("pass the scheme as the third"), wrong.getMessage());
        }
        new NotifizzClient(KEY, "SHA256-CONCAT").close();
    }

    @Test
    void rejectedInputIsAnUncheckedExceptionAndLoneSurrogatesAreRejected() {
        NotifizzClient client = new NotifizzClient(KEY);
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> client.generateHashedToken("user_\ud800"));
        assertEquals("invalid_text", ((NotifizzTokenException) refused).getCode());
        assertFalse(client.verifyHashedToken("user_\ud800", TOKEN));
        assertEquals("NotifizzClient(tokenScheme=hmac-sha256, keyFingerprint=6fda7070)", client.toString());
    }

    @Test
    void eightThreadsOnOneClient() throws Exception {
        NotifizzClient client = new NotifizzClient(KEY);
        var threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            work.add(() -> {
                int right = 0;
                for (int i = 0; i < 500; i++) {
                    right += client.generateHashedToken("user_42").equals(TOKEN) ? 1 : 0;
                    right += client.verifyHashedToken("user_42", TOKEN) ? 1 : 0;
                }
                return right;
            });
        }
        int right = 0;
        for (Future<Integer> done : threads.invokeAll(work)) right += done.get();
        threads.shutdown();
        assertEquals(8 * 1000, right);
    }
}
