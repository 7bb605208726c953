package notifizz.token.tests

import java.io.File
import java.nio.file.Path
import notifizz.token.NotifizzClient

val JAVA: String = Path.of(System.getProperty("java.home"), "bin", "java").toString()
val LIBRARY: String = System.mapLibraryName("notifizz_token_jvm")

/** The folder of this machine's library in the package. */
val PLATFORM: String = listOf("linux", "windows", "mac").first { System.getProperty("os.name").startsWith(it, ignoreCase = true) }
    .replace("mac", "macos") + "-" + System.getProperty("os.arch").replace("amd64", "x86_64")

/** The library that panics when it is asked to. */
val PANIC_LIBRARY = File(System.getProperty("notifizz.panic"), "debug/$LIBRARY")

fun origin(type: Class<*>): File = File(type.protectionDomain.codeSource.location.toURI()).canonicalFile

/** Starts [Program] in a Java of its own. */
fun start(options: List<String>, vararg arguments: String): ProcessBuilder {
    val classPath = listOf(NotifizzClient::class.java, Program::class.java).joinToString(File.pathSeparator) { origin(it).path }
    return process(listOf(JAVA, "-cp", classPath) + options + Program::class.java.name + arguments)
}

fun process(command: List<String>): ProcessBuilder =
    ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)

/** Runs a command, and returns what it prints. */
fun run(command: List<String>): String = run(process(command))

fun run(builder: ProcessBuilder): String {
    val process = builder.start()
    val output = process.inputReader().readText()
    if (process.waitFor() != 0) throw AssertionError("status ${process.exitValue()} from ${builder.command()}: $output")
    return output
}
