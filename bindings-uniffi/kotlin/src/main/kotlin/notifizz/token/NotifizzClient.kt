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
 * Refused input throws [NotifizzTokenException], with a stable [code][NotifizzTokenException.code].
 * Text is used as its UTF-8 bytes exactly, so a `String` that has none (a lone surrogate) is
 * refused too: `invalid_text`.
 *
 * @param authSecretKey the Auth Secret Key; it must not begin or end with whitespace.
 * @param sdkSecretKey accepted because Notifizz's own SDK takes it; plays no part in tokens and is
 *   not kept.
 * @param webhookSigningSecret needed by the dispatch functions only.
 * @throws NotifizzTokenException `empty_auth_secret_key`, `auth_secret_key_whitespace`, or
 *   `missing_webhook_signing_secret` for an empty one.
 */
public class NotifizzClient @JvmOverloads constructor(
    authSecretKey: String,
    @Suppress("UNUSED_PARAMETER") sdkSecretKey: String? = null,
    /** How this client's hashed tokens are computed. */
    public val tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
    webhookSigningSecret: String? = null,
) : AutoCloseable {
    private val native: NativeClient = refusing {
        NativeClient(text(authSecretKey), tokenScheme.native, webhookSigningSecret?.let(::text))
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
        refusing { open().generateHashedToken(text(userId)) }

    /**
     * Whether [token] is exactly the hashed token of [userId]. Compares in constant time; false,
     * and never an exception, for anything else.
     */
    public fun verifyHashedToken(userId: String?, token: String?): Boolean {
        val native = open()
        return isText(userId) && isText(token) && native.verifyHashedToken(userId!!, token!!)
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
        refusing { open().generateSubscribeToken(text(subscriberId), text(resourceId)) }

    /** Whether [token] is exactly the subscribe token of the two IDs, as strictly as [verifyHashedToken]. */
    public fun verifySubscribeToken(subscriberId: String?, resourceId: String?, token: String?): Boolean {
        val native = open()
        return isText(subscriberId) && isText(resourceId) && isText(token) &&
            native.verifySubscribeToken(subscriberId!!, resourceId!!, token!!)
    }

    /**
     * The signature of the `payload` string of a dispatch webhook.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`
     */
    public fun signDispatchPayload(payload: String): String =
        refusing { open().signDispatchPayload(text(payload)) }

    /**
     * Whether [signature] is that of [payload], the string exactly as received. Check the timestamp
     * inside it yourself.
     *
     * @throws NotifizzTokenException `missing_webhook_signing_secret`, so that your mistake is not
     *   taken for a forged webhook; nothing for what a stranger can send
     */
    public fun verifyDispatchSignature(payload: String?, signature: String?): Boolean {
        // A missing secret must show whatever the request holds, so native code is asked even when
        // the answer can only be no.
        val possible = isText(payload) && isText(signature)
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
     * @throws NotifizzTokenException `empty_user_id` or `empty_user_email`
     */
    @JvmOverloads
    public fun widgetOptions(userId: String, userEmail: String, apiKey: String? = null): Map<String, String> {
        val options = refusing { open().widgetOptions(text(userId), text(userEmail), apiKey?.let(::text)) }
        return buildMap {
            options.apiKey?.let { put("apiKey", it) }
            put("authType", options.authType)
            put("token", options.token)
            put("userId", options.userId)
            put("userEmail", options.userEmail)
        }
    }

    /** Wipes the key material. Closing twice is fine; other calls then throw [IllegalStateException]. */
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
         * For developers: it is not constant-time and no way to verify. It accepts a key that
         * begins or ends with whitespace, because that is one of the causes.
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
            authSecretKey: String,
            tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
            sdkSecretKey: String? = null,
            userEmail: String? = null,
        ): Diagnosis = refusing {
            val found = nativeDiagnose(
                text(token), text(userId), text(authSecretKey), tokenScheme.native,
                sdkSecretKey?.let(::text), userEmail?.let(::text),
            )
            Diagnosis(found.code, found.scheme?.let(TokenScheme::of), found.message)
        }
    }
}
