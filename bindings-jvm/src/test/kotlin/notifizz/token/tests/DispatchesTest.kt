package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.text.MessageFormat
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneOffset
import java.util.HexFormat
import java.util.logging.Handler
import java.util.logging.LogRecord
import java.util.logging.Logger
import notifizz.token.DispatchReceiver
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicContainer
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** Every row of dispatches.json is a test of its own. */
class DispatchesTest {
    private val table = Vectors.dispatches
    private val secret = table.string("webhook_signing_secret")
    private val receiver = DispatchReceiver(secret)
    private val receivers = listOf(
        receiver,
        DispatchReceiver(listOf("new", secret)),
        client(webhookSigningSecret = secret),
        NotifizzClient.builder(KEY).webhookSigningSecrets(listOf("new", "newer", secret)).build(),
    )

    @TestFactory
    fun dispatches(): List<DynamicContainer> = rowTests(
        table,
        mapOf("bodies" to ::body, "parity" to ::parity, "timestamps" to ::timestamp, "diagnoses" to ::diagnosis),
    )

    /** The payload, or the code of the error. */
    private fun outcome(call: () -> String): String = try {
        call()
    } catch (error: NotifizzTokenException) {
        assertTrue(error.message.length > 20)
        error.code
    }

    private fun tolerance(row: JsonNode) = Duration.ofMillis((row["tolerance_ms"] ?: table["tolerance_ms"]).longValue())

    private fun clock(row: JsonNode): Clock =
        Clock.fixed(Instant.ofEpochMilli((row["now_ms"] ?: table["now_ms"]).longValue()), ZoneOffset.UTC)

    private fun body(row: JsonNode) {
        val text = if (row["body"].has("bytes_hex")) null else row.string("body")
        val bytes = text?.toByteArray() ?: HexFormat.of().parseHex(row["body"].string("bytes_hex"))
        val expected = row.optionalString("error") ?: row.string("payload")
        // Some have ten million bytes.
        for (receiver in if (bytes.size < 1_000_000) receivers else listOf(receiver)) {
            assertEquals(expected, outcome { receiver.receiveDispatch(bytes, tolerance(row), clock(row)) })
            if (text != null) assertEquals(expected, outcome { receiver.receiveDispatch(text, tolerance(row), clock(row)) })
        }
        val other = outcome { DispatchReceiver("another").receiveDispatch(bytes, tolerance(row), clock(row)) }
        assertTrue(other in listOf("dispatch_signature_mismatch", "dispatch_body_malformed"), other)
    }

    private fun parity(row: JsonNode) {
        val outcome = outcome { receiver.receiveDispatch(row.string("body"), tolerance(row), clock(row)) }
        assertEquals(row["accepted"].booleanValue(), !outcome.startsWith("dispatch_"), outcome)
    }

    private fun signed(payload: String): String =
        ObjectMapper().writeValueAsString(mapOf("payload" to payload, "signature" to hmac(secret, payload)))

    private fun timestamp(row: JsonNode) {
        val number = row["timestamp_ms"]
        // JSON has no form of NaN and the infinities; this one is the form of other programs.
        val payload = """{"timestamp": ${if (number.isObject) number.string("special") else number}}"""
        val outcome = outcome { receiver.receiveDispatch(signed(payload), tolerance(row), clock(row)) }
        assertEquals(row.optionalString("error") ?: payload, outcome)
    }

    private fun diagnosis(row: JsonNode) {
        val (payload, signature) = listOf("payload", "signature").map(row::string)
        val diagnosis = NotifizzClient.diagnoseDispatch(payload, signature, row.string("webhook_signing_secret"))
        assertEquals(row.string("code"), diagnosis.code)
        assertNull(diagnosis.scheme)
        assertTrue(diagnosis.message.length > 20)
    }

    @Test
    fun `the clock of the system is the default`() {
        val now = System.currentTimeMillis()
        for (offset in listOf(0, -290_000, 290_000)) {
            val payload = """{"timestamp": ${now + offset}}"""
            assertEquals(payload, receiver.receiveDispatch(signed(payload)))
            assertEquals(payload, receiver.receiveDispatch(signed(payload).toByteArray()))
        }
        for (offset in listOf(-310_000, 310_000)) {
            val body = signed("""{"timestamp": ${now + offset}}""")
            assertEquals("dispatch_timestamp_out_of_tolerance", outcome { receiver.receiveDispatch(body) })
            assertEquals("dispatch_timestamp_out_of_tolerance", outcome { receiver.receiveDispatch(body.toByteArray()) })
        }
    }

    /** Of all bodies, and with the clock of the system, which none of their timestamps fits. */
    @Test
    fun `a server answers all that it rejects alike, and the log says why`() {
        val log = mutableListOf<String>()
        val logger = Logger.getLogger("notifizz.token")
        val handler = object : Handler() {
            override fun publish(record: LogRecord) = log.plusAssign(MessageFormat.format(record.message, *record.parameters))
            override fun flush() = Unit
            override fun close() = Unit
        }
        logger.addHandler(handler)
        logger.useParentHandlers = false
        try {
            for (row in table["bodies"]) {
                val body = row["body"]
                val bytes = if (body.has("bytes_hex")) HexFormat.of().parseHex(body.string("bytes_hex")) else row.string("body").toByteArray()
                if (bytes.size > 1_000_000) continue
                assertEquals(400, receiver.answerDispatch(bytes) { throw AssertionError(it) })
                val code = log.single().split(": ")[1]
                val expected = row.optionalString("error") ?: "dispatch_timestamp_out_of_tolerance"
                assertEquals(expected, code, row.string("name"))
                log.clear()
            }
            val (payload, received) = """{"timestamp": ${System.currentTimeMillis()}}""" to mutableListOf<String>()
            assertEquals(204, receiver.answerDispatch(signed(payload).toByteArray(), received::add))
            assertEquals(400, receiver.answerDispatch(null, received::add))
            assertEquals(listOf(payload), received)
            val bug = IllegalStateException("the handler's")
            assertEquals(bug, assertThrows<IllegalStateException> { receiver.answerDispatch(signed(payload).toByteArray()) { throw bug } })
            val error = assertThrows<NotifizzTokenException> { NotifizzClient(KEY).answerDispatch(null, received::add) }
            assertEquals("missing_webhook_signing_secret", error.code)
        } finally {
            logger.removeHandler(handler)
        }
    }

    @Test
    fun `what is no body is malformed`() {
        for (receiver in receivers) {
            val bodies: List<() -> String> = listOf(
                { receiver.receiveDispatch(null as ByteArray?) },
                { receiver.receiveDispatch(null as String?) },
                { receiver.receiveDispatch(byteArrayOf()) },
                { receiver.receiveDispatch("\uD800") },
                { receiver.receiveDispatch(signed("\uFFFD").replace('\uFFFD', '\uDC00')) },
            )
            for (body in bodies) assertEquals("dispatch_body_malformed", outcome(body))
        }
    }

    @Test
    fun `a missing secret is reported, whatever arrives`() {
        for (body in listOf(null, "", signed("""{"timestamp": 0}"""))) {
            assertEquals("missing_webhook_signing_secret", outcome { NotifizzClient(KEY).receiveDispatch(body) })
        }
        for (secrets in listOf(listOf(), listOf(""), listOf(secret, ""))) {
            val code = assertThrows<NotifizzTokenException> { DispatchReceiver(secrets) }.code
            assertEquals("missing_webhook_signing_secret", code)
        }
    }

    @Test
    fun `a receiver shows nothing of its secret`() {
        assertEquals("DispatchReceiver", "$receiver")
        for (bad in listOf("$secret\n", "'$secret'", "\uFEFF$secret")) {
            val error = assertThrows<NotifizzTokenException> { DispatchReceiver(bad) }
            assertTrue(error.code.startsWith("webhook_signing_secret_") && secret !in error.message, "$error")
        }
    }
}
