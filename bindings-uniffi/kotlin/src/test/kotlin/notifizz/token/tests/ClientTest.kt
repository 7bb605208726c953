package notifizz.token.tests

import java.io.ByteArrayOutputStream
import java.io.NotSerializableException
import java.io.ObjectOutputStream
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

const val KEY = "YOUR_AUTH_SECRET_KEY"
const val WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"

class ClientTest {
    private val known = Vectors.json["hashed_tokens"].first { it.string("name") == "known_answer_1" }
    private val token = known["tokens"].string("hmac-sha256")

    /** What the JDK makes of it. */
    private fun hmac(key: String, message: String): String {
        val mac = Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key.toByteArray(), "HmacSHA256")) }
        return java.util.HexFormat.of().formatHex(mac.doFinal(message.toByteArray()))
    }

    @Test
    fun `the library comes from the jar, and no source is near`() {
        val jar = NotifizzClient::class.java.protectionDomain.codeSource.location.path
        assertTrue(jar.endsWith("/notifizz-token-${NotifizzClient.VERSION}.jar"), jar)
        val built = java.io.File(System.getProperty("notifizz.jar"))
        assertArrayEquals(built.readBytes(), java.io.File(jar).readBytes(), "$jar is not $built")
        assertEquals(null, System.getProperty("jna.library.path"))
        for (entry in System.getProperty("java.class.path").split(':')) {
            assertFalse("bindings-uniffi" in entry || entry.endsWith("target/release"), entry)
        }
        for (folder in generateSequence(java.io.File("").absoluteFile) { it.parentFile }) {
            assertFalse(folder.name == "bindings-uniffi", "$folder")
        }
    }

    @Test
    fun `verify is false for what a remote party can send, and never throws`() {
        val client = NotifizzClient(KEY, webhookSigningSecret = WEBHOOK)
        val hostile = listOf(
            null, "", "\u0000", "a".repeat(70_000), "é".repeat(70_000), "$token\n", token.uppercase(), " $token",
            "\uD800", "\uDC00", "\uDC00\uD800", "\uD800" + token.drop(1), token.dropLast(1) + "\uDFFF", "$token\uD83D",
            "a".repeat(64), "é".repeat(64), "é".repeat(32), "\uD83D\uDD11".repeat(32), "\uD83D\uDD11".repeat(64),
        )
        for (value in hostile) {
            assertFalse(client.verifyHashedToken("user_42", value))
            assertFalse(client.verifyHashedToken(value, token))
            assertFalse(client.verifySubscribeToken("user_42", "project_7", value))
            assertFalse(client.verifySubscribeToken(value, "project_7", token))
            assertFalse(client.verifySubscribeToken("user_42", value, token))
            assertFalse(client.verifyDispatchSignature("{}", value))
            assertFalse(client.verifyDispatchSignature(value, token))
        }
        assertTrue(client.verifyHashedToken("user_42", token))
    }

    @Test
    fun `a missing webhook secret shows even where the answer can only be no`() {
        val client = NotifizzClient(KEY)
        for (payload in listOf("{}", null, "\uD800")) {
            val refused = assertThrows<NotifizzTokenException> { client.verifyDispatchSignature(payload, token) }
            assertEquals("missing_webhook_signing_secret", refused.code)
        }
    }

    @Test
    fun `every input rejects text that has no UTF-8 form`() {
        val client = NotifizzClient(KEY, webhookSigningSecret = WEBHOOK)
        val lone = listOf("\uD800", "\uDFFF", "user_\uDBFF_42", "\uDC00\uD800", "\uD83D\uD83D\uDD11")
        val calls: List<(String) -> Any> = listOf(
            { NotifizzClient(it) },
            { NotifizzClient(KEY, webhookSigningSecret = it) },
            { TokenScheme.of(it) },
            { client.generateHashedToken(it) },
            { client.generateSubscribeToken(it, "project_7") },
            { client.generateSubscribeToken("user_42", it) },
            { client.signDispatchPayload(it) },
            { client.widgetOptions(it, "alice@example.com") },
            { client.widgetOptions("user_42", it) },
            { client.widgetOptions("user_42", "alice@example.com", it) },
            { NotifizzClient.diagnose(it, "user_42", KEY) },
            { NotifizzClient.diagnose(token, it, KEY) },
            { NotifizzClient.diagnose(token, "user_42", it) },
            { NotifizzClient.diagnose(token, "user_42", KEY, sdkSecretKey = it) },
            { NotifizzClient.diagnose(token, "user_42", KEY, userEmail = it) },
        )
        for (call in calls) for (text in lone) {
            assertEquals("invalid_text", assertThrows<NotifizzTokenException> { call(text) }.code)
        }
        // What replacing them would have made.
        assertEquals(hmac(KEY, "?"), client.generateHashedToken("?"))
        assertEquals(hmac(KEY, "\uFFFD"), client.generateHashedToken("\uFFFD"))
        assertEquals(hmac(KEY, "\uD83D\uDD11"), client.generateHashedToken("\uD83D\uDD11"))
    }

    @Test
    fun `the same as the JDK over lengths and planes`() {
        NotifizzClient(KEY).use { client ->
            for (character in listOf("a", "é", "用", "\uD83D\uDD11")) for (length in 1..200) {
                val id = character.repeat(length)
                assertEquals(hmac(KEY, id), client.generateHashedToken(id))
            }
        }
    }

    @Test
    fun `widget options have the widget's own names, in the order of its documentation`() {
        val client = NotifizzClient(KEY)
        val plain = mapOf(
            "authType" to "backendToken", "token" to token, "userId" to "user_42", "userEmail" to "alice@example.com",
        )
        assertEquals(plain.toList(), client.widgetOptions("user_42", "alice@example.com").toList())
        val full = client.widgetOptions("user_42", "alice@example.com", apiKey = "front")
        assertEquals(listOf("apiKey" to "front") + plain.toList(), full.toList())
    }

    @Test
    fun `nothing shows the secrets`() {
        val client = NotifizzClient(KEY, "sdk-secret", TokenScheme.SHA256_CONCAT, WEBHOOK)
        val shown = "NotifizzClient(tokenScheme=sha256-concat, keyFingerprint=6fda7070)"
        assertEquals(shown, "$client")
        val seen = mutableListOf("$client", "${listOf(client)}")
        // As a debugger or a reflecting logger sees it, three levels down.
        fun look(value: Any?, depth: Int) {
            seen += value.toString()
            if (value == null || depth == 0 || !value.javaClass.name.startsWith("notifizz.")) return
            var type: Class<*>? = value.javaClass
            while (type != null && type.name.startsWith("notifizz.")) {
                for (field in type.declaredFields) {
                    field.isAccessible = true
                    look(field.get(value), depth - 1)
                }
                type = type.superclass
            }
        }
        look(client, 3)
        for (bad in listOf(" ", "\n")) {
            val refused = assertThrows<NotifizzTokenException> { NotifizzClient(KEY + bad, "sdk-secret", webhookSigningSecret = WEBHOOK) }
            assertEquals("auth_secret_key_whitespace", refused.code)
            seen += refused.stackTraceToString()
        }
        assertTrue(seen.size > 10, "$seen")
        for (text in seen) {
            for (secret in listOf("YOUR_AUTH", "sdk-secret", "whsec")) assertFalse(secret in text, text)
        }
        assertThrows<NotSerializableException> { ObjectOutputStream(ByteArrayOutputStream()).writeObject(client) }
    }

    @Test
    fun `after close it throws whatever it is asked, and can still be printed`() {
        val client = NotifizzClient(KEY, webhookSigningSecret = WEBHOOK)
        client.use { assertTrue(it.verifyHashedToken("user_42", token)) }
        client.close()
        val calls: List<() -> Any> = listOf(
            { client.generateHashedToken("user_42") },
            { client.verifyHashedToken("user_42", token) },
            { client.verifyHashedToken("user_42", null) },
            { client.verifyHashedToken("\uD800", token) },
            { client.verifyHashedToken("user_42", "short") },
            { client.generateSubscribeToken("user_42", "project_7") },
            { client.verifySubscribeToken("user_42", "project_7", token) },
            { client.verifySubscribeToken(null, null, null) },
            { client.signDispatchPayload("{}") },
            { client.verifyDispatchSignature("{}", token) },
            { client.verifyDispatchSignature(null, null) },
            { client.widgetOptions("user_42", "alice@example.com") },
        )
        for (call in calls) assertEquals("the client is closed", assertThrows<IllegalStateException> { call() }.message)
        assertEquals("NotifizzClient(tokenScheme=hmac-sha256, keyFingerprint=6fda7070)", "$client")
    }

    @Test
    fun `what no client accepts has a code of its own`() {
        val client = NotifizzClient(KEY)
        val rejected = mapOf<String, () -> Any>(
            "auth_secret_key_invisible_character" to { NotifizzClient("\uFEFF$KEY") },
            "auth_secret_key_quoted" to { NotifizzClient("'$KEY'") },
            "webhook_signing_secret_whitespace" to { NotifizzClient(KEY, webhookSigningSecret = "$WEBHOOK\n") },
            "webhook_signing_secret_invisible_character" to { NotifizzClient(KEY, webhookSigningSecret = "$WEBHOOK\u0000") },
            "webhook_signing_secret_quoted" to { NotifizzClient(KEY, webhookSigningSecret = "`$WEBHOOK`") },
            "empty_user_email" to { client.widgetOptions("user_42", "\u00A0\t") },
            "empty_front_api_key" to { client.widgetOptions("user_42", "alice@example.com", "") },
            "front_api_key_is_secret" to { client.widgetOptions("user_42", "alice@example.com", "\"${KEY.lowercase()}\"\n") },
        )
        for ((code, call) in rejected) {
            val error = assertThrows<NotifizzTokenException>(code) { call() }
            assertEquals(code, error.code)
            assertFalse(KEY in error.message || WEBHOOK in error.message, error.message)
        }
    }

    @Test
    fun `schemes by name`() {
        assertEquals(listOf("hmac-sha256", "sha256-concat"), TokenScheme.entries.map { "$it" })
        for (scheme in TokenScheme.entries) assertEquals(scheme, TokenScheme.of("$scheme"))
        assertEquals("unknown_token_scheme", assertThrows<NotifizzTokenException> { TokenScheme.of("HMAC_SHA256") }.code)
    }

    @Test
    fun `eight threads on one client`() {
        val client = NotifizzClient(KEY, webhookSigningSecret = WEBHOOK)
        val expected = (0 until 500).associate { "user_$it" to hmac(KEY, "user_$it") }
        val threads = Executors.newFixedThreadPool(8)
        val done = threads.invokeAll(
            List(8) { thread ->
                Callable {
                    for ((id, right) in expected) {
                        assertEquals(right, client.generateHashedToken(id))
                        assertTrue(client.verifyHashedToken(id, right))
                        assertFalse(client.verifyHashedToken("$id$thread", right))
                        assertThrows<NotifizzTokenException> { client.generateHashedToken("") }
                    }
                    expected.size
                }
            },
        )
        assertEquals(8 * expected.size, done.sumOf { it.get() })
        threads.shutdown()
    }

    @Test
    fun `closing while eight threads use it`() {
        repeat(20) {
            val client = NotifizzClient(KEY)
            val threads = Executors.newFixedThreadPool(8)
            val done = List(8) {
                threads.submit(
                    Callable {
                        var made = 0
                        try {
                            while (made < 100_000) {
                                assertEquals(token, client.generateHashedToken("user_42"))
                                made++
                            }
                            "never closed"
                        } catch (closed: IllegalStateException) {
                            closed.javaClass.simpleName
                        }
                    },
                )
            }
            Thread.sleep(5)
            client.close()
            for (result in done) assertEquals("IllegalStateException", result.get())
            threads.shutdown()
        }
    }
}
