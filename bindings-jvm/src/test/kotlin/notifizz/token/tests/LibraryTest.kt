package notifizz.token.tests

import java.io.File
import java.nio.file.Path
import notifizz.token.NotifizzClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir

/** Where the native library is loaded from, and that none of its panics ends the process. */
class LibraryTest {
    @TempDir
    lateinit var folder: File

    /** Rust and the JVM report on the standard error what these tests do on purpose. */
    private fun quiet(options: List<String>, program: String) =
        start(options, program).redirectError(ProcessBuilder.Redirect.DISCARD)

    @Test
    fun `the copy that is loaded is in the folder of the property, and is deleted`() {
        assertEquals(TOKEN, run(start(listOf("-Dnotifizz.token.tmpdir=$folder"), "token")).trim())
        // Windows deletes no library that is loaded.
        if (File.separatorChar == '/') assertEquals(listOf<File>(), folder.listFiles()!!.toList())
        val absent = listOf("-Dnotifizz.token.tmpdir=$folder/absent")
        assertTrue("from $folder/absent: " in run(start(absent, "token")))
    }

    @Test
    fun `a panic of the library in the property is an exception`() {
        val library = listOf("-Dnotifizz.token.library=$PANIC_LIBRARY")
        assertEquals("1400 of 1400, then $TOKEN", run(quiet(library, "panic")).trim())
    }

    @Test
    fun `an installed library takes precedence over the jar`() {
        val installed = listOf("-Djava.library.path=${PANIC_LIBRARY.parent}")
        assertEquals("1400 of 1400, then $TOKEN", run(quiet(installed, "panic")).trim())
    }

    @TestFactory
    fun `each use of a library that cannot be loaded reports it`(): List<DynamicTest> {
        val (absent, text, other) = listOf("absent", "text", "other").map { Path.of("$folder", it).toFile() }
        text.writeText("no library")
        // The same length, so that the file stays a library.
        val latin1 = Charsets.ISO_8859_1
        other.writeText(PANIC_LIBRARY.readText(latin1).replace(NotifizzClient.VERSION, "9.8.7"), latin1)
        return mapOf(absent to "", text to "", other to "its version is 9.8.7, not ${NotifizzClient.VERSION}").map { (file, reason) ->
            rowTest("a library that cannot be loaded: ${file.name}") {
                val lines = run(quiet(listOf("-Dnotifizz.token.library=$file"), "token")).trim().lines()
                assertEquals(2, lines.size, "$lines")
                assertEquals(lines[0], lines[1])
                val system = "${System.getProperty("os.name")}, ${System.getProperty("os.arch")} ($PLATFORM)"
                for (part in listOf(system, "from $file: $reason", "notifizz.token.tmpdir", "notifizz.token.library")) {
                    assertTrue(part in lines[0], lines[0])
                }
            }
        }
    }
}
