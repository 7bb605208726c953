package notifizz.token;

/** How a hashed token is computed. Always chosen, never guessed. */
public enum TokenScheme {
    /**
     * {@code hmac-sha256}, the default and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the
     * auth secret key over the user ID.
     */
    HMAC_SHA256("hmac-sha256"),

    /**
     * {@code sha256-concat}, what Notifizz's published PHP and Java SDKs compute: SHA-256 of the user
     * ID followed by the key. Weaker, because a plain hash is no MAC.
     */
    SHA256_CONCAT("sha256-concat");

    // values() would copy it for each call.
    private static final TokenScheme[] ALL = values();

    private final String name;

    TokenScheme(String name) {
        this.name = name;
    }

    /**
     * Returns the scheme with that name, which is in lower case, as in a configuration.
     *
     * @param name the name that {@link #toString()} returns
     * @return the scheme
     * @throws NotifizzTokenException {@code unknown_token_scheme}
     */
    public static TokenScheme of(String name) {
        Text.require(name, "name");
        Library.require();
        return ALL[Library.check(Library.tokenScheme(name))];
    }

    /**
     * Returns the name that the scheme has in every language and in configuration.
     *
     * @return the name
     */
    @Override
    public String toString() {
        return name;
    }
}
