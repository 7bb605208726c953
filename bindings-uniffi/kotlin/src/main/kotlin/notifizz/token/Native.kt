@file:JvmName("Native")
@file:JvmSynthetic

package notifizz.token

import notifizz.token.internal.NotifizzTokenException as NativeException
import notifizz.token.internal.refuseText

/** Runs a native call; what it refuses becomes the exception that people see. */
internal inline fun <T> refusing(call: () -> T): T =
    try {
        call()
    } catch (refused: NativeException.Refused) {
        throw NotifizzTokenException(refused.code, refused.reason)
    }

// The generated code would throw an untyped exception for text without a UTF-8 form, and leak what
// it had already passed to native memory.

/** Whether this is text that has a UTF-8 form: one without lone surrogates. */
internal fun isText(value: String?): Boolean =
    value != null && value.codePoints().noneMatch { it in 0xD800..0xDFFF }

/** Whether this can be a token. Whatever is longer than one costs nothing: no byte of it is converted. */
internal fun isToken(value: String?): Boolean =
    value != null && value.length == TOKEN_LENGTH && isText(value)

private const val TOKEN_LENGTH = 64

/** The text, if it has a UTF-8 form. */
internal fun text(value: String?, name: String): String {
    val present = present(value, name)
    if (!isText(present)) refuseText()
    return present
}

/** The value, which Java may leave out although Kotlin's types forbid it. */
internal fun <T : Any> present(value: T?, name: String): T =
    value ?: throw NullPointerException("$name is missing: it is null.${MISSING[name].orEmpty()}")

private val MISSING = mapOf(
    "userId" to " Is the user logged in, and saved?",
    "subscriberId" to " Is the user logged in, and saved?",
    "userEmail" to " Does the user have an e-mail address?",
)
