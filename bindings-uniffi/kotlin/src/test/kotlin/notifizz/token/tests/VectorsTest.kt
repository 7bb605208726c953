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
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class VectorsTest {
    private fun section(name: String, check: (JsonNode) -> Unit) = Vectors.section(name, check)

    @Test
    fun `hashed tokens`() = section("hashed_tokens") { row ->
        for (scheme in TokenScheme.entries) {
            NotifizzClient(row.string("auth_secret_key"), tokenScheme = scheme).use { client ->
                val userId = row.string("user_id")
                assertEquals(row["tokens"].string("$scheme"), client.generateHashedToken(userId), row.string("name"))
                for (other in TokenScheme.entries) {
                    val right = client.verifyHashedToken(userId, row["tokens"].string("$other"))
                    assertEquals(scheme == other, right, row.string("name"))
                }
            }
        }
    }

    @Test
    fun `subscribe tokens`() = section("subscribe_tokens") { row ->
        for (scheme in TokenScheme.entries) {
            NotifizzClient(row.string("auth_secret_key"), tokenScheme = scheme).use { client ->
                val (subscriber, resource, token) = listOf("subscriber_id", "resource_id", "token").map(row::string)
                assertEquals(token, client.generateSubscribeToken(subscriber, resource), row.string("name"))
                assertTrue(client.verifySubscribeToken(subscriber, resource, token), row.string("name"))
                assertFalse(client.verifySubscribeToken(subscriber, resource + "x", token), row.string("name"))
            }
        }
    }

    @Test
    fun `dispatch signatures`() = section("dispatch_signatures") { row ->
        val secret = row.string("webhook_signing_secret")
        NotifizzClient("YOUR_AUTH_SECRET_KEY", webhookSigningSecret = secret).use { client ->
            val (payload, signature) = listOf("payload", "signature").map(row::string)
            assertEquals(signature, client.signDispatchPayload(payload), row.string("name"))
            assertTrue(client.verifyDispatchSignature(payload, signature), row.string("name"))
            assertFalse(client.verifyDispatchSignature(payload + "x", signature), row.string("name"))
        }
    }

    @Test
    fun `key fingerprints`() = section("key_fingerprints") { row ->
        for (scheme in TokenScheme.entries) {
            val client = NotifizzClient(row.string("auth_secret_key"), tokenScheme = scheme)
            assertEquals(row.string("fingerprint"), client.keyFingerprint)
            assertEquals(scheme, client.tokenScheme)
        }
    }

    @Test
    fun `rejected tokens`() = section("rejected_tokens") { row ->
        val client = NotifizzClient(row.string("auth_secret_key"), tokenScheme = TokenScheme.of(row.string("token_scheme")))
        assertFalse(client.verifyHashedToken(row.string("user_id"), row.string("token")), row.string("why"))
    }

    @Test
    fun errors() = section("errors") { row ->
        val create = {
            NotifizzClient(
                row.string("auth_secret_key"),
                tokenScheme = TokenScheme.of(row.string("token_scheme")),
                webhookSigningSecret = Vectors.text(row["webhook_signing_secret"]),
            )
        }
        val call: () -> Any = when (val name = row.string("call")) {
            "new" -> create
            else -> {
                val client = create()
                when (name) {
                    "generate_hashed_token" -> { -> client.generateHashedToken(row.string("user_id")) }
                    "generate_subscribe_token" -> { ->
                        client.generateSubscribeToken(row.string("subscriber_id"), row.string("resource_id"))
                    }
                    "sign_dispatch_payload" -> { -> client.signDispatchPayload(row.string("payload")) }
                    "widget_options" -> { ->
                        client.widgetOptions(row.string("user_id"), row.string("user_email"), Vectors.text(row["api_key"]))
                    }
                    else -> error("unknown call $name")
                }
            }
        }
        val refused = assertThrows<NotifizzTokenException>(row.string("name")) { call() }
        assertEquals(row.string("error"), refused.code, row.string("name"))
        assertTrue(refused.message.length > 20)
    }

    @Test
    fun diagnoses() = section("diagnoses") { row ->
        val found = NotifizzClient.diagnose(
            row.string("token"),
            row.string("user_id"),
            row.string("auth_secret_key"),
            TokenScheme.of(row.string("token_scheme")),
            sdkSecretKey = Vectors.text(row["sdk_secret_key"]),
            userEmail = Vectors.text(row["user_email"]),
        )
        assertEquals(row.string("code"), found.code, row.string("name"))
        assertEquals(Vectors.text(row["scheme"]), found.scheme?.toString(), row.string("name"))
        assertTrue(found.message.length > 20)
        assertEquals("${found.code}: ${found.message}", found.toString())
    }

    @Test
    fun `rfc 4231, where key and message are text`() {
        fun text(hex: String): String? = try {
            Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))).toString()
        } catch (_: CharacterCodingException) {
            null
        }
        val ran = Vectors.json["rfc4231"].filter { row ->
            val key = text(row.string("key_hex"))?.takeIf { it.trim() == it }
            val message = text(row.string("message_hex"))
            if (key != null && message != null) {
                assertEquals(row.string("tag"), NotifizzClient(key).generateHashedToken(message))
            }
            key != null && message != null
        }
        assertEquals(listOf(2), ran.map { it["case"].intValue() })
    }
}
