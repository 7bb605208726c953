package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import notifizz.token.NotifizzClient
import notifizz.token.TokenScheme
import org.junit.jupiter.api.DynamicTest
import org.opentest4j.TestAbortedException

/** The test data that all languages share. */
object Vectors {
    // Maven runs the tests in the project's folder.
    private val folder = System.getenv("NOTIFIZZ_VECTORS") ?: "../vectors"

    val vectors: JsonNode = read("vectors.json")
    val hostile: JsonNode = read("hostile.json")

    private fun read(name: String): JsonNode = ObjectMapper().readTree(File(folder, name))

    /** Text of a row. Ill-formed Unicode is written as UTF-16 code units in hex. */
    fun text(value: JsonNode?): String? = when {
        value == null || value.isNull -> null
        value.isObject ->
            value["utf16_hex"].textValue().chunked(4) { it.toString().toInt(16).toChar() }.joinToString("")
        else -> value.textValue()
    }
}

fun JsonNode.string(name: String): String = Vectors.text(this[name])!!

fun JsonNode.optionalString(name: String): String? = Vectors.text(this[name])

/** Java has no named arguments. */
fun client(
    authSecretKey: String? = KEY,
    tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
    webhookSigningSecret: String? = null,
) = NotifizzClient(authSecretKey, null, tokenScheme, webhookSigningSecret)

/** A test of its own for a row. Maven's console numbers such tests, so a failure repeats the name. */
fun rowTest(name: String, check: () -> Unit): DynamicTest = DynamicTest.dynamicTest(name) {
    try {
        check()
    } catch (skipped: TestAbortedException) {
        throw skipped
    } catch (failure: Throwable) {
        throw AssertionError("$name: ${failure.message}", failure)
    }
}
