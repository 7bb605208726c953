@file:JvmName("Native")
@file:JvmSynthetic

package notifizz.token

import notifizz.token.internal.NotifizzTokenException as NativeException
import notifizz.token.internal.throwInvalidText

/** Translates native errors into [NotifizzTokenException]. */
internal inline fun <T> translateErrors(call: () -> T): T =
    try {
        call()
    } catch (error: NativeException.Refused) {
        throw NotifizzTokenException(error.code, error.reason)
    }

// Text is checked here because, for ill-formed Unicode, the generated code throws an untyped
// exception and leaks the arguments that it has already copied to native memory.

/** Whether this is well-formed Unicode: text without lone surrogates. */
internal fun isText(value: String?): Boolean =
    value != null && value.codePoints().noneMatch { it in 0xD800..0xDFFF }

/** Whether this can be a token. Text of another length is rejected before any of it is converted. */
internal fun isToken(value: String?): Boolean =
    value != null && value.length == TOKEN_LENGTH && isText(value)

private const val TOKEN_LENGTH = 64

/** Returns the text, which must be well-formed Unicode. */
internal fun requireText(value: String?, name: String): String {
    val text = requirePresent(value, name)
    if (!isText(text)) throwInvalidText()
    return text
}

/** Returns the value, which Java code can leave out although Kotlin's types forbid it. */
internal fun <T : Any> requirePresent(value: T?, name: String): T =
    value ?: throw NullPointerException("$name is missing: it is null.${HINTS[name].orEmpty()}")

private val HINTS = mapOf(
    "userId" to " Is the user logged in, and saved?",
    "subscriberId" to " Is the user logged in, and saved?",
    "userEmail" to " Does the user have an e-mail address?",
)
