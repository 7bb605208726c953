package notifizz.token.tests

import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.nio.file.Path
import java.util.Collections
import notifizz.token.NotifizzClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** That the tests run on the package that was asked for, and that it works as a Java module and in GraalVM. */
class PackageTest {
    private val origin = origin(NotifizzClient::class.java)

    private fun resources(name: String): List<String> {
        val found = Collections.list(javaClass.classLoader.getResources(name)).map { "$it" }
        for (url in found) assertTrue("${origin.toURI()}" in url, "$url is not in $origin")
        return found
    }

    @Test
    fun `the classes come from the package under test`() {
        assertEquals(File(System.getProperty("notifizz.package")).canonicalFile, origin)
        if (System.getenv("NOTIFIZZ_PACKAGE") == "installed") {
            assertTrue(origin.isFile && origin.name == "notifizz-token-${NotifizzClient.VERSION}.jar", "$origin")
        }
    }

    @Test
    fun `the native library comes from the package under test`() {
        assertEquals(1, resources("notifizz/token/native/$PLATFORM/$LIBRARY").size)
        for (property in listOf("library", "tmpdir")) assertEquals(null, System.getProperty("notifizz.token.$property"))
        // It was no other library of that name, which the system may have.
        val maps = File("/proc/self/maps")
        if (maps.exists()) {
            val loaded = maps.readLines().filter { LIBRARY in it }.map { it.substringAfter('/') }.distinct()
            assertTrue(loaded.size == 1 && loaded.single().endsWith("/$LIBRARY (deleted)"), "$loaded")
        }
    }

    @Test
    fun `a native image contains the native library`() {
        val folder = "META-INF/native-image/notifizz.token/notifizz-token"
        fun read(name: String) = 
            ObjectMapper().readTree(javaClass.classLoader.getResource("$folder/$name")!!.readText())["resources"]
        assertEquals(listOf("notifizz/token/native/**"), read("reachability-metadata.json").map { it.string("glob") })
        assertEquals(listOf("notifizz/token/native/.*"), read("resource-config.json")["includes"].map { it.string("pattern") })
    }

    @Test
    fun `a module requires this library and nothing else`(@TempDir folder: Path) {
        val sources = File("src/test/modular").walk().filter { it.isFile }.map { it.path }.toList()
        val compiler = listOf(Path.of(System.getProperty("notifizz.jdk"), "bin", "javac").toString(), "--release", "17")
        val options = listOf("-Xlint:all", "-Werror", "--module-path", origin.path, "-d", "$folder")
        assertEquals("", run(compiler + options + sources))
        val modulePath = "$folder${File.pathSeparator}$origin"
        assertEquals(TOKEN, run(listOf(JAVA, "--module-path", modulePath, "--module", "modular/modular.Main")).trim())
    }
}
