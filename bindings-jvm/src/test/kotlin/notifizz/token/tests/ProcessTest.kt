package notifizz.token.tests

import java.io.File
import java.io.RandomAccessFile
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.TimeUnit
import notifizz.token.TokenScheme
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** What takes long, or needs a Java of its own. A lock whose memory was freed would make it wait for ever. */
@EnabledIfEnvironmentVariable(named = "NOTIFIZZ_DEEP", matches = "1")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTest {
    @Test
    fun `clients are closed and collected while six threads use them`() {
        // Java's own checks of native code print a warning.
        val output = run(start(listOf("-Xcheck:jni", "-Xmx256m"), "race", "8")).trim()
        val (right, closed) = Regex("right: (\\d+), closed: (\\d+)").matchEntire(output)?.destructured ?: throw AssertionError(output)
        println(output)
        assertTrue(right.toInt() > 10_000 && closed.toInt() > 0, output)
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    fun `a million clients need no more memory than some`() {
        val resident = run(start(listOf("-Xmx64m"), "clients")).trim().lines().map(String::toInt)
        println("resident memory in KiB: $resident")
        assertEquals(5, resident.size)
        assertTrue(resident.last() < resident[1] + 16 * 1024, "$resident")
    }

    /** A heap that is nearly all for old objects, so that an array can fill it. */
    private val fitsOneArray = listOf("-XX:+UseSerialGC", "-XX:NewSize=64m", "-XX:MaxNewSize=64m")

    @Test
    fun `text of any length is verified or rejected`() {
        val tooLong = "false, userId is too long: it has more than 715827882 characters."
        assertEquals(List(3) { tooLong }, run(start(fitsOneArray + "-Xmx4g", "largest")).trim().lines())
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    fun `text for which no native memory is left is an OutOfMemoryError`() {
        val java = start(fitsOneArray + "-Xmx900m", "limited").command()
        // Java itself needs a third of that, and the copies of the key would need most of it.
        val limited = listOf("sh", "-c", "ulimit -v 4200000 && exec \"\$0\" \"\$@\"") + java
        assertEquals("the text is too large for the native memory that is left: $TOKEN", run(limited).trim())
    }

    /** Without a collection, all garbage stays where it was. */
    private val keepsGarbage = listOf(
        "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xms64m", "-Xmx64m", "-Xlog:disable",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
    )

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    fun `nothing of a secret outlives its client`(scheme: TokenScheme, @TempDir folder: File) {
        // The system may save registers to memory at any time, and one of them can hold a part of a key
        // state. That happens by chance, in few processes; what a client leaves is there each time.
        var steps = searchProcess(scheme, folder)
        repeat(2) { if (steps.getValue("closed").isNotEmpty()) steps = searchProcess(scheme, folder) }
        assertEquals(listOf("before", "living", "closed"), steps.keys.toList())
        assertEquals(mapOf<String, Int>(), steps["before"])
        // The search works: it finds the user's copies, ours of the key under sha256-concat, and both halves
        // of each state, in one of their two orders.
        val living = steps.getValue("living").toMutableMap()
        for (secret in secrets.keys) for (state in listOf("inner", "outer")) {
            val halves = listOf("abcd", "efgh", "feba", "hgdc").mapNotNull { living.remove("$secret $state $it") }
            assertEquals(listOf(1, 1), halves, "$secret $state: $steps")
        }
        val kept = if (scheme == TokenScheme.SHA256_CONCAT) 2 else 1
        val texts = mapOf("key" to kept, "previous" to kept, "webhook" to 1) + secrets.keys.associate { "$it in the heap dump" to 1 }
        assertEquals(texts, living)
        assertEquals(mapOf<String, Int>(), steps["closed"])
    }

    private val key = "MEMORY-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz"
    private val webhook = "MEMORY-WEBHOOK-MARKER-0123456789"
    private val previous = "MEMORY-PREVIOUS-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz"
    private val secrets = mapOf("key" to key, "webhook" to webhook, "previous" to previous)
    private val needles = secrets.flatMap { (name, secret) -> traces(name, secret) }.toMap()

    /**
     * The secret in UTF-8 and in UTF-16, HMAC's two key states, from which tokens can be computed, and the
     * blocks that they hash. The states are in halves, in the order of FIPS 180-4 and in that of x86's
     * SHA instructions.
     */
    private fun traces(name: String, secret: String): List<Pair<String, String>> {
        val forms = listOf(name to secret, "$name in UTF-16" to String(secret.take(16).toByteArray(Charsets.UTF_16LE), Charsets.ISO_8859_1))
        val pads = mapOf("inner" to 0x36, "outer" to 0x5c)
        return forms + pads.flatMap { (state, pad) ->
            val block = ByteArray(64) { ((secret.getOrNull(it)?.code ?: 0) xor pad).toByte() }
            val words = stateAfter(block)
            val halves = mapOf("abcd" to "0123", "efgh" to "4567", "feba" to "5410", "hgdc" to "7632").map { (half, order) ->
                val bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder())
                for (index in order) bytes.putInt(words[index.digitToInt()])
                "$name $state $half" to String(bytes.array(), Charsets.ISO_8859_1)
            }
            halves + ("$name $state block" to String(block, 0, 16, Charsets.ISO_8859_1))
        }
    }

    /** The state of the JDK's own SHA-256 after one block, which its API does not show. */
    private fun stateAfter(block: ByteArray): IntArray {
        fun type(name: String) = Class.forName("sun.security.provider.$name")
        val digest = type("SHA2\$SHA256").getDeclaredConstructor().apply { isAccessible = true }.newInstance()
        val update = type("DigestBase").getDeclaredMethod("engineUpdate", ByteArray::class.java, Int::class.java, Int::class.java)
        update.apply { isAccessible = true }.invoke(digest, block, 0, block.size)
        return type("SHA2").getDeclaredField("state").apply { isAccessible = true }.get(digest) as IntArray
    }

    private fun count(memory: String, needle: String): Int = generateSequence(memory.indexOf(needle)) { memory.indexOf(needle, it + 1) }
        .takeWhile { it >= 0 }.count()

    /** How often each trace is in the memory of a process at each of its steps. */
    private fun searchProcess(scheme: TokenScheme, folder: File): Map<String, Map<String, Int>> {
        val dumps = listOf("living", "closed").associateWith { File(folder, "$it.hprof").apply { delete() } }
        fun mask(secret: String) = secret.map { (it.code xor 1).toChar() }.joinToString("")
        val arguments = listOf("$scheme", mask(key), mask(webhook)) + dumps.values.map { "$it" } + mask(previous)
        val process = start(keepsGarbage, "memory", *arguments.toTypedArray()).start()
        val steps = process.inputReader().lineSequence().associateWith { step ->
            val counts = sortedMapOf<String, Int>()
            fun search(memory: String, traces: Map<String, String>, suffix: String = "") {
                for ((name, trace) in traces) count(memory, trace).let { if (it > 0) counts.merge(name + suffix, it, Int::plus) }
            }
            for (region in regions(process.pid())) search(region, needles)
            dumps[step]?.let { search(it.readText(Charsets.ISO_8859_1), needles.filterKeys { ' ' !in it }, " in the heap dump") }
            process.outputWriter().apply { newLine() }.flush()
            counts
        }
        assertEquals(0, process.waitFor())
        return steps
    }

    /** The writable memory of a process, as characters of one byte each. */
    private fun regions(pid: Long): Sequence<String> = sequence {
        RandomAccessFile("/proc/$pid/mem", "r").use { memory ->
            for (line in File("/proc/$pid/maps").readLines()) {
                val (start, end) = Regex("(\\w+)-(\\w+) rw.*").matchEntire(line)?.destructured ?: continue
                val bytes = ByteArray((end.toLong(16) - start.toLong(16)).toInt())
                memory.seek(start.toLong(16))
                memory.readFully(bytes)
                yield(String(bytes, Charsets.ISO_8859_1))
            }
        }
    }
}
