package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.util.HexFormat
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import notifizz.token.NotifizzClient
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicContainer
import org.junit.jupiter.api.DynamicTest
import org.opentest4j.TestAbortedException

/** The test data that all languages share. */
object Vectors {
    // Maven runs the tests in the project's folder.
    private val folder = System.getenv("NOTIFIZZ_VECTORS") ?: "../vectors"

    val vectors: JsonNode = read("vectors.json")
    val hostile: JsonNode = read("hostile.json")
    val dispatches: JsonNode = read("dispatches.json")
    val rotations: JsonNode = read("rotations.json")

    private fun read(name: String): JsonNode = ObjectMapper().readTree(File(folder, name))

    /** Text of a row. Ill-formed Unicode is written as UTF-16 code units in hex, and long text in parts. */
    fun text(value: JsonNode?): String? = when {
        value == null || value.isNull -> null
        value.has("repeat") ->
            value["before"].textValue() + value["repeat"].textValue().repeat(value["times"].intValue()) + value["after"].textValue()
        value.isObject ->
            value["utf16_hex"].textValue().chunked(4) { it.toString().toInt(16).toChar() }.joinToString("")
        else -> value.textValue()
    }
}

fun JsonNode.string(name: String): String = Vectors.text(this[name])!!

fun JsonNode.optionalString(name: String): String? = Vectors.text(this[name])

fun JsonNode.strings(name: String): List<String> = this[name].map { Vectors.text(it)!! }

/** Java has no named arguments. */
fun client(
    authSecretKey: String? = KEY,
    tokenScheme: TokenScheme = TokenScheme.HMAC_SHA256,
    webhookSigningSecret: String? = null,
) = NotifizzClient(authSecretKey, null, tokenScheme, webhookSigningSecret)

/** The tag that the JDK computes. */
fun hmac(key: String, message: String): String {
    val mac = Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key.toByteArray(), "HmacSHA256")) }
    return HexFormat.of().formatHex(mac.doFinal(message.toByteArray()))
}

/** A test for each row of these sections, as many as the table says. */
fun rowTests(table: JsonNode, checks: Map<String, (JsonNode) -> Unit>): List<DynamicContainer> {
    val counts = table["counts"].properties().associate { (section, count) -> section to count.intValue() }
    assertEquals(counts, checks.mapValues { (section, _) -> table[section].size() })
    return checks.map { (section, check) ->
        DynamicContainer.dynamicContainer(section, table[section].mapIndexed { index, row ->
            rowTest("$section: ${row.optionalString("name") ?: row.optionalString("why") ?: index}") { check(row) }
        })
    }
}

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
