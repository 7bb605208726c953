package notifizz.token

import notifizz.token.internal.NativeClient
import notifizz.token.internal.diagnose as nativeDiagnose
import notifizz.token.internal.version

/**
 * Makes and verifies tokens for one Auth Secret Key, on the server.
 *
 * It cannot change and is safe to use from many threads: build one and share it. What it holds of
 * the key lies in native memory and is wiped by [close], or when the client is garbage; [toString]
 * shows the scheme and the key fingerprint only.
 *
 * Rejected input throws [NotifizzTokenException], with a stable [code][NotifizzTokenException.code].
 * Text is used as its UTF-8 bytes exactly, so a `String` that has none (a lone surrogate) is
 * rejected too: `invalid_text`. What is missing (`null`, from Java) is a [NullPointerException] that
 * names it, but for the Auth Secret Key, which then counts as empty.
 *
 * @param authSecretKey the Auth Secret Key, exactly as it is: no whitespace and no invisible
 *   character at either end, no quotes around it.
 * @param sdkSecretKey accepted because Notifizz's own SDK takes it; plays no part in tokens and is
 *   not kept.
 * @param webhookSigningSecret needed by the dispatch functions only; the same rules.
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
        val scheme = present(tokenScheme, "tokenScheme").native
        native = refusing {
            NativeClient(
                text(authSecretKey.orEmpty(), "authSecretKey"), scheme,
                webhookSigningSecret?.let { text(it, "webhookSigningSecret") },
            )
        }
    }

    /** Eight characters that tell two Auth Secret Keys apart and are safe to log. */
    public val keyFingerprint: String = native.keyFingerprint()

    /**
     * The hashed token that proves to the widget who its user is: 64 lower-case hex characters.
     * Deterministic; it never expires.
     *
     * @param userId the ID of the signed-in user, never one from the request. Used exactly as it is.
     * @throws NotifizzTokenException `empty_user_id`
     */
    public fun generateHashedToken(userId: String): String =
        refusing { open().generateHashedToken(text(userId, "userId")) }

    /**
     * Whether [token] is exactly the hashed token of [userId]. Compares in constant time; false,
     * and never an exception, for whatever a remote party can send.
     *
     * @throws IllegalStateException if the client is closed: false would blame the token
     */
    public fun verifyHashedToken(userId: String?, token: String?): Boolean {
        val native = open()
        return isToken(token) && isText(userId) && native.verifyHashedToken(userId!!, token!!)
    }

    /**
     * The token that lets a subscriber subscribe to a resource, the same under both schemes.
     *
     * Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
     * share a token. Choose IDs that cannot be cut in two ways.
     *
     * @throws NotifizzTokenException `empty_user_id` (the subscriber's) or `empty_resource_id`
     */
    public fun generateSubscribeToken(subscriberId: String, resourceId: String): String =
        refusing {
            open().generateSubscribeToken(text(subscriberId, "subscriberId"), text(resourceId, "resourceId"))
        }

    /**
     * Whether [token] is exactly the subscribe token of the two IDs, as strictly as [verifyHashedToken].
     *
     * @throws IllegalStateException if the client is closed
     */
    public fun verifySubscribeToken(subscriberId: String?, resourceId: String?, token: String?): Boolean {
        val native = open()
        return isToken(token) && isText(subscriberId) && isText(resourceId) &&
            native.verifySubscribeToken(subscriberId!!, resourceId!!, token!!)
    }

    /**
     * The signature of the `payload` string of a dispatch webhook.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`
     */
    public fun signDispatchPayload(payload: String): String =
        refusing { open().signDispatchPayload(text(payload, "payload")) }

    /**
     * Whether [signature] is that of [payload], the string exactly as received. Check the timestamp
     * inside it yourself.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`, so that your mistake is not
     *   taken for a forged webhook; nothing for what a remote party can send
     * @throws IllegalStateException if the client is closed
     */
    public fun verifyDispatchSignature(payload: String?, signature: String?): Boolean {
        // A missing secret must show whatever the request holds, so native code is asked even when
        // the answer can only be no.
        val possible = isToken(signature) && isText(payload)
        return refusing {
            open().verifyDispatchSignature(if (possible) payload!! else "", if (possible) signature!! else "")
        }
    }

    /**
     * All that the widget needs, with a fresh token, under the widget's own names: `apiKey` (if
     * given), `authType`, `token`, `userId`, `userEmail`. Any JSON library writes it as it is. Take
     * the user from the session only.
     *
     * @param apiKey the Front API Key, which is public.
     * @throws NotifizzTokenException `empty_user_id`, `empty_user_email` (also for whitespace
     *   alone), `empty_front_api_key`, or `front_api_key_is_secret` for the Auth Secret Key in its
     *   place, also with whitespace, quotes or invisible characters around it, in any letter case
     */
    @JvmOverloads
    public fun widgetOptions(userId: String, userEmail: String, apiKey: String? = null): Map<String, String> {
        val options = refusing {
            open().widgetOptions(
                text(userId, "userId"), text(userEmail, "userEmail"), apiKey?.let { text(it, "apiKey") },
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
     * Wipes the key material. Closing twice is fine; all other functions, those that verify too, then
     * throw [IllegalStateException].
     */
    override fun close(): Unit = native.close()

    override fun toString(): String = "NotifizzClient(tokenScheme=$tokenScheme, keyFingerprint=$keyFingerprint)"

    private fun open(): NativeClient {
        check(!native.uniffiIsDestroyed) { "the client is closed" }
        return native
    }

    public companion object {
        /** The version of this package. */
        @JvmField
        public val VERSION: String = version()

        /**
         * Names the mistake that a token was made with, or the scheme of a token known to be right.
         *
         * For developers: it is not constant-time and no way to verify. It accepts a key that no
         * client accepts, such as one with whitespace or quotes around it, because that is one of
         * the causes.
         *
         * @param tokenScheme the one that the token should have been made under.
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
        ): Diagnosis = refusing {
            val found = nativeDiagnose(
                text(token, "token"), text(userId, "userId"), text(authSecretKey.orEmpty(), "authSecretKey"),
                present(tokenScheme, "tokenScheme").native,
                sdkSecretKey?.let { text(it, "sdkSecretKey") }, userEmail?.let { text(it, "userEmail") },
            )
            Diagnosis(found.code, found.scheme?.let(TokenScheme::of), found.message)
        }
    }
}
