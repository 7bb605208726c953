import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import notifizz.token.WidgetAnswer;

/** The JDK's own server, for load.py. */
public final class Load {
    private record User(String id, String email) {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        NotifizzClient client = new NotifizzClient(
            environment.get("NOTIFIZZ_AUTH_SECRET_KEY"), null, TokenScheme.of("hmac-sha256"),
            environment.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"));
        String apiKey = environment.get("NOTIFIZZ_FRONT_API_KEY");
        ObjectMapper json = new ObjectMapper();
        int port = Integer.parseInt(environment.get("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/notifizz/widget-options", exchange -> {
            try (exchange) {
                String id = exchange.getRequestHeaders().getFirst("X-User");
                User user = id == null ? null : new User(id, id + "@example.com");
                WidgetAnswer answer = client.answerWidgetOptions(user, User::id, User::email, apiKey);
                byte[] body = json.writeValueAsBytes(answer.body());
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.createContext("/notifizz/webhook", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(client.answerDispatch(body, event -> {}), -1);
            }
        });
        server.start();
    }
}
