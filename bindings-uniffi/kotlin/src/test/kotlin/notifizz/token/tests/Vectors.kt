package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue

/** The vectors that all languages share. */
object Vectors {
    @JvmField
    val json: JsonNode = read("/vectors.json")

    fun read(name: String): JsonNode = Vectors::class.java.getResourceAsStream(name).use(ObjectMapper()::readTree)

    /** Runs every row of a section, and fails if that is not as many as the file promises. */
    @JvmStatic
    fun section(name: String, check: (JsonNode) -> Unit) {
        var ran = 0
        for (row in json[name]) {
            check(row)
            ran++
        }
        assertTrue(ran > 0)
        assertEquals(json["counts"][name].intValue(), ran)
        println("$name: $ran vectors")
    }

    /** Text of a vector; text without a UTF-8 form stands as its UTF-16 code units. */
    @JvmStatic
    fun text(value: JsonNode?): String? = when {
        value == null || value.isNull -> null
        value.isObject ->
            value["utf16_hex"].textValue().chunked(4) { it.toString().toInt(16).toChar() }.joinToString("")
        else -> value.textValue()
    }
}

fun JsonNode.string(name: String): String = Vectors.text(this[name])!!
