package example;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import notifizz.token.NotifizzClient;
import notifizz.token.TokenScheme;
import notifizz.token.WidgetAnswer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/** A small server whose page shows the Notifizz widget to the signed-in user. */
@SpringBootApplication
public class Application {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    /** One client serves the whole program. A missing or mistyped key is reported here, at the start. */
    @Bean
    NotifizzClient notifizz(
        @Value("${NOTIFIZZ_AUTH_SECRET_KEY:}") String authSecretKey,
        @Value("${NOTIFIZZ_TOKEN_SCHEME:hmac-sha256}") String tokenScheme,
        @Value("${NOTIFIZZ_WEBHOOK_SIGNING_SECRET:#{null}}") String webhookSigningSecret) {
        return NotifizzClient.builder(authSecretKey).tokenScheme(TokenScheme.of(tokenScheme))
            .webhookSigningSecret(webhookSigningSecret).build();
    }

    /** Answers the page's script, and receives webhooks. */
    @RestController
    static class NotifizzController {
        private final NotifizzClient notifizz;
        private final String frontApiKey;

        NotifizzController(NotifizzClient notifizz, @Value("${NOTIFIZZ_FRONT_API_KEY:#{null}}") String frontApiKey) {
            this.notifizz = notifizz;
            this.frontApiKey = frontApiKey;
        }

        /** The user is that of the session, never one that the request names. */
        @GetMapping("/notifizz/widget-options")
        ResponseEntity<Map<String, String>> widgetOptions(@SessionAttribute(required = false) String username) {
            User user = username == null ? null : USERS.get(username);
            WidgetAnswer answer = notifizz.answerWidgetOptions(user, User::id, User::email, frontApiKey);
            CacheControl never = CacheControl.noStore().cachePrivate();
            return ResponseEntity.status(answer.status()).cacheControl(never).body(answer.body());
        }

        /** Answers 204, and 400 to what Notifizz did not sign in the last five minutes; the log says why. */
        @PostMapping("/notifizz/webhook")
        ResponseEntity<Void> webhook(@RequestBody(required = false) byte[] body) {
            return ResponseEntity.status(notifizz.answerDispatch(body, this::queue)).build();
        }

        /** Called with the event, as JSON. Yours: do the work later, because Notifizz waits for the answer. */
        private void queue(String event) {}
    }

    /** An account. Its ID is null until it is saved, and it may have no e-mail address. */
    private record User(String id, String email, String password) {}

    // They stand for your own users and for Spring Security.
    private static final Map<String, User> USERS = Map.of(
        "alice", new User("user_42", "alice@example.com", "wonderland"),
        "bob", new User("user_43", "bob@example.com", "builder"),
        "carol", new User(null, "carol@example.com", "unsaved"),
        "dave", new User(null, "dave@example.com", "unsaved"),
        "erin", new User("user_44", null, "postless"));

    @RestController
    static class LoginController {
        @PostMapping("/login")
        ResponseEntity<Void> login(
            @RequestParam(defaultValue = "") String username, @RequestParam(defaultValue = "") String password,
            HttpServletRequest request) {
            User user = USERS.get(username);
            if (user == null || !MessageDigest.isEqual(utf8(password), utf8(user.password()))) {
                return ResponseEntity.status(401).build();
            }
            logout(request);
            request.getSession().setAttribute("username", username);
            return ResponseEntity.noContent().build();
        }

        @PostMapping("/logout")
        ResponseEntity<Void> logout(HttpServletRequest request) {
            HttpSession session = request.getSession(false);
            if (session != null) session.invalidate();
            return ResponseEntity.noContent().build();
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Serves the page, and rejects what another site's page sends. */
    @RestController
    static class Web implements WebMvcConfigurer {
        private final Path widget;

        Web(@Value("${WIDGET_DIR:#{null}}") Path widget) {
            this.widget = widget;
        }

        @GetMapping("/")
        ResponseEntity<Object> page() throws IOException {
            if (widget == null) return ResponseEntity.ok("The page is not built yet: WIDGET_DIR names its folder.\n");
            byte[] page = Files.readAllBytes(widget.resolve("index.html"));
            return ResponseEntity.ok().header("Content-Type", "text/html").body(page);
        }

        @Override
        public void addResourceHandlers(ResourceHandlerRegistry registry) {
            if (widget == null) return;
            registry.addResourceHandler("/**").addResourceLocations(widget.toUri().toString()).resourceChain(true)
                .addResolver(new PathResourceResolver() {
                    @Override
                    protected boolean checkResource(Resource file, Resource folder) throws IOException {
                        Path real = file.getFilePath().toRealPath();
                        Path root = widget.toRealPath();
                        if (!real.startsWith(root)) return false;
                        // Hidden files, such as .env, are never served.
                        for (Path part : root.relativize(real)) if (part.toString().startsWith(".")) return false;
                        return super.checkResource(file, folder);
                    }
                });
        }

        /** A login from another site's page would sign the visitor in as somebody else. */
        @Override
        public void addInterceptors(InterceptorRegistry registry) {
            registry.addInterceptor(new HandlerInterceptor() {
                @Override
                public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                    String site = request.getHeader("Sec-Fetch-Site");
                    boolean allowed = request.getMethod().equals("GET") || site == null
                        || Set.of("same-origin", "none").contains(site);
                    if (!allowed) response.setStatus(403);
                    return allowed;
                }
            });
        }
    }
}
