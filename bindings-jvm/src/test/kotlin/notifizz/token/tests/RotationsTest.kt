package notifizz.token.tests

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneOffset
import notifizz.token.DispatchReceiver
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicContainer
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** Every row of rotations.json is a test of its own. */
class RotationsTest {
    @TestFactory
    fun rotations(): List<DynamicContainer> =
        rowTests(Vectors.rotations, mapOf("keys" to ::keys, "webhooks" to ::webhooks, "errors" to ::error))

    private fun keys(row: JsonNode) {
        val client = NotifizzClient.builder(row.string("auth_secret_key")).tokenScheme(TokenScheme.of(row.string("token_scheme")))
            .previousAuthSecretKeys(row.strings("previous_auth_secret_keys")).build()
        assertEquals(row.string("key_fingerprint"), client.keyFingerprint)
        assertEquals(row.strings("previous_key_fingerprints"), client.previousKeyFingerprints)
        val (userId, subscriber, resource) = listOf("user_id", "subscriber_id", "resource_id").map(row::string)
        assertEquals(row.string("hashed_token"), client.generateHashedToken(userId))
        assertEquals(row.string("hashed_token"), client.widgetOptions(userId, "alice@example.com")["token"])
        assertEquals(row.string("subscribe_token"), client.generateSubscribeToken(subscriber, resource))
        for ((token, answer) in row["hashed_tokens"].properties()) {
            assertEquals(answer.booleanValue(), client.verifyHashedToken(userId, token), token)
        }
        for ((token, answer) in row["subscribe_tokens"].properties()) {
            assertEquals(answer.booleanValue(), client.verifySubscribeToken(subscriber, resource, token), token)
        }
    }

    private fun webhooks(row: JsonNode) {
        val secrets = row.strings("webhook_signing_secrets")
        val client = NotifizzClient.builder(KEY).webhookSigningSecrets(secrets).build()
        val receiver = DispatchReceiver(secrets)
        val payload = row.string("payload")
        assertEquals(row.string("signature"), client.signDispatchPayload(payload))
        val json = ObjectMapper()
        val clock = Clock.fixed(Instant.ofEpochMilli(json.readTree(payload)["timestamp"].longValue()), ZoneOffset.UTC)
        for ((signature, answer) in row["signatures"].properties()) {
            assertEquals(answer.booleanValue(), client.verifyDispatchSignature(payload, signature), signature)
            val body = json.writeValueAsString(mapOf("payload" to payload, "signature" to signature))
            val receive = { receiver.receiveDispatch(body, Duration.ZERO, clock) }
            if (answer.booleanValue()) {
                assertEquals(payload, receive())
            } else {
                assertEquals("dispatch_signature_mismatch", assertThrows<NotifizzTokenException> { receive() }.code)
            }
        }
    }

    private fun error(row: JsonNode) {
        val error = assertThrows<NotifizzTokenException> {
            val builder = NotifizzClient.builder(row.string("auth_secret_key"))
            if (row.has("previous_auth_secret_keys")) builder.previousAuthSecretKeys(row.strings("previous_auth_secret_keys"))
            if (row.has("webhook_signing_secrets")) builder.webhookSigningSecrets(row.strings("webhook_signing_secrets"))
            val client = builder.build()
            assertEquals("widget_options", row.string("call"), "the client was created")
            client.widgetOptions(row.string("user_id"), row.string("user_email"), row.string("api_key"))
        }
        assertEquals(row.string("error"), error.code)
    }

    @Test
    fun `previous keys are named by their fingerprints`() {
        val client = NotifizzClient.builder("new").previousAuthSecretKeys(listOf(KEY)).build()
        val (_, new, previous) = Regex("""NotifizzClient\(tokenScheme=hmac-sha256, keyFingerprint=(\w{8}), previousKeyFingerprints=\[(\w{8})]\)""")
            .matchEntire("$client")!!.groupValues
        assertEquals(listOf(client.keyFingerprint, "6fda7070"), listOf(new, previous))
        assertThrows<UnsupportedOperationException> { (client.previousKeyFingerprints as MutableList).clear() }
    }

    @Test
    fun `a list that changes later changes nothing`() {
        val (keys, secrets) = listOf(mutableListOf(KEY), mutableListOf(WEBHOOK))
        val builder = NotifizzClient.builder("new").previousAuthSecretKeys(keys).webhookSigningSecrets(secrets)
        keys.clear()
        secrets[0] = "another"
        val client = builder.build()
        assertEquals(true, client.verifyHashedToken("user_42", TOKEN))
        assertEquals(hmac(WEBHOOK, "{}"), client.signDispatchPayload("{}"))
    }
}
