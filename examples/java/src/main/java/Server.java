import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;

/** A small server whose page shows the Notifizz widget to the user who is logged in. */
public final class Server {
    private record User(String id, String email, String password) {}

    // Instead of your own users; in yours, passwords are hashed.
    private static final Map<String, User> USERS = Map.of(
        "alice", new User("user_42", "alice@example.com", "wonderland"),
        "bob", new User("user_43", "bob@example.com", "builder"));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, User> sessions = new ConcurrentHashMap<>();
    private final NotifizzClient notifizz;
    private final String frontApiKey;
    private final Path widget;

    private Server(Map<String, String> environment) {
        // One client for the whole program; a missing or mistyped key shows here, at the start.
        notifizz = new NotifizzClient(
            environment.getOrDefault("NOTIFIZZ_AUTH_SECRET_KEY", ""), null,
            TokenScheme.of(environment.getOrDefault("NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256")));
        frontApiKey = environment.get("NOTIFIZZ_FRONT_API_KEY");
        widget = Optional.ofNullable(environment.get("WIDGET_DIR")).map(Path::of).orElse(null);
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        Server server = new Server(environment);
        int port = Integer.parseInt(environment.getOrDefault("PORT", "8000"));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newFixedThreadPool(8));
        http.createContext("/", only("GET", server::page));
        http.createContext("/login", only("POST", server::login));
        http.createContext("/logout", only("POST", server::logout));
        http.createContext("/notifizz/widget-options", only("GET", server::widgetOptions));
        http.start();
        System.out.println("Serving on http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** What the page's script asks for. The user is the session's; nothing of the request is read. */
    private void widgetOptions(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        User user = sessions.get(sessionId(exchange));
        if (user == null) {
            json(exchange, 401, Map.of("error", "login_required"));
        } else {
            json(exchange, 200, notifizz.widgetOptions(user.id(), user.email(), frontApiKey));
        }
    }

    private void login(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        User user = USERS.get(form.getOrDefault("username", ""));
        byte[] password = form.getOrDefault("password", "").getBytes(StandardCharsets.UTF_8);
        if (user == null || !MessageDigest.isEqual(password, user.password().getBytes(StandardCharsets.UTF_8))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String session = HexFormat.of().formatHex(random);
        sessions.remove(sessionId(exchange));
        sessions.put(session, user);
        cookie(exchange, session, "");
        exchange.sendResponseHeaders(204, -1);
    }

    private void logout(HttpExchange exchange) throws IOException {
        sessions.remove(sessionId(exchange));
        cookie(exchange, "", "; Max-Age=0");
        exchange.sendResponseHeaders(204, -1);
    }

    private void page(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath();
        byte[] body = file(name.equals("/") ? "index.html" : name.substring(1));
        String type = URLConnection.guessContentTypeFromName(name.equals("/") ? "index.html" : name);
        if (name.endsWith(".js")) type = "text/javascript";
        if (name.endsWith(".css")) type = "text/css";
        if (body == null && name.equals("/")) {
            body = "The page is not built yet: WIDGET_DIR names its folder.\n".getBytes(StandardCharsets.UTF_8);
            type = "text/plain";
        }
        if (body == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            send(exchange, 200, type == null ? "application/octet-stream" : type, body);
        }
    }

    /** A file below the folder of the page, or null. */
    private byte[] file(String name) throws IOException {
        if (widget == null) return null;
        try {
            Path folder = widget.toRealPath();
            Path file = folder.resolve(name).toRealPath();
            return file.startsWith(folder) && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException | InvalidPathException missing) {
            return null;
        }
    }

    /** A handler for one method, and for exactly the path if that is not the page's. */
    private static HttpHandler only(String method, HttpHandler handler) {
        return exchange -> {
            String path = exchange.getHttpContext().getPath();
            try (exchange) {
                if (!path.equals("/") && !path.equals(exchange.getRequestURI().getPath())) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (!exchange.getRequestMethod().equals(method)) {
                    exchange.sendResponseHeaders(405, -1);
                } else {
                    handler.handle(exchange);
                }
            }
        };
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        // Longer than any login, and no way to fill the memory.
        String body = new String(exchange.getRequestBody().readNBytes(4096), StandardCharsets.UTF_8);
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                // As if it were not there.
            }
        }
        return form;
    }

    private static String sessionId(HttpExchange exchange) {
        String cookies = String.join(";", exchange.getRequestHeaders().getOrDefault("Cookie", java.util.List.of()));
        for (String cookie : cookies.split(";")) {
            if (cookie.strip().startsWith("session=")) return cookie.strip().substring("session=".length());
        }
        return "";
    }

    private static void cookie(HttpExchange exchange, String session, String more) {
        // Add "; Secure" where you serve over HTTPS.
        exchange.getResponseHeaders().add("Set-Cookie", "session=" + session + "; Path=/; HttpOnly; SameSite=Lax" + more);
    }

    private static void json(HttpExchange exchange, int status, Map<String, String> value) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(value));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
