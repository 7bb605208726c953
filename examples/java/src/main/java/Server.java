import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import notifizz.token.WidgetAnswer;

/** A small server whose page shows the Notifizz widget to the signed-in user. */
public final class Server {
    /** An account. Its ID is null until it is saved, and it may have no e-mail address. */
    private record User(String id, String email, String password) {}

    // They stand for your own users, whose passwords you hash.
    private static final Map<String, User> USERS = Map.of(
        "alice", new User("user_42", "alice@example.com", "wonderland"),
        "bob", new User("user_43", "bob@example.com", "builder"),
        "carol", new User(null, "carol@example.com", "unsaved"),
        "dave", new User(null, "dave@example.com", "unsaved"),
        "erin", new User("user_44", null, "postless"));

    /** Longer than what is sent, and short enough that requests cannot fill the memory. */
    private static final int LONGEST_FORM = 4096;
    private static final int LONGEST_WEBHOOK = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The user name of each session. */
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final NotifizzClient notifizz;
    private final String frontApiKey;
    private final Path widget;

    private Server(Map<String, String> environment) {
        // One client serves the whole program. A missing or mistyped key is reported here, at the start.
        notifizz = new NotifizzClient(
            environment.get("NOTIFIZZ_AUTH_SECRET_KEY"), null,
            TokenScheme.of(environment.getOrDefault("NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256")),
            environment.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"));
        frontApiKey = environment.get("NOTIFIZZ_FRONT_API_KEY");
        widget = Optional.ofNullable(environment.get("WIDGET_DIR")).map(Path::of).orElse(null);
    }

    public static void main(String[] arguments) throws IOException {
        // By default there is no limit. These are seconds, for reading a request and for writing its response.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", "1000");

        Map<String, String> environment = System.getenv();
        Server server = new Server(environment);
        int port = Integer.parseInt(environment.getOrDefault("PORT", "8000"));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        // The number of threads is not fixed, or as many slow requests would block the server.
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/", only("GET", server::page));
        http.createContext("/login", only("POST", server::login));
        http.createContext("/logout", only("POST", server::logout));
        http.createContext("/notifizz/widget-options", only("GET", server::widgetOptions));
        http.createContext("/notifizz/webhook", only("POST", server::webhook));
        http.start();
        System.out.println("Serving on http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Answers the page's script. The user is that of the session, never one that the request names. */
    private void widgetOptions(HttpExchange exchange) throws IOException {
        String username = sessions.get(sessionId(exchange));
        User user = username == null ? null : USERS.get(username);
        WidgetAnswer answer = notifizz.answerWidgetOptions(user, User::id, User::email, frontApiKey);
        exchange.getResponseHeaders().set("Cache-Control", "no-store, private");
        json(exchange, answer.status(), answer.body());
    }

    /** Answers 204, and 400 to what Notifizz did not sign in the last five minutes; the log says why. */
    private void webhook(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange, LONGEST_WEBHOOK);
        if (body != null) exchange.sendResponseHeaders(notifizz.answerDispatch(body, this::queue), -1);
    }

    /** Called with the event, as JSON. Yours: do the work later, because Notifizz waits for the answer. */
    private void queue(String event) {}

    /** The body of a request, or null after a response to one that is too long. */
    private static byte[] body(HttpExchange exchange, int longest) throws IOException {
        InputStream request = exchange.getRequestBody();
        byte[] body = request.readNBytes(longest + 1);
        if (body.length <= longest) return body;
        request.transferTo(OutputStream.nullOutputStream()); // A client that is still sending does not read the response.
        exchange.sendResponseHeaders(413, -1);
        return null;
    }

    private void login(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange, LONGEST_FORM);
        if (body == null) return;
        Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
        String username = form.getOrDefault("username", "");
        User user = USERS.get(username);
        byte[] password = form.getOrDefault("password", "").getBytes(StandardCharsets.UTF_8);
        if (user == null || !MessageDigest.isEqual(password, user.password().getBytes(StandardCharsets.UTF_8))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String session = HexFormat.of().formatHex(random);
        sessions.remove(sessionId(exchange));
        sessions.put(session, username);
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

    /** A file in the page's folder, or null. Hidden files, such as .env, are never served. */
    private byte[] file(String name) {
        if (widget == null) return null;
        try {
            Path folder = widget.toRealPath();
            Path file = folder.resolve(name).toRealPath();
            if (!file.startsWith(folder) || !Files.isRegularFile(file)) return null;
            for (Path part : folder.relativize(file)) {
                if (part.toString().startsWith(".")) return null;
            }
            return Files.readAllBytes(file);
        } catch (IOException | InvalidPathException missing) {
            return null;
        }
    }

    /** Restricts a handler to one method and, unless it serves the page, to exactly its path. */
    private static HttpHandler only(String method, HttpHandler handler) {
        return exchange -> {
            String path = exchange.getHttpContext().getPath();
            URI uri = exchange.getRequestURI();
            // In //other/login, "other" is an authority and not part of the path.
            boolean known = uri.getRawAuthority() == null && (path.equals("/") || path.equals(uri.getPath()));
            try (exchange) {
                if (!known) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (!exchange.getRequestMethod().equals(method)) {
                    exchange.sendResponseHeaders(405, -1);
                } else if (method.equals("POST") && isCrossSite(exchange)) {
                    exchange.sendResponseHeaders(403, -1);
                } else {
                    respond(exchange, handler);
                }
            }
        };
    }

    /** Whether another site's page sent the request. Its login would sign the visitor in as somebody else. */
    private static boolean isCrossSite(HttpExchange exchange) {
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        return site != null && !Set.of("same-origin", "none").contains(site);
    }

    private static void respond(HttpExchange exchange, HttpHandler handler) throws IOException {
        try {
            handler.handle(exchange);
        } catch (RuntimeException bug) {
            bug.printStackTrace();
            exchange.sendResponseHeaders(500, -1);
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                // A malformed field counts as absent.
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
        // Add "; Secure" if you serve over HTTPS.
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
