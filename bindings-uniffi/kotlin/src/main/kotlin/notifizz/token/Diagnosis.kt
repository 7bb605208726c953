package notifizz.token

/** What explains a token; see [NotifizzClient.diagnose]. */
public class Diagnosis internal constructor(
    /** The stable name of the cause, such as `other_scheme`; `correct` for a right token. */
    public val code: String,
    /** The scheme that the token was made under, when known. */
    public val scheme: TokenScheme?,
    /** One sentence that says what to do. It contains no secret. */
    public val message: String,
) {
    override fun toString(): String = "$code: $message"
}
