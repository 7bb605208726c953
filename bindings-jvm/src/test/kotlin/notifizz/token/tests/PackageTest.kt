package notifizz.token.tests

import com.sun.jna.Native
import com.sun.jna.Platform
import java.io.File
import java.nio.file.Path
import java.util.Collections
import javax.tools.ToolProvider
import notifizz.token.NotifizzClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** That the tests run on the package that was asked for, and that it works as a Java module. */
class PackageTest {
    private fun origin(type: Class<*>): File = File(type.protectionDomain.codeSource.location.toURI()).canonicalFile

    private val origin = origin(NotifizzClient::class.java)

    @Test
    fun `the classes come from the package under test`() {
        assertEquals(File(System.getProperty("notifizz.package")).canonicalFile, origin)
        if (System.getenv("NOTIFIZZ_PACKAGE") == "installed") {
            assertTrue(origin.isFile && origin.name == "notifizz-token-${NotifizzClient.VERSION}.jar", "$origin")
        }
    }

    @Test
    fun `the native library comes from the package under test`() {
        val name = "${Platform.RESOURCE_PREFIX}/${System.mapLibraryName("notifizz_token_uniffi")}"
        val libraries = Collections.list(javaClass.classLoader.getResources(name))
        assertEquals(1, libraries.size, "$libraries")
        assertTrue("${origin.toURI()}" in "${libraries.single()}", "${libraries.single()} is not in $origin")
        assertEquals("true", System.getProperty("jna.nosys"))
        assertEquals(null, System.getProperty("jna.library.path"))
    }

    @Test
    fun `a module requires this library and none of its dependencies`(@TempDir folder: Path) {
        val sources = File("src/test/modular").walk().filter { it.isFile }.map { it.path }.toList()
        val libraries = listOf(NotifizzClient::class.java, Native::class.java, Unit::class.java)
        val modulePath = libraries.joinToString(File.pathSeparator) { origin(it).path }
        val compiler = ToolProvider.getSystemJavaCompiler()
        val options = listOf("-Xlint:all", "-Werror", "--module-path", modulePath, "-d", "$folder")
        assertEquals(0, compiler.run(null, null, null, *options.toTypedArray(), *sources.toTypedArray()))

        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        val program = ProcessBuilder(
            "$java", "--module-path", "$folder${File.pathSeparator}$modulePath", "--module", "modular/modular.Main",
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        assertEquals(TOKEN, program.inputReader().readText().trim())
        assertEquals(0, program.waitFor())
    }
}
