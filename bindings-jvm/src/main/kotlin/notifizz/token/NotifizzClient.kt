package notifizz.token

import notifizz.token.internal.NativeClient
import notifizz.token.internal.diagnose as nativeDiagnose
import notifizz.token.internal.version

/**
 * Computes and verifies tokens for one auth secret key, on the server.
 *
 * A client is immutable and safe to share between threads: build one and share it. Its key material
 * is in native memory and is wiped by [close], or when the client is garbage-collected; [toString]
 * shows only the scheme and the key fingerprint.
 *
 * Rejected input throws [NotifizzTokenException], with a stable [code][NotifizzTokenException.code].
 * Text is used exactly, as its UTF-8 bytes, so ill-formed Unicode (a lone surrogate) is rejected as
 * `invalid_text`. A missing argument (`null`, from Java) throws a [NullPointerException] that names
 * it. Only a missing auth secret key counts as empty instead.
 *
 * @param authSecretKey the auth secret key, exactly as it is: no whitespace and no invisible
 *   character at either end, no quotes around it.
 * @param sdkSecretKey accepted because Notifizz's own SDK takes it. It plays no part in tokens and
 *   is not kept.
 * @param webhookSigningSecret needed only by the dispatch functions; the same rules hold for it.
 * @throws NotifizzTokenException `empty_auth_secret_key` (also for `null`, as when an environment
 *   variable is not set), `auth_secret_key_whitespace`, `auth_secret_key_invisible_character`,
 *   `auth_secret_key_quoted`; `missing_webhook_signing_secret` for an empty one,
 *   `webhook_signing_secret_whitespace`, `webhook_signing_secret_invisible_character` or
 *   `webhook_signing_secret_quoted`.
 * @throws IllegalArgumentException if the SDK secret key is the name of a token scheme.
 */
public class NotifizzClient @JvmOverloads constructor(
    authSecretKey: String?,
    sdkSecretKey: String? = null,
    /** How this client's hashed tokens are computed. */
    public val tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
    webhookSigningSecret: String? = null,
) : AutoCloseable {
    private val native: NativeClient

    init {
        require(TokenScheme.entries.none { "$it" == sdkSecretKey }) {
            "the second argument is the SDK secret key, not a token scheme: " +
                "pass the scheme as the third, tokenScheme, with TokenScheme.of"
        }
        native = translateErrors {
            NativeClient(
                requireText(authSecretKey.orEmpty(), "authSecretKey"),
                requirePresent(tokenScheme, "tokenScheme"),
                webhookSigningSecret?.let { requireText(it, "webhookSigningSecret") },
            )
        }
    }

    /** Eight characters that tell two Auth Secret Keys apart and are safe to log. */
    public val keyFingerprint: String = native.keyFingerprint()

    /**
     * Returns the hashed token that proves to the widget who its user is: 64 lower-case hex
     * characters. It is deterministic and never expires.
     *
     * @param userId the ID of the signed-in user, never one from the request. Used exactly as it is.
     * @throws NotifizzTokenException `empty_user_id`
     */
    public fun generateHashedToken(userId: String): String =
        translateErrors { requireOpen().generateHashedToken(requireText(userId, "userId")) }

    /**
     * Returns whether [token] is exactly the hashed token of [userId]. Compares in constant time.
     * Any untrusted input yields `false`, never an exception.
     *
     * @throws IllegalStateException if the client is closed, because `false` would blame the token
     */
    public fun verifyHashedToken(userId: String?, token: String?): Boolean {
        val native = requireOpen()
        return isToken(token) && isText(userId) && native.verifyHashedToken(userId!!, token!!)
    }

    /**
     * Returns the token that lets a subscriber subscribe to a resource. It is the same under both
     * schemes.
     *
     * Notifizz concatenates the two IDs without a separator: ("user_1", "2proj") and ("user_12",
     * "proj") share a token. Choose IDs that are not ambiguous when concatenated.
     *
     * @throws NotifizzTokenException `empty_user_id` (the subscriber's) or `empty_resource_id`
     */
    public fun generateSubscribeToken(subscriberId: String, resourceId: String): String =
        translateErrors {
            requireOpen().generateSubscribeToken(
                requireText(subscriberId, "subscriberId"),
                requireText(resourceId, "resourceId"),
            )
        }

    /**
     * Returns whether [token] is exactly the subscribe token of the two IDs, as strictly as
     * [verifyHashedToken].
     *
     * @throws IllegalStateException if the client is closed
     */
    public fun verifySubscribeToken(subscriberId: String?, resourceId: String?, token: String?): Boolean {
        val native = requireOpen()
        return isToken(token) && isText(subscriberId) && isText(resourceId) &&
            native.verifySubscribeToken(subscriberId!!, resourceId!!, token!!)
    }

    /**
     * Returns the signature of the `payload` string of a dispatch webhook.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`
     */
    public fun signDispatchPayload(payload: String): String =
        translateErrors { requireOpen().signDispatchPayload(requireText(payload, "payload")) }

    /**
     * Returns whether [signature] is that of [payload], which is the string exactly as received.
     * Check the timestamp inside the payload yourself.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`, so that a missing secret is
     *   not mistaken for a forged webhook; never because of untrusted input
     * @throws IllegalStateException if the client is closed
     */
    public fun verifyDispatchSignature(payload: String?, signature: String?): Boolean {
        // Native code reports a missing secret, so it is called even if the result can only be false.
        val canMatch = isToken(signature) && isText(payload)
        return translateErrors {
            requireOpen().verifyDispatchSignature(if (canMatch) payload!! else "", if (canMatch) signature!! else "")
        }
    }

    /**
     * Returns the options that the widget needs, under the widget's own names: `apiKey` (if given),
     * `authType`, `token`, `userId`, `userEmail`. Any JSON library writes the map as it is. Take the
     * user from the session only.
     *
     * @param apiKey the Front API Key, which is public.
     * @throws NotifizzTokenException `empty_user_id`, `empty_user_email` (also for whitespace
     *   alone), `empty_front_api_key`, or `front_api_key_is_secret` for the Auth Secret Key in its
     *   place, also with whitespace, quotes or invisible characters around it, in any letter case
     */
    @JvmOverloads
    public fun widgetOptions(userId: String, userEmail: String, apiKey: String? = null): Map<String, String> {
        val options = translateErrors {
            requireOpen().widgetOptions(
                requireText(userId, "userId"),
                requireText(userEmail, "userEmail"),
                apiKey?.let { requireText(it, "apiKey") },
            )
        }
        return buildMap {
            options.apiKey?.let { put("apiKey", it) }
            put("authType", options.authType)
            put("token", options.token)
            put("userId", options.userId)
            put("userEmail", options.userEmail)
        }
    }

    /**
     * Wipes the key material. Closing twice is allowed. All other functions, including those that
     * verify, then throw [IllegalStateException].
     */
    override fun close(): Unit = native.close()

    override fun toString(): String = "NotifizzClient(tokenScheme=$tokenScheme, keyFingerprint=$keyFingerprint)"

    private fun requireOpen(): NativeClient {
        check(!native.uniffiIsDestroyed) { "the client is closed" }
        return native
    }

    public companion object {
        /** The version of this package. */
        @JvmField
        public val VERSION: String = version()

        /**
         * Names the mistake with which a token was computed, or the scheme of a known-good token.
         *
         * This is for developers: it is not constant-time, so never verify with it. It accepts keys
         * that no client accepts, such as one with whitespace or quotes around it, because that is
         * one of the causes.
         *
         * @param tokenScheme the scheme that the token should have.
         * @param sdkSecretKey the SDK Secret Key, if it may have been used by mistake.
         * @param userEmail the user's e-mail address, if it may have been signed by mistake.
         * @throws NotifizzTokenException `empty_auth_secret_key` or `empty_user_id`
         */
        @JvmStatic
        @JvmOverloads
        public fun diagnose(
            token: String,
            userId: String,
            authSecretKey: String?,
            tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
            sdkSecretKey: String? = null,
            userEmail: String? = null,
        ): Diagnosis = translateErrors {
            val diagnosis = nativeDiagnose(
                requireText(token, "token"),
                requireText(userId, "userId"),
                requireText(authSecretKey.orEmpty(), "authSecretKey"),
                requirePresent(tokenScheme, "tokenScheme"),
                sdkSecretKey?.let { requireText(it, "sdkSecretKey") },
                userEmail?.let { requireText(it, "userEmail") },
            )
            Diagnosis(diagnosis.code, diagnosis.scheme, diagnosis.message)
        }
    }
}
