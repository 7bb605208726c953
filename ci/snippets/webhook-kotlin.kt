import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import notifizz.token.DispatchReceiver
import notifizz.token.NotifizzTokenException

// snippet: webhooks.md | Kotlin and Java | kotlin | 1

fun main() {
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", System.getenv("PORT").toInt()), 0)
    server.createContext("/notifizz/webhook") { exchange ->
        val event = dispatchEvent(exchange.requestBody.readAllBytes())
        exchange.sendResponseHeaders(if (event == null) 400 else 204, -1)
        exchange.close()
    }
    server.start()
}
