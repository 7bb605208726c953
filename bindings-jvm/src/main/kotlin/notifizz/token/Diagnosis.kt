package notifizz.token

/** The explanation of a token; see [NotifizzClient.diagnose]. */
public class Diagnosis internal constructor(
    /** The stable name of the cause, such as `other_scheme`; `correct` for a correct token. */
    public val code: String,
    /** The scheme of the token, if it is known. */
    public val scheme: TokenScheme?,
    /** One sentence that says what to do. It contains no secret. */
    public val message: String,
) {
    override fun toString(): String = "$code: $message"
}
