package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.util.HexFormat
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.DynamicContainer
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** Every row of vectors.json is a test of its own. */
class VectorsTest {
    @TestFactory
    fun vectors(): List<DynamicContainer> = rowTests(
        Vectors.vectors,
        mapOf(
            "hashed_tokens" to ::hashedToken,
            "subscribe_tokens" to ::subscribeToken,
            "dispatch_signatures" to ::dispatchSignature,
            "key_fingerprints" to ::keyFingerprint,
            "rejected_tokens" to ::rejectedToken,
            "errors" to ::error,
            "diagnoses" to ::diagnosis,
            "rfc4231" to ::rfc4231,
        ),
    )

    private fun client(row: JsonNode, scheme: TokenScheme) =
        client(row.string("auth_secret_key"), scheme, row.optionalString("webhook_signing_secret"))

    private fun scheme(row: JsonNode) = TokenScheme.of(row.string("token_scheme"))

    private fun hashedToken(row: JsonNode) {
        for (scheme in TokenScheme.entries) {
            client(row, scheme).use { client ->
                val userId = row.string("user_id")
                assertEquals(row["tokens"].string("$scheme"), client.generateHashedToken(userId))
                for (other in TokenScheme.entries) {
                    assertEquals(scheme == other, client.verifyHashedToken(userId, row["tokens"].string("$other")))
                }
            }
        }
    }

    private fun subscribeToken(row: JsonNode) {
        val (subscriber, resource, token) = listOf("subscriber_id", "resource_id", "token").map(row::string)
        for (scheme in TokenScheme.entries) {
            client(row, scheme).use { client ->
                assertEquals(token, client.generateSubscribeToken(subscriber, resource))
                assertTrue(client.verifySubscribeToken(subscriber, resource, token))
                assertFalse(client.verifySubscribeToken(subscriber, resource + "x", token))
                assertFalse(client.verifySubscribeToken(subscriber + "x", resource, token))
            }
        }
    }

    private fun dispatchSignature(row: JsonNode) {
        val (payload, signature) = listOf("payload", "signature").map(row::string)
        client(webhookSigningSecret = row.string("webhook_signing_secret")).use { client ->
            assertEquals(signature, client.signDispatchPayload(payload))
            assertTrue(client.verifyDispatchSignature(payload, signature))
            assertFalse(client.verifyDispatchSignature(payload + "x", signature))
        }
    }

    private fun keyFingerprint(row: JsonNode) {
        for (scheme in TokenScheme.entries) {
            val client = client(row, scheme)
            assertEquals(row.string("fingerprint"), client.keyFingerprint)
            assertEquals(scheme, client.tokenScheme)
        }
    }

    private fun rejectedToken(row: JsonNode) {
        assertFalse(client(row, scheme(row)).verifyHashedToken(row.string("user_id"), row.string("token")))
    }

    private fun error(row: JsonNode) {
        val call = row.string("call")
        // A client that cannot be created is the error of the rows for "new" only.
        val client = if (call == "new") null else client(row, scheme(row))
        val error = assertThrows<NotifizzTokenException> {
            when (call) {
                "new" -> client(row, scheme(row))
                "generate_hashed_token" -> client!!.generateHashedToken(row.string("user_id"))
                "generate_subscribe_token" ->
                    client!!.generateSubscribeToken(row.string("subscriber_id"), row.string("resource_id"))
                "sign_dispatch_payload" -> client!!.signDispatchPayload(row.string("payload"))
                "widget_options" ->
                    client!!.widgetOptions(row.string("user_id"), row.string("user_email"), row.optionalString("api_key"))
                else -> error("unknown call $call")
            }
        }
        assertEquals(row.string("error"), error.code)
        assertTrue(error.message.length > 20)
    }

    private fun diagnosis(row: JsonNode) {
        val diagnosis = NotifizzClient.diagnose(
            row.string("token"),
            row.string("user_id"),
            row.string("auth_secret_key"),
            scheme(row),
            row.optionalString("sdk_secret_key"),
            row.optionalString("user_email"),
        )
        assertEquals(row.string("code"), diagnosis.code)
        assertEquals(row.optionalString("scheme"), diagnosis.scheme?.toString())
        assertTrue(diagnosis.message.length > 20)
        assertEquals("${diagnosis.code}: ${diagnosis.message}", diagnosis.toString())
    }

    private fun rfc4231(row: JsonNode) {
        fun text(name: String): String? = try {
            Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(HexFormat.of().parseHex(row.string(name)))).toString()
        } catch (_: CharacterCodingException) {
            null
        }
        val key = text("key_hex")?.takeIf { it.trim() == it }
        val message = text("message_hex")
        // Only case 2 can be given as text; core's tests run the others.
        assertEquals(row["case"].intValue() == 2, key != null && message != null)
        assumeTrue(key != null && message != null, "the key or the message is not text")
        assertEquals(row.string("tag"), NotifizzClient(key).generateHashedToken(message!!))
    }
}
