package notifizz.token

import notifizz.token.internal.tokenSchemeNamed

/** How a hashed token is computed. Always chosen, never guessed. */
public enum class TokenScheme(private val id: String) {
    /**
     * `hmac-sha256`, the default and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the auth
     * secret key over the user ID.
     */
    HMAC_SHA256("hmac-sha256"),

    /**
     * `sha256-concat`, what Notifizz's published PHP and Java SDKs compute: SHA-256 of the user ID
     * followed by the key. Weaker, because a plain hash is no MAC.
     */
    SHA256_CONCAT("sha256-concat");

    /** The name that the scheme has in every language and in configuration. */
    override fun toString(): String = id

    public companion object {
        /**
         * The scheme with that name, which is in lower case.
         *
         * @throws NotifizzTokenException `unknown_token_scheme`
         */
        @JvmStatic
        public fun of(name: String): TokenScheme =
            translateErrors { tokenSchemeNamed(requireText(name, "name")) }
    }
}
