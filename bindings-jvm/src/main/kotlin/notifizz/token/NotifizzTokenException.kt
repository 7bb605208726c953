package notifizz.token

/**
 * An input was rejected. The message says what is wrong and what to do, and contains no part of any
 * input.
 */
public class NotifizzTokenException internal constructor(
    /** The stable name that the error has in every language, such as `empty_user_id`. */
    public val code: String,
    override val message: String,
) : IllegalArgumentException(message)
