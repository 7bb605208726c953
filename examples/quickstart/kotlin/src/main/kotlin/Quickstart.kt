// Prints the hashed token of a user ID:
//   mvn package && java -jar target/quickstart.jar user_42
import kotlin.system.exitProcess
import notifizz.token.NotifizzClient
import notifizz.token.TokenScheme

fun main(args: Array<String>) {
    if (args.isEmpty()) {
        System.err.println("usage: quickstart USER_ID [SCHEME]")
        exitProcess(2)
    }
    val scheme = args.getOrNull(1)?.let(TokenScheme::of) ?: TokenScheme.HMAC_SHA256

    // Take the key from the environment or a secret store, never from an argument: `ps` shows arguments.
    val authSecretKey: String? = System.getenv("NOTIFIZZ_AUTH_SECRET_KEY")
    NotifizzClient.builder(authSecretKey).tokenScheme(scheme).build().use { client ->
        println(client.generateHashedToken(args[0]))
    }
}
