package notifizz.token;

/**
 * An input was rejected. The message says what is wrong and what to do, and contains no part of any
 * input.
 */
public final class NotifizzTokenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** The code. */
    private final String code;

    NotifizzTokenException(String code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * Returns the stable name that the error has in every language, such as {@code empty_user_id}.
     *
     * @return the code
     */
    public String getCode() {
        return code;
    }

    /**
     * Returns one sentence that says what is wrong and what to do.
     *
     * @return the message
     */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
