package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.sun.management.ThreadMXBean
import java.io.File
import java.lang.management.ManagementFactory
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** The table of hostile inputs that all languages share, a test for each row that names Kotlin. */
class HostileTest {
    private val table = Vectors.read("/hostile.json")
    private val rows = table["rows"].filter { row -> row["languages"].any { it.textValue() == "kotlin" } }

    private fun argument(value: JsonNode?): String? = when {
        value == null -> null
        value.has("special") -> {
            // Kotlin's types allow no other value that is no text.
            assertEquals("absent", value["special"].textValue())
            null
        }
        value.has("repeat") ->
            value["before"].textValue() + value["repeat"].textValue().repeat(value["times"].intValue()) + value["after"].textValue()
        else -> Vectors.text(value)
    }

    private fun call(row: JsonNode): () -> Any {
        val arguments = row["arguments"].properties().associate { (name, value) -> name to argument(value) }
        val scheme = TokenScheme.of(row.string("token_scheme"))
        fun text(name: String) = arguments.getValue(name)!!
        if (row.string("call") == "new") {
            return {
                NotifizzClient(
                    arguments["auth_secret_key"], arguments["sdk_secret_key"], scheme, arguments["webhook_signing_secret"],
                )
            }
        }
        val client = NotifizzClient(
            table.string("auth_secret_key"), null, scheme, table.string("webhook_signing_secret"),
        )
        return when (val name = row.string("call")) {
            "generate_hashed_token" -> { -> client.generateHashedToken(text("user_id")) }
            "verify_hashed_token" -> { -> client.verifyHashedToken(arguments["user_id"], arguments["token"]) }
            "generate_subscribe_token" -> { -> client.generateSubscribeToken(text("subscriber_id"), text("resource_id")) }
            "verify_subscribe_token" -> { ->
                client.verifySubscribeToken(arguments["subscriber_id"], arguments["resource_id"], arguments["token"])
            }
            "sign_dispatch_payload" -> { -> client.signDispatchPayload(text("payload")) }
            "verify_dispatch_signature" -> { -> client.verifyDispatchSignature(arguments["payload"], arguments["signature"]) }
            "widget_options" -> { -> client.widgetOptions(text("user_id"), text("user_email"), arguments["api_key"]) }
            else -> error("unknown call $name")
        }
    }

    private fun check(row: JsonNode, call: () -> Any) {
        val answer = row["answer"]
        val name = row.string("name")
        when (val kind = answer.fieldNames().next()) {
            "is" -> assertEquals(answer[kind].booleanValue(), call(), name)
            "token" -> assertEquals(answer.string(kind), call().let { if (it is Map<*, *>) it["token"] else it }, name)
            "ok" -> assertTrue(call() is NotifizzClient, name)
            "error" -> {
                val rejected = assertThrows<NotifizzTokenException>(name) { call() }
                assertEquals(answer.string(kind), rejected.code, name)
                for (value in row["arguments"]) {
                    if (value.isTextual && value.textValue().length > 8) assertFalse(value.textValue() in rejected.message, name)
                }
            }
            else -> error("unknown answer $kind")
        }
    }

    /** By how much a call raises the memory: what it allocates on the heap, and the native memory beside it. */
    private fun growth(call: () -> Any): Long {
        val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
        val id = Thread.currentThread().id
        File("/proc/self/clear_refs").writeText("5") // The peak is what there is now.
        val resident = peakBytes()
        val allocated = threads.getThreadAllocatedBytes(id)
        call()
        val heap = threads.getThreadAllocatedBytes(id) - allocated
        return maxOf(heap, peakBytes() - resident)
    }

    private fun peakBytes(): Long =
        File("/proc/self/status").readLines().first { it.startsWith("VmHWM:") }.filter(Char::isDigit).toLong() * 1024

    @TestFactory
    fun rows(): List<DynamicTest> = rows.map { row ->
        dynamicTest("${row.string("name")}, ${row.string("token_scheme")}") {
            val call = call(row)
            check(row, call)
            row["growth_bytes"]?.let { most ->
                // Compilers and collectors of the JVM need memory of their own now and then, but not each time.
                val least = (1..5).minOf { growth(call) }
                assertTrue(least < most.longValue(), "${row.string("name")}: $least bytes")
            }
        }
    }

    @Test
    fun `every row is run`() {
        assertEquals(table["counts"]["kotlin"].intValue(), rows().size)
        assertTrue(rows.any { it.has("growth_bytes") })
        println("hostile: ${rows.size} rows")
    }
}
