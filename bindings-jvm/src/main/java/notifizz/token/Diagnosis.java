package notifizz.token;

import org.jspecify.annotations.Nullable;

/**
 * The explanation of a token or a signature; see {@link NotifizzClient#diagnose(String, String, String)} and
 * {@link NotifizzClient#diagnoseDispatch}.
 */
public final class Diagnosis {
    private final String code;
    private final @Nullable TokenScheme scheme;
    private final String message;

    Diagnosis(String code, @Nullable TokenScheme scheme, String message) {
        this.code = code;
        this.scheme = scheme;
        this.message = message;
    }

    /**
     * Returns the stable name of the cause, such as {@code other_scheme}; {@code correct} for a
     * correct token.
     *
     * @return the code
     */
    public String getCode() {
        return code;
    }

    /**
     * Returns the scheme of the token.
     *
     * @return the scheme, or {@code null} if it is not known, as for a signature
     */
    public @Nullable TokenScheme getScheme() {
        return scheme;
    }

    /**
     * Returns one sentence that says what to do. It contains no secret.
     *
     * @return the message
     */
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
