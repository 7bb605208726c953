package notifizz.token.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import notifizz.token.Diagnosis;
import notifizz.token.DispatchReceiver;
import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How Java code calls the package: overloads, null and exceptions. */
class JavaTest {
    private static final String KEY = "YOUR_AUTH_SECRET_KEY";
    private static final String WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
    private static final String TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

    @Test
    void everyOptionalArgumentCanBeLeftOut() {
        // The vendor's own constructor has two arguments.
        try (NotifizzClient client = new NotifizzClient(KEY, "YOUR_SDK_SECRET_KEY")) {
            assertEquals(TOKEN, client.generateHashedToken("user_42"));
            assertEquals(TokenScheme.HMAC_SHA256, client.getTokenScheme());
            assertEquals("6fda7070", client.getKeyFingerprint());
        }
        assertEquals(TokenScheme.HMAC_SHA256, new NotifizzClient(KEY).getTokenScheme());
        assertEquals(
            TokenScheme.SHA256_CONCAT, new NotifizzClient(KEY, null, TokenScheme.SHA256_CONCAT).getTokenScheme());
        Diagnosis diagnosis = NotifizzClient.diagnose(TOKEN, "user_42", KEY);
        assertEquals("correct", diagnosis.getCode());
        assertEquals(TokenScheme.HMAC_SHA256, diagnosis.getScheme());
        assertFalse(diagnosis.getMessage().isEmpty());
        assertEquals("other_scheme", NotifizzClient.diagnose(TOKEN, "user_42", KEY, TokenScheme.SHA256_CONCAT).getCode());
        assertEquals(TokenScheme.SHA256_CONCAT, TokenScheme.of("sha256-concat"));
        assertTrue(NotifizzClient.VERSION.matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void theBuilderNamesTheArguments() {
        NotifizzClient.Builder builder = NotifizzClient.builder(KEY).webhookSigningSecret(null);
        assertEquals(TOKEN, builder.build().generateHashedToken("user_42"));
        NotifizzClient same = new NotifizzClient(KEY, null, TokenScheme.SHA256_CONCAT, WEBHOOK);
        builder.sdkSecretKey("YOUR_SDK_SECRET_KEY").tokenScheme(TokenScheme.SHA256_CONCAT).webhookSigningSecret(WEBHOOK);
        try (NotifizzClient client = builder.build()) {
            assertEquals(same.generateHashedToken("user_42"), client.generateHashedToken("user_42"));
            assertEquals(same.signDispatchPayload("{}"), client.signDispatchPayload("{}"));
        }
        assertThrows(IllegalArgumentException.class, () -> builder.sdkSecretKey("hmac-sha256").build());
    }

    @Test
    void widgetOptionsAreAnImmutableMapThatJsonLibrariesWriteAsItIs() throws Exception {
        Map<String, String> options = new NotifizzClient(KEY).widgetOptions("user_42", "alice@example.com", "front");
        assertEquals(
            "{\"apiKey\":\"front\",\"authType\":\"backendToken\",\"token\":\"" + TOKEN
                + "\",\"userId\":\"user_42\",\"userEmail\":\"alice@example.com\"}",
            new ObjectMapper().writeValueAsString(options));
        assertThrows(UnsupportedOperationException.class, () -> options.put("token", "x"));
    }

    private static NullPointerException assertMissing(String name, Executable call) {
        NullPointerException error = assertThrows(NullPointerException.class, call);
        assertTrue(error.getMessage().startsWith(name + " is missing: it is null."), error.getMessage());
        assertFalse(error.getMessage().contains("toString"), error.getMessage());
        return error;
    }

    @Test
    void nullForAnIdIsANullPointerExceptionThatNamesIt() {
        NotifizzClient client = new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, WEBHOOK);
        NullPointerException error = assertMissing("userId", () -> client.generateHashedToken(null));
        assertEquals("userId is missing: it is null. Is the user logged in, and saved?", error.getMessage());
        assertMissing("subscriberId", () -> client.generateSubscribeToken(null, "project_7"));
        assertMissing("resourceId", () -> client.generateSubscribeToken("user_42", null));
        assertMissing("payload", () -> client.signDispatchPayload(null));
        assertMissing("userId", () -> client.widgetOptions(null, "alice@example.com"));
        assertMissing("userEmail", () -> client.widgetOptions("user_42", null));
        assertMissing("name", () -> TokenScheme.of(null));
        assertMissing("tokenScheme", () -> new NotifizzClient(KEY, null, null));
        assertMissing("tokenScheme", () -> NotifizzClient.builder(KEY).tokenScheme(null).build());
        assertMissing("token", () -> NotifizzClient.diagnose(null, "user_42", KEY));
        assertMissing("userId", () -> NotifizzClient.diagnose(TOKEN, null, KEY));
        assertMissing("tokenScheme", () -> NotifizzClient.diagnose(TOKEN, "user_42", KEY, null));
        assertMissing("previousAuthSecretKeys", () -> NotifizzClient.builder(KEY).previousAuthSecretKeys(null));
        assertMissing("webhookSigningSecrets", () -> NotifizzClient.builder(KEY).webhookSigningSecrets(null));
        assertMissing("webhookSigningSecrets", () -> new DispatchReceiver((List<String>) null));
        assertMissing("tolerance", () -> client.receiveDispatch("{}", null, Clock.systemUTC()));
        assertMissing("clock", () -> client.receiveDispatch("{}", Duration.ZERO, null));
        assertMissing("payload", () -> NotifizzClient.diagnoseDispatch(null, TOKEN, WEBHOOK));
        assertMissing("signature", () -> NotifizzClient.diagnoseDispatch("{}", null, WEBHOOK));
    }

    @Test
    void nullIsFalseForVerify() {
        NotifizzClient client = new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, WEBHOOK);
        assertFalse(client.verifyHashedToken(null, TOKEN));
        assertFalse(client.verifyHashedToken("user_42", null));
        assertFalse(client.verifySubscribeToken(null, null, null));
        assertFalse(client.verifyDispatchSignature(null, null));
        // A missing payload is not the empty payload.
        String signature = client.signDispatchPayload("");
        assertTrue(client.verifyDispatchSignature("", signature));
        assertFalse(client.verifyDispatchSignature(null, signature));
    }

    @Test
    void aMissingKeyIsAnEmptyOne() {
        List<Executable> calls = List.of(
            () -> new NotifizzClient(null),
            () -> new NotifizzClient(System.getenv("A_VARIABLE_THAT_IS_NOT_SET"), "sdk", TokenScheme.SHA256_CONCAT),
            () -> NotifizzClient.diagnose(TOKEN, "user_42", null));
        for (Executable call : calls) {
            NotifizzTokenException error = assertThrows(NotifizzTokenException.class, call);
            assertEquals("empty_auth_secret_key", error.getCode());
            assertTrue(error.getMessage().contains("environment variable set?"), error.getMessage());
        }
    }

    @Test
    void aMissingKeyInAListIsAnEmptyOne() {
        List<String> list = Collections.singletonList(null);
        Map<Executable, String> calls = Map.of(
            () -> NotifizzClient.builder(KEY).previousAuthSecretKeys(list).build(), "empty_auth_secret_key",
            () -> NotifizzClient.builder(KEY).webhookSigningSecrets(list).build(), "missing_webhook_signing_secret",
            () -> new DispatchReceiver(list), "missing_webhook_signing_secret",
            () -> new DispatchReceiver((String) null), "missing_webhook_signing_secret",
            () -> NotifizzClient.diagnoseDispatch("{}", TOKEN, null), "missing_webhook_signing_secret");
        calls.forEach((call, code) -> assertEquals(code, assertThrows(NotifizzTokenException.class, call).getCode()));
    }

    @ParameterizedTest
    @EnumSource
    void aSchemeInPlaceOfTheSdkSecretKeyIsRejected(TokenScheme scheme) {
        IllegalArgumentException error =
            assertThrows(IllegalArgumentException.class, () -> new NotifizzClient(KEY, scheme.toString()));
        assertFalse(error instanceof NotifizzTokenException);
        assertTrue(error.getMessage().contains("pass the scheme as the third"), error.getMessage());
        new NotifizzClient(KEY, scheme.toString().toUpperCase(java.util.Locale.ROOT)).close();
    }

    @Test
    void rejectedInputIsAnUncheckedException() {
        NotifizzClient client = new NotifizzClient(KEY);
        IllegalArgumentException error =
            assertThrows(IllegalArgumentException.class, () -> client.generateHashedToken("user_\ud800"));
        assertEquals("invalid_text", assertInstanceOf(NotifizzTokenException.class, error).getCode());
    }
}
