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
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** Every row of hostile.json that names Kotlin is a test of its own. */
class HostileTest {
    private val table = Vectors.hostile
    private val rows = table["rows"].filter { row -> row["languages"].any { it.textValue() == "kotlin" } }

    private fun argument(value: JsonNode?): String? = when {
        value == null -> null
        value.has("special") -> {
            // Kotlin's types allow no other value that is not text.
            assertEquals("absent", value["special"].textValue())
            null
        }
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
        when (val kind = answer.fieldNames().next()) {
            "is" -> assertEquals(answer[kind].booleanValue(), call())
            "token" -> assertEquals(answer.string(kind), call().let { if (it is Map<*, *>) it["token"] else it })
            "ok" -> assertTrue(call() is NotifizzClient)
            "error" -> {
                val error = assertThrows<NotifizzTokenException> { call() }
                assertEquals(answer.string(kind), error.code)
                for (value in row["arguments"]) {
                    if (value.isTextual && value.textValue().length > 8) assertFalse(value.textValue() in error.message)
                }
            }
            else -> error("unknown answer $kind")
        }
    }

    /** Fails if every one of five calls needs that much memory: on the Java heap, or outside it. */
    private fun checkGrowth(limit: Long, call: () -> Any) {
        // The compilers and collectors of the JVM need memory of their own in some of the calls.
        val heap = (1..5).minOf { allocatedBytes(call) }
        assertTrue(heap < limit, "$heap bytes on the heap")
        assumeTrue(File("/proc/self/clear_refs").exists(), "only Linux tells the peak of the memory that is in use")
        val resident = (1..5).minOf { peakGrowth(call) }
        assertTrue(resident < limit, "$resident bytes")
    }

    private fun allocatedBytes(call: () -> Any): Long {
        val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
        val before = threads.currentThreadAllocatedBytes
        call()
        return threads.currentThreadAllocatedBytes - before
    }

    private fun peakGrowth(call: () -> Any): Long {
        File("/proc/self/clear_refs").writeText("5") // Resets the peak.
        val before = peakBytes()
        call()
        return peakBytes() - before
    }

    private fun peakBytes(): Long =
        File("/proc/self/status").readLines().first { it.startsWith("VmHWM:") }.filter(Char::isDigit).toLong() * 1024

    @TestFactory
    fun hostile(): List<DynamicTest> {
        assertEquals(table["counts"]["kotlin"].intValue(), rows.size)
        assertTrue(rows.any { it.has("growth_bytes") })
        return rows.map { row ->
            rowTest("${row.string("name")} (${row.string("token_scheme")})") {
                val call = call(row)
                check(row, call)
                row["growth_bytes"]?.let { checkGrowth(it.longValue(), call) }
            }
        }
    }
}
