package notifizz.token.tests

import java.io.ByteArrayOutputStream
import java.io.NotSerializableException
import java.io.ObjectOutputStream
import java.math.BigInteger
import java.util.Optional
import java.util.UUID
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import notifizz.token.DispatchReceiver
import notifizz.token.NotifizzClient
import notifizz.token.NotifizzTokenException
import notifizz.token.TokenScheme
import notifizz.token.WidgetAnswer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable

const val KEY = "YOUR_AUTH_SECRET_KEY"
const val WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"

/** The hashed token of user_42 under [KEY]. */
val TOKEN: String = Vectors.vectors["hashed_tokens"].first { it.string("name") == "known_answer_1" }["tokens"].string("hmac-sha256")

class ClientTest {
    @TestFactory
    fun `verify is false for untrusted input and never throws`(): List<DynamicTest> {
        val client = client(webhookSigningSecret = WEBHOOK)
        assertTrue(client.verifyHashedToken("user_42", TOKEN))
        val inputs = mapOf(
            "null" to null,
            "the empty text" to "",
            "NUL" to "\u0000",
            "70,000 letters" to "a".repeat(70_000),
            "70,000 letters outside ASCII" to "é".repeat(70_000),
            "a trailing newline" to "$TOKEN\n",
            "upper case" to TOKEN.uppercase(),
            "a leading space" to " $TOKEN",
            "a high surrogate" to "\uD800",
            "a low surrogate" to "\uDC00",
            "a reversed pair" to "\uDC00\uD800",
            "a high surrogate in a token" to "\uD800" + TOKEN.drop(1),
            "a low surrogate in a token" to TOKEN.dropLast(1) + "\uDFFF",
            "a high surrogate after a token" to "$TOKEN\uD83D",
            "64 letters" to "a".repeat(64),
            "64 letters of two bytes" to "é".repeat(64),
            "64 bytes in letters of two" to "é".repeat(32),
            "64 code units in pairs" to "\uD83D\uDD11".repeat(32),
            "64 pairs" to "\uD83D\uDD11".repeat(64),
        )
        return inputs.map { (name, value) ->
            rowTest("verify is false for $name") {
                assertFalse(client.verifyHashedToken("user_42", value))
                assertFalse(client.verifyHashedToken(value, TOKEN))
                assertFalse(client.verifySubscribeToken("user_42", "project_7", value))
                assertFalse(client.verifySubscribeToken(value, "project_7", TOKEN))
                assertFalse(client.verifySubscribeToken("user_42", value, TOKEN))
                assertFalse(client.verifyDispatchSignature("{}", value))
                assertFalse(client.verifyDispatchSignature(value, TOKEN))
            }
        }
    }

    @Test
    fun `a missing webhook secret is reported even if the signature cannot match`() {
        val client = NotifizzClient(KEY)
        for (payload in listOf("{}", null, "\uD800")) {
            val error = assertThrows<NotifizzTokenException> { client.verifyDispatchSignature(payload, TOKEN) }
            assertEquals("missing_webhook_signing_secret", error.code)
        }
    }

    @TestFactory
    fun `every argument rejects ill-formed Unicode`(): List<DynamicTest> {
        val client = client(webhookSigningSecret = WEBHOOK)
        val illFormed = listOf("\uD800", "\uDFFF", "user_\uDBFF_42", "\uDC00\uD800", "\uD83D\uD83D\uDD11")
        val calls = mapOf<String, (String) -> Any>(
            "authSecretKey" to { NotifizzClient(it) },
            "webhookSigningSecret" to { client(webhookSigningSecret = it) },
            "the name of a scheme" to { TokenScheme.of(it) },
            "userId" to { client.generateHashedToken(it) },
            "subscriberId" to { client.generateSubscribeToken(it, "project_7") },
            "resourceId" to { client.generateSubscribeToken("user_42", it) },
            "payload" to { client.signDispatchPayload(it) },
            "userId of the widget options" to { client.widgetOptions(it, "alice@example.com") },
            "userEmail of the widget options" to { client.widgetOptions("user_42", it) },
            "apiKey of the widget options" to { client.widgetOptions("user_42", "alice@example.com", it) },
            "token to diagnose" to { NotifizzClient.diagnose(it, "user_42", KEY) },
            "userId to diagnose" to { NotifizzClient.diagnose(TOKEN, it, KEY) },
            "authSecretKey to diagnose" to { NotifizzClient.diagnose(TOKEN, "user_42", it) },
            "sdkSecretKey to diagnose" to { NotifizzClient.diagnose(TOKEN, "user_42", KEY, TokenScheme.HMAC_SHA256, it) },
            "previousAuthSecretKeys" to { NotifizzClient.builder(KEY).previousAuthSecretKeys(listOf("previous", it)).build() },
            "webhookSigningSecrets" to { DispatchReceiver(listOf(WEBHOOK, it)) },
            "payload to diagnose" to { NotifizzClient.diagnoseDispatch(it, TOKEN, WEBHOOK) },
            "signature to diagnose" to { NotifizzClient.diagnoseDispatch("{}", it, WEBHOOK) },
            "webhookSigningSecret to diagnose" to { NotifizzClient.diagnoseDispatch("{}", TOKEN, it) },
            "userEmail to diagnose" to { NotifizzClient.diagnose(TOKEN, "user_42", KEY, TokenScheme.HMAC_SHA256, null, it) },
        )
        return calls.map { (name, call) ->
            rowTest("$name rejects ill-formed Unicode") {
                for (text in illFormed) {
                    assertEquals("invalid_text", assertThrows<NotifizzTokenException> { call(text) }.code)
                }
            }
        }
    }

    @Test
    fun `replacement characters are text like any other`() {
        val client = NotifizzClient(KEY)
        for (id in listOf("?", "\uFFFD", "\uD83D\uDD11")) assertEquals(hmac(KEY, id), client.generateHashedToken(id))
    }

    @Test
    fun `tokens equal the JDK's for all lengths and UTF-8 widths`() {
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
            "authType" to "backendToken", "token" to TOKEN, "userId" to "user_42", "userEmail" to "alice@example.com",
        )
        assertEquals(plain.toList(), client.widgetOptions("user_42", "alice@example.com").toList())
        val full = client.widgetOptions("user_42", "alice@example.com", "front")
        assertEquals(listOf("apiKey" to "front") + plain.toList(), full.toList())
    }

    @Test
    fun `a server answers a visitor with 401 and an incomplete user with 409`() {
        class User(val id: Any?, val email: String?)

        val (client, uuid) = NotifizzClient(KEY) to UUID.randomUUID()
        fun answer(user: User?) = client.answerWidgetOptions(user, User::id, User::email, "front")
        for ((id, text) in mapOf("user_42" to "user_42", 42 to "42", 42L to "42", 0.toShort() to "0", BigInteger.TEN to "10", uuid to "$uuid")) {
            val options = client.widgetOptions(text, "alice@example.com", "front")
            assertEquals(WidgetAnswer(200, options), answer(User(id, "alice@example.com")))
        }
        assertEquals(WidgetAnswer(401, mapOf("error" to "login_required")), answer(null))
        for (id in listOf(null, "")) {
            assertEquals(WidgetAnswer(409, mapOf("error" to "empty_user_id")), answer(User(id, "alice@example.com")))
        }
        for (email in listOf(null, "", " ")) {
            assertEquals(WidgetAnswer(409, mapOf("error" to "empty_user_email")), answer(User("user_44", email)))
        }
        for (id in listOf(4.2, true, Optional.of("user_42"), listOf("user_42"), User(1, null))) {
            val error = assertThrows<IllegalArgumentException> { answer(User(id, "alice@example.com")) }
            assertEquals("the ID of a user is of ${id.javaClass}: return text, an integer or a UUID", error.message)
        }
        val secret = assertThrows<NotifizzTokenException> { client.answerWidgetOptions(User("u", "e"), User::id, User::email, KEY) }
        assertEquals("front_api_key_is_secret", secret.code)
    }

    @Test
    fun `no output contains a secret`() {
        val client = NotifizzClient(KEY, "sdk-secret", TokenScheme.SHA256_CONCAT, WEBHOOK)
        assertEquals("NotifizzClient(tokenScheme=sha256-concat, keyFingerprint=6fda7070)", "$client")
        val printed = mutableListOf("$client", "${listOf(client)}")
        // A debugger and a reflecting logger show the fields, here three levels down.
        fun printFields(value: Any?, depth: Int) {
            printed += value.toString()
            if (value == null || depth == 0 || !value.javaClass.name.startsWith("notifizz.")) return
            var type: Class<*>? = value.javaClass
            while (type != null && type.name.startsWith("notifizz.")) {
                for (field in type.declaredFields) {
                    field.isAccessible = true
                    printFields(field.get(value), depth - 1)
                }
                type = type.superclass
            }
        }
        printFields(client, 3)
        for (bad in listOf(" ", "\n")) {
            val error = assertThrows<NotifizzTokenException> { client(KEY + bad, webhookSigningSecret = WEBHOOK) }
            assertEquals("auth_secret_key_whitespace", error.code)
            printed += error.stackTraceToString()
        }
        assertTrue(printed.size > 10, "$printed")
        for (text in printed) {
            for (secret in listOf("YOUR_AUTH", "sdk-secret", "whsec")) assertFalse(secret in text, text)
        }
        assertThrows<NotSerializableException> { ObjectOutputStream(ByteArrayOutputStream()).writeObject(client) }
    }

    @Test
    fun `a closed client throws from every function but can be printed`() {
        val client = client(webhookSigningSecret = WEBHOOK)
        client.use { assertTrue(it.verifyHashedToken("user_42", TOKEN)) }
        client.close()
        val calls: List<() -> Any> = listOf(
            { client.generateHashedToken("user_42") },
            { client.verifyHashedToken("user_42", TOKEN) },
            { client.verifyHashedToken("user_42", null) },
            { client.verifyHashedToken("\uD800", TOKEN) },
            { client.verifyHashedToken("user_42", "short") },
            { client.generateSubscribeToken("user_42", "project_7") },
            { client.verifySubscribeToken("user_42", "project_7", TOKEN) },
            { client.verifySubscribeToken(null, null, null) },
            { client.signDispatchPayload("{}") },
            { client.verifyDispatchSignature("{}", TOKEN) },
            { client.verifyDispatchSignature(null, null) },
            { client.widgetOptions("user_42", "alice@example.com") },
            { client.receiveDispatch("{}") },
            { DispatchReceiver(WEBHOOK).apply { close() }.receiveDispatch("{}") },
        )
        for (call in calls) assertEquals("this NotifizzClient or DispatchReceiver is closed", assertThrows<IllegalStateException> { call() }.message)
        assertEquals("NotifizzClient(tokenScheme=hmac-sha256, keyFingerprint=6fda7070)", "$client")
    }

    @Test
    fun `each kind of rejected input has its own code`() {
        val client = NotifizzClient(KEY)
        val rejected = mapOf<String, () -> Any>(
            "auth_secret_key_invisible_character" to { NotifizzClient("\uFEFF$KEY") },
            "auth_secret_key_quoted" to { NotifizzClient("'$KEY'") },
            "webhook_signing_secret_whitespace" to { client(webhookSigningSecret = "$WEBHOOK\n") },
            "webhook_signing_secret_invisible_character" to { client(webhookSigningSecret = "$WEBHOOK\u0000") },
            "webhook_signing_secret_quoted" to { client(webhookSigningSecret = "`$WEBHOOK`") },
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
    fun `schemes are parsed from their exact names`() {
        assertEquals(listOf("hmac-sha256", "sha256-concat"), TokenScheme.entries.map { "$it" })
        for (scheme in TokenScheme.entries) assertEquals(scheme, TokenScheme.of("$scheme"))
        assertEquals("unknown_token_scheme", assertThrows<NotifizzTokenException> { TokenScheme.of("HMAC_SHA256") }.code)
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "NOTIFIZZ_DEEP", matches = "1")
    fun `eight threads share one client`() {
        val client = client(webhookSigningSecret = WEBHOOK)
        val expected = (0 until 500).associate { "user_$it" to hmac(KEY, "user_$it") }
        val threads = Executors.newFixedThreadPool(8)
        val results = threads.invokeAll(
            List(8) { thread ->
                Callable {
                    for ((id, token) in expected) {
                        assertEquals(token, client.generateHashedToken(id))
                        assertTrue(client.verifyHashedToken(id, token))
                        assertFalse(client.verifyHashedToken("$id$thread", token))
                        assertThrows<NotifizzTokenException> { client.generateHashedToken("") }
                    }
                    expected.size
                }
            },
        )
        assertEquals(8 * expected.size, results.sumOf { it.get() })
        threads.shutdown()
    }

    @Test
    fun `a client can be closed while eight threads use it`() {
        repeat(20) {
            val client = NotifizzClient(KEY)
            val threads = Executors.newFixedThreadPool(8)
            val started = CountDownLatch(8)
            val deadline = System.nanoTime() + 60_000_000_000
            val results = List(8) {
                threads.submit(
                    Callable {
                        var calls = 0
                        assertThrows<IllegalStateException> {
                            while (System.nanoTime() < deadline) {
                                assertEquals(TOKEN, client.generateHashedToken("user_42"))
                                if (calls++ == 0) started.countDown()
                            }
                        }.message
                    },
                )
            }
            started.await()
            client.close()
            for (result in results) assertTrue(result.get() != null)
            threads.shutdown()
        }
    }
}
