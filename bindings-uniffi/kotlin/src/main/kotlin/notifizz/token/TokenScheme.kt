package notifizz.token

import notifizz.token.internal.NativeTokenScheme
import notifizz.token.internal.tokenSchemeNamed

/** How a hashed token is computed. Always chosen, never guessed. */
public enum class TokenScheme(private val id: String, internal val native: NativeTokenScheme) {
    /**
     * `hmac-sha256`, the default and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the auth
     * secret key over the user ID.
     */
    HMAC_SHA256("hmac-sha256", NativeTokenScheme.HMAC_SHA256),

    /**
     * `sha256-concat`, what Notifizz's published PHP and Java SDKs compute: SHA-256 of the user ID
     * followed by the key. Weaker, as a plain hash is no MAC.
     */
    SHA256_CONCAT("sha256-concat", NativeTokenScheme.SHA256_CONCAT);

    /** The name that the scheme has in every language and in configuration. */
    override fun toString(): String = id

    public companion object {
        /**
         * The scheme of that name, in lower case.
         *
         * @throws NotifizzTokenException `unknown_token_scheme`
         */
        @JvmStatic
        public fun of(name: String): TokenScheme = of(refusing { tokenSchemeNamed(text(name, "name")) })

        internal fun of(native: NativeTokenScheme): TokenScheme = entries.first { it.native == native }
    }
}
