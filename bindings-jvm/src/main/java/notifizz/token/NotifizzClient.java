package notifizz.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static notifizz.token.Library.check;
import static notifizz.token.Text.require;
import static notifizz.token.Text.utf8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes and verifies tokens for one auth secret key, on the server.
 *
 * <p>A client is immutable and safe to share between threads: build one and share it. Its key material
 * is in native memory and is wiped by {@link #close()}, or when the client is garbage-collected;
 * {@link #toString()} shows only the scheme and the key fingerprint.
 *
 * <p>Rejected input throws {@link NotifizzTokenException}, with a stable
 * {@linkplain NotifizzTokenException#getCode() code}. Text is used exactly, as its UTF-8 bytes, so
 * ill-formed Unicode (a lone surrogate) is rejected as {@code invalid_text}. A missing argument
 * ({@code null}) throws a {@link NullPointerException} that names it. Only a missing auth secret key
 * counts as empty instead. Text of more than 715,827,882 characters, whose UTF-8 form may fit into no
 * array, throws an {@link IllegalArgumentException}.
 */
public final class NotifizzClient extends DispatchReceiver {
    /** The version of this package. */
    public static final String VERSION = Library.VERSION;

    private static final int FINGERPRINT_LENGTH = 8;
    private static final Set<String> INCOMPLETE_USER = Set.of("empty_user_id", "empty_user_email");

    private final TokenScheme tokenScheme;
    private final String keyFingerprint;
    private final List<String> previousKeyFingerprints;

    /**
     * Creates a client for {@code hmac-sha256}.
     *
     * @param authSecretKey the auth secret key, as in the constructor with four arguments
     */
    public NotifizzClient(@Nullable String authSecretKey) {
        this(authSecretKey, null);
    }

    /**
     * Creates a client for {@code hmac-sha256}, with the arguments of Notifizz's own SDK.
     *
     * @param authSecretKey the auth secret key, as in the constructor with four arguments
     * @param sdkSecretKey plays no part in tokens and is not kept
     */
    public NotifizzClient(@Nullable String authSecretKey, @Nullable String sdkSecretKey) {
        this(authSecretKey, sdkSecretKey, TokenScheme.HMAC_SHA256);
    }

    /**
     * Creates a client for one of the token schemes.
     *
     * @param authSecretKey the auth secret key, as in the constructor with four arguments
     * @param sdkSecretKey plays no part in tokens and is not kept
     * @param tokenScheme how this client's hashed tokens are computed
     */
    public NotifizzClient(@Nullable String authSecretKey, @Nullable String sdkSecretKey, TokenScheme tokenScheme) {
        this(authSecretKey, sdkSecretKey, tokenScheme, null);
    }

    /**
     * Creates a client. {@link #builder} names the arguments.
     *
     * @param authSecretKey the auth secret key, exactly as it is: no whitespace and no invisible
     *     character at either end, no quotes around it
     * @param sdkSecretKey accepted because Notifizz's own SDK takes it. It plays no part in tokens and
     *     is not kept
     * @param tokenScheme how this client's hashed tokens are computed
     * @param webhookSigningSecret needed only by the dispatch functions; the same rules hold for it
     * @throws NotifizzTokenException {@code empty_auth_secret_key} (also for {@code null}, as when an
     *     environment variable is not set), {@code auth_secret_key_whitespace},
     *     {@code auth_secret_key_invisible_character}, {@code auth_secret_key_quoted};
     *     {@code missing_webhook_signing_secret} for an empty one,
     *     {@code webhook_signing_secret_whitespace}, {@code webhook_signing_secret_invisible_character}
     *     or {@code webhook_signing_secret_quoted}
     * @throws IllegalArgumentException if the SDK secret key is the name of a token scheme
     * @throws UnsatisfiedLinkError if the native library cannot be loaded; it says what to do
     */
    public NotifizzClient(
        @Nullable String authSecretKey, @Nullable String sdkSecretKey, TokenScheme tokenScheme,
        @Nullable String webhookSigningSecret) {
        this(builder(authSecretKey).sdkSecretKey(sdkSecretKey).tokenScheme(tokenScheme)
            .webhookSigningSecret(webhookSigningSecret));
    }

    private NotifizzClient(Builder builder) {
        super(builder.keys());
        tokenScheme = builder.tokenScheme;
        byte[] bytes = new byte[FINGERPRINT_LENGTH * (1 + builder.previousAuthSecretKeys.length)];
        String all = text(keys.keyFingerprints(keys.address(), bytes), bytes);
        keyFingerprint = all.substring(0, FINGERPRINT_LENGTH);
        List<String> previous = new ArrayList<>();
        for (int i = FINGERPRINT_LENGTH; i < all.length(); i += FINGERPRINT_LENGTH) {
            previous.add(all.substring(i, i + FINGERPRINT_LENGTH));
        }
        previousKeyFingerprints = Collections.unmodifiableList(previous);
    }

    /**
     * Starts to build a client.
     *
     * @param authSecretKey the auth secret key, as in the constructor with four arguments
     * @return a builder for {@code hmac-sha256}, without a webhook signing secret
     */
    public static Builder builder(@Nullable String authSecretKey) {
        return new Builder(authSecretKey);
    }

    /** Builds a client; the auth secret key is given to {@link #builder}. */
    public static final class Builder {
        private final @Nullable String authSecretKey;
        private @Nullable String sdkSecretKey;
        private TokenScheme tokenScheme = TokenScheme.HMAC_SHA256;
        private String[] previousAuthSecretKeys = {};
        private String @Nullable [] webhookSigningSecrets;

        private Builder(@Nullable String authSecretKey) {
            this.authSecretKey = authSecretKey;
        }

        /** Checks the arguments, and creates what the client holds. */
        private Keys keys() {
            for (TokenScheme scheme : TokenScheme.values()) {
                if (scheme.toString().equals(sdkSecretKey)) {
                    throw new IllegalArgumentException("the second argument is the SDK secret key, not a token scheme: "
                        + "pass the scheme as the third, tokenScheme, with TokenScheme.of");
                }
            }
            String key = Text.secret(authSecretKey, "authSecretKey");
            if (tokenScheme == null) throw Text.missing("tokenScheme");
            String[] keys = new String[1 + previousAuthSecretKeys.length];
            keys[0] = key;
            System.arraycopy(previousAuthSecretKeys, 0, keys, 1, previousAuthSecretKeys.length);
            return new Keys(keys, tokenScheme, webhookSigningSecrets);
        }

        /**
         * Sets the SDK secret key, which plays no part in tokens and is not kept.
         *
         * @param sdkSecretKey the SDK secret key, or {@code null}
         * @return this builder
         */
        public Builder sdkSecretKey(@Nullable String sdkSecretKey) {
            this.sdkSecretKey = sdkSecretKey;
            return this;
        }

        /**
         * Sets how hashed tokens are computed.
         *
         * @param tokenScheme the scheme
         * @return this builder
         */
        public Builder tokenScheme(TokenScheme tokenScheme) {
            this.tokenScheme = tokenScheme;
            return this;
        }

        /**
         * Sets the keys that the auth secret key replaces. They verify and do nothing else.
         *
         * @param previousAuthSecretKeys the keys. The rules for the auth secret key hold for each
         * @return this builder
         */
        public Builder previousAuthSecretKeys(List<String> previousAuthSecretKeys) {
            this.previousAuthSecretKeys = Text.secrets(previousAuthSecretKeys, "previousAuthSecretKeys");
            return this;
        }

        /**
         * Sets the webhook signing secret, which only the dispatch functions need.
         *
         * @param webhookSigningSecret the secret, or {@code null} for none
         * @return this builder
         */
        public Builder webhookSigningSecret(@Nullable String webhookSigningSecret) {
            boolean given = webhookSigningSecret != null;
            webhookSigningSecrets = given ? new String[] {require(webhookSigningSecret, "webhookSigningSecret")} : null;
            return this;
        }

        /**
         * Sets several webhook signing secrets, while one is replaced: the first signs, any verifies.
         *
         * @param webhookSigningSecrets the secrets. The rules for one hold for each, and one is needed
         * @return this builder
         */
        public Builder webhookSigningSecrets(List<String> webhookSigningSecrets) {
            this.webhookSigningSecrets = Text.secrets(webhookSigningSecrets, "webhookSigningSecrets");
            return this;
        }

        /**
         * Creates the client. It throws what the constructor with four arguments throws.
         *
         * @return the client
         */
        public NotifizzClient build() {
            return new NotifizzClient(this);
        }
    }

    /**
     * Returns how this client's hashed tokens are computed.
     *
     * @return the scheme
     */
    public TokenScheme getTokenScheme() {
        return tokenScheme;
    }

    /**
     * Returns eight characters that tell two auth secret keys apart and are safe to log. Of several keys,
     * it is the fingerprint of the one that signs.
     *
     * @return the key fingerprint
     */
    public String getKeyFingerprint() {
        return keyFingerprint;
    }

    /**
     * Returns the fingerprints of the previous auth secret keys, in their order.
     *
     * @return an unmodifiable list
     */
    public List<String> getPreviousKeyFingerprints() {
        return previousKeyFingerprints;
    }

    /**
     * Returns the hashed token that proves to the widget who its user is: 64 lower-case hex
     * characters. It is deterministic and never expires.
     *
     * @param userId the ID of the signed-in user, never one from the request. Used exactly as it is
     * @return the token
     * @throws NotifizzTokenException {@code empty_user_id}
     */
    public String generateHashedToken(String userId) {
        long address = keys.address();
        byte[] token = new byte[Text.TOKEN_LENGTH];
        return text(keys.generateHashedToken(address, utf8(require(userId, "userId")), token), token);
    }

    /**
     * Returns whether {@code token} is exactly the hashed token of {@code userId}. Compares in constant
     * time. Any untrusted input yields {@code false}, never an exception.
     *
     * @param userId the claimed user ID
     * @param token the received token
     * @return whether they belong together
     * @throws IllegalStateException if the client is closed, because {@code false} would blame the token
     */
    public boolean verifyHashedToken(@Nullable String userId, @Nullable String token) {
        long address = keys.address();
        return userId != null && isToken(token)
            && check(keys.verifyHashedToken(address, utf8(userId), utf8(token))) == 1;
    }

    /**
     * Returns the token that lets a subscriber subscribe to a resource. It is the same under both
     * schemes.
     *
     * <p>Notifizz concatenates the two IDs without a separator: ("user_1", "2proj") and ("user_12",
     * "proj") share a token. Choose IDs that are not ambiguous when concatenated.
     *
     * @param subscriberId the ID of the user who subscribes
     * @param resourceId the ID of the resource
     * @return the token
     * @throws NotifizzTokenException {@code empty_user_id} (the subscriber's) or
     *     {@code empty_resource_id}
     */
    public String generateSubscribeToken(String subscriberId, String resourceId) {
        long address = keys.address();
        byte[] token = new byte[Text.TOKEN_LENGTH];
        byte[] subscriber = utf8(require(subscriberId, "subscriberId"));
        byte[] resource = utf8(require(resourceId, "resourceId"));
        return text(keys.generateSubscribeToken(address, subscriber, resource, token), token);
    }

    /**
     * Returns whether {@code token} is exactly the subscribe token of the two IDs, as strictly as
     * {@link #verifyHashedToken}.
     *
     * @param subscriberId the claimed ID of the user
     * @param resourceId the claimed ID of the resource
     * @param token the received token
     * @return whether they belong together
     * @throws IllegalStateException if the client is closed
     */
    public boolean verifySubscribeToken(
        @Nullable String subscriberId, @Nullable String resourceId, @Nullable String token) {
        long address = keys.address();
        return subscriberId != null && resourceId != null && isToken(token)
            && check(keys.verifySubscribeToken(address, utf8(subscriberId), utf8(resourceId), utf8(token))) == 1;
    }

    /**
     * Returns the signature of the {@code payload} string of a dispatch webhook.
     *
     * @param payload the string, which may be empty
     * @return the signature: 64 lower-case hex characters
     * @throws NotifizzTokenException {@code missing_webhook_signing_secret}
     */
    public String signDispatchPayload(String payload) {
        long address = keys.address();
        byte[] signature = new byte[Text.TOKEN_LENGTH];
        return text(keys.signDispatchPayload(address, utf8(require(payload, "payload")), signature), signature);
    }

    /**
     * Returns whether {@code signature} is that of {@code payload}, which is the string exactly as
     * received. It does not check the timestamp inside the payload, as {@link #receiveDispatch(byte[])}
     * does.
     *
     * @param payload the received payload
     * @param signature the received signature
     * @return whether they belong together
     * @throws NotifizzTokenException {@code missing_webhook_signing_secret}, so that a missing secret is
     *     not mistaken for a forged webhook; never because of untrusted input
     * @throws IllegalStateException if the client is closed
     */
    public boolean verifyDispatchSignature(@Nullable String payload, @Nullable String signature) {
        long address = keys.address();
        boolean canMatch = payload != null && isToken(signature);
        // Native code reports a missing secret, so it is called even if the result can only be false.
        byte[] text = canMatch ? utf8(payload) : Text.EMPTY;
        return check(keys.verifyDispatchSignature(address, text, canMatch ? utf8(signature) : Text.EMPTY)) == 1;
    }

    /**
     * Returns the options that the widget needs, without a Front API Key, which the page then has
     * already.
     *
     * @param userId the ID of the signed-in user
     * @param userEmail the e-mail address of the user
     * @return the options, as for {@link #widgetOptions(String, String, String)}
     * @throws NotifizzTokenException {@code empty_user_id} or {@code empty_user_email}
     */
    public Map<String, String> widgetOptions(String userId, String userEmail) {
        return widgetOptions(userId, userEmail, null);
    }

    /**
     * Returns the options that the widget needs, under the widget's own names: {@code apiKey} (if
     * given), {@code authType}, {@code token}, {@code userId}, {@code userEmail}. Any JSON library
     * writes the map as it is. Take the user from the session only.
     *
     * @param userId the ID of the signed-in user
     * @param userEmail the e-mail address of the user
     * @param apiKey the Front API Key, which is public
     * @return an unmodifiable map
     * @throws NotifizzTokenException {@code empty_user_id}, {@code empty_user_email} (also for
     *     whitespace alone), {@code empty_front_api_key}, or {@code front_api_key_is_secret} for the
     *     auth secret key in its place, or a previous one, also with whitespace, quotes or invisible characters around it,
     *     in any letter case
     */
    public Map<String, String> widgetOptions(String userId, String userEmail, @Nullable String apiKey) {
        long address = keys.address();
        byte[] id = utf8(require(userId, "userId"));
        byte[] email = utf8(require(userEmail, "userEmail"));
        if (apiKey != null) require(apiKey, "apiKey");
        byte[] token = new byte[Text.TOKEN_LENGTH];
        String generated = text(keys.widgetToken(address, id, email, apiKey, token), token);
        Map<String, String> options = new LinkedHashMap<>();
        if (apiKey != null) options.put("apiKey", apiKey);
        options.put("authType", "backendToken");
        options.put("token", generated);
        options.put("userId", userId);
        options.put("userEmail", userEmail);
        return Collections.unmodifiableMap(options);
    }

    /**
     * Returns what your server answers to the page's script, for the user of the session: 200 and the widget
     * options; 401 and {@code {"error": "login_required"}} if there is none, where a redirect to a login
     * page would be followed to a page with 200; 409 and {@code {"error": "empty_user_id"}} or
     * {@code {"error": "empty_user_email"}} for a user who has none.
     *
     * @param <T> the class of your users
     * @param user the signed-in user, never one that the request names; {@code null} for a visitor
     * @param userId returns the ID of a user: text, an integer or a {@link UUID}, or {@code null}
     * @param userEmail returns the e-mail address of a user, or {@code null}
     * @param apiKey the Front API Key, or {@code null} if the page has it already
     * @return the answer
     * @throws NotifizzTokenException as {@link #widgetOptions(String, String, String)}, except for those two
     * @throws IllegalArgumentException for an ID of another class, whose text may not be the same each time
     */
    public <T> WidgetAnswer answerWidgetOptions(
        @Nullable T user, Function<? super T, ? extends @Nullable Object> userId,
        Function<? super T, @Nullable String> userEmail, @Nullable String apiKey) {
        if (user == null) return new WidgetAnswer(401, Map.of("error", "login_required"));
        String email = userEmail.apply(user);
        try {
            return new WidgetAnswer(200, widgetOptions(Text.id(userId.apply(user)), email == null ? "" : email, apiKey));
        } catch (NotifizzTokenException error) {
            if (!INCOMPLETE_USER.contains(error.getCode())) throw error;
            return new WidgetAnswer(409, Map.of("error", error.getCode()));
        }
    }

    /**
     * Names the mistake with which a token under {@code hmac-sha256} was computed, or the scheme of a
     * known-good token.
     *
     * @param token the token
     * @param userId the ID of the user
     * @param authSecretKey the auth secret key
     * @return the explanation, as for
     *     {@link #diagnose(String, String, String, TokenScheme, String, String)}
     */
    public static Diagnosis diagnose(String token, String userId, @Nullable String authSecretKey) {
        return diagnose(token, userId, authSecretKey, TokenScheme.HMAC_SHA256);
    }

    /**
     * Names the mistake with which a token was computed, or the scheme of a known-good token.
     *
     * @param token the token
     * @param userId the ID of the user
     * @param authSecretKey the auth secret key
     * @param tokenScheme the scheme that the token should have
     * @return the explanation, as for
     *     {@link #diagnose(String, String, String, TokenScheme, String, String)}
     */
    public static Diagnosis diagnose(
        String token, String userId, @Nullable String authSecretKey, TokenScheme tokenScheme) {
        return diagnose(token, userId, authSecretKey, tokenScheme, null);
    }

    /**
     * Names the mistake with which a token was computed, or the scheme of a known-good token.
     *
     * @param token the token
     * @param userId the ID of the user
     * @param authSecretKey the auth secret key
     * @param tokenScheme the scheme that the token should have
     * @param sdkSecretKey the SDK secret key, if it may have been used by mistake
     * @return the explanation, as for
     *     {@link #diagnose(String, String, String, TokenScheme, String, String)}
     */
    public static Diagnosis diagnose(
        String token, String userId, @Nullable String authSecretKey, TokenScheme tokenScheme,
        @Nullable String sdkSecretKey) {
        return diagnose(token, userId, authSecretKey, tokenScheme, sdkSecretKey, null);
    }

    /**
     * Names the mistake with which a token was computed, or the scheme of a known-good token.
     *
     * <p>This is for developers: it is not constant-time, so never verify with it. It accepts keys that
     * no client accepts, such as one with whitespace or quotes around it, because that is one of the
     * causes.
     *
     * @param token the token
     * @param userId the ID of the user
     * @param authSecretKey the auth secret key
     * @param tokenScheme the scheme that the token should have
     * @param sdkSecretKey the SDK secret key, if it may have been used by mistake
     * @param userEmail the user's e-mail address, if it may have been signed by mistake
     * @return the explanation
     * @throws NotifizzTokenException {@code empty_auth_secret_key} or {@code empty_user_id}
     */
    public static Diagnosis diagnose(
        String token, String userId, @Nullable String authSecretKey, TokenScheme tokenScheme,
        @Nullable String sdkSecretKey, @Nullable String userEmail) {
        require(token, "token");
        require(userId, "userId");
        String key = Text.secret(authSecretKey, "authSecretKey");
        if (tokenScheme == null) throw Text.missing("tokenScheme");
        if (sdkSecretKey != null) require(sdkSecretKey, "sdkSecretKey");
        if (userEmail != null) require(userEmail, "userEmail");
        Library.require();
        String[] texts = {"", ""};
        int scheme = check(Library.diagnose(token, userId, key, tokenScheme.ordinal(), sdkSecretKey, userEmail, texts));
        TokenScheme[] schemes = TokenScheme.values();
        return new Diagnosis(texts[0], scheme < schemes.length ? schemes[scheme] : null, texts[1]);
    }

    /**
     * Names the mistake with which the signature of a dispatch webhook was computed, or with which the
     * webhook was read.
     *
     * <p>This is for developers: it is not constant-time, so never verify with it. It accepts secrets that
     * no client accepts, because that is one of the causes.
     *
     * @param payload the text of the field {@code payload}, exactly as received
     * @param signature the signature
     * @param webhookSigningSecret the webhook signing secret
     * @return the explanation, without a scheme
     * @throws NotifizzTokenException {@code missing_webhook_signing_secret}
     */
    public static Diagnosis diagnoseDispatch(String payload, String signature, @Nullable String webhookSigningSecret) {
        require(payload, "payload");
        require(signature, "signature");
        String secret = Text.secret(webhookSigningSecret, "webhookSigningSecret");
        Library.require();
        String[] texts = {"", ""};
        check(Library.diagnoseDispatch(payload, signature, secret, texts));
        return new Diagnosis(texts[0], null, texts[1]);
    }

    @Override
    public String toString() {
        String previous = previousKeyFingerprints.isEmpty() ? "" : ", previousKeyFingerprints=" + previousKeyFingerprints;
        return "NotifizzClient(tokenScheme=" + tokenScheme + ", keyFingerprint=" + keyFingerprint + previous + ")";
    }

    /** Whether this can be a token. Text of another length is rejected before any of it is converted. */
    private static boolean isToken(@Nullable String text) {
        return text != null && text.length() == Text.TOKEN_LENGTH;
    }

    private static String text(int answer, byte[] ascii) {
        check(answer);
        return new String(ascii, ISO_8859_1);
    }
}
