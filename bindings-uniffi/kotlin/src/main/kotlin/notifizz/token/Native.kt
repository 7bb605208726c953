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

internal fun text(value: String): String {
    if (!isText(value)) refuseText()
    return value
}
