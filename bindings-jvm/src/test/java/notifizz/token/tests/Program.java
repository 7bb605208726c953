package notifizz.token.tests;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;

/** Programs that tests run in a Java of their own: the first argument names one. */
public final class Program {
    private static final String KEY = "YOUR_AUTH_SECRET_KEY";
    private static final String TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

    private Program() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "token" -> token();
            case "panic" -> panic();
            case "race" -> race(Integer.parseInt(arguments[1]));
            case "clients" -> clients();
            case "largest" -> largest();
            case "limited" -> limited();
            case "memory" -> memory(arguments);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Prints a token, or twice why there is none. */
    private static void token() {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(new NotifizzClient(KEY).generateHashedToken("user_42"));
                return;
            } catch (UnsatisfiedLinkError error) {
                System.out.println(error.getMessage());
            }
        }
    }

    /** Makes every function panic that has a text, and goes on. */
    private static void panic() {
        String text = "panic!";
        NotifizzClient client = new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, "whsec");
        // Of the length of a token, so that the IDs are read.
        List<Runnable> calls = List.of(
            () -> new NotifizzClient(text),
            () -> new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, text),
            () -> client.generateHashedToken(text),
            () -> client.verifyHashedToken(text, TOKEN),
            () -> client.generateSubscribeToken("user_42", text),
            () -> client.verifySubscribeToken(text, "project_7", TOKEN),
            () -> client.signDispatchPayload(text),
            () -> client.verifyDispatchSignature(text, TOKEN),
            () -> client.widgetOptions("user_42", text),
            () -> client.widgetOptions("user_42", "alice@example.com", text),
            () -> NotifizzClient.diagnose(TOKEN, "user_42", text),
            () -> NotifizzClient.diagnoseDispatch("{}", TOKEN, text),
            () -> client.receiveDispatch(text),
            () -> TokenScheme.of(text));
        int caught = 0;
        for (int i = 0; i < 100; i++) {
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (IllegalStateException error) {
                    if (error.getMessage().contains("its native library panicked")) caught++;
                }
            }
        }
        System.out.println(caught + " of " + 100 * calls.size() + ", then " + client.generateHashedToken("user_42"));
    }

    /** Six threads use clients while others close them, and while the garbage collector runs. */
    private static void race(int seconds) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        AtomicReference<NotifizzClient> shared = new AtomicReference<>(new NotifizzClient(KEY));
        AtomicInteger right = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Callable<Void> user = () -> {
            for (int i = 0; System.nanoTime() < end; i++) {
                try {
                    // Every other client is garbage during its only call.
                    NotifizzClient client = i % 2 == 0 ? shared.get() : new NotifizzClient(KEY);
                    String token = client.generateHashedToken("user_42");
                    if (!token.equals(TOKEN)) throw new AssertionError(token);
                    if (!client.verifyHashedToken("user_42", token)) throw new AssertionError("not verified");
                    right.incrementAndGet();
                } catch (IllegalStateException error) {
                    if (!"this NotifizzClient or DispatchReceiver is closed".equals(error.getMessage())) throw error;
                    closed.incrementAndGet();
                }
            }
            return null;
        };
        Callable<Void> closer = () -> {
            while (System.nanoTime() < end) shared.getAndSet(new NotifizzClient(KEY)).close();
            return null;
        };
        Callable<Void> collector = () -> {
            while (System.nanoTime() < end) {
                System.gc();
                Thread.sleep(5);
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Void>> results = threads.invokeAll(List.of(user, user, user, user, user, user, closer, collector));
        for (Future<Void> result : results) result.get();
        threads.shutdown();
        System.out.println("right: " + right + ", closed: " + closed);
    }

    /** Creates a million clients, and prints the resident memory in KiB after each fifth of them. */
    private static void clients() throws Exception {
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 200_000; i++) {
                if (!new NotifizzClient(KEY).generateHashedToken("user_42").equals(TOKEN)) throw new AssertionError();
            }
            System.gc();
            Thread.sleep(300); // for the cleaner
            List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
            String resident = status.stream().filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            System.out.println(resident.replaceAll("\\D", ""));
        }
    }

    /** Text of the greatest length, in each form in which the JVM keeps text. */
    private static void largest() {
        NotifizzClient client = new NotifizzClient(KEY, null, TokenScheme.HMAC_SHA256, "whsec");
        for (int unit : new int[] {'a', 0xE9, 0x7528}) {
            // Two bytes for a character outside Latin-1. A JVM has no array of more elements.
            int length = unit > 0xFF ? (Integer.MAX_VALUE - 2) / 2 : Integer.MAX_VALUE - 2;
            String text = Character.toString(unit).repeat(length);
            boolean accepted = client.verifyHashedToken("user_42", text) || client.verifyHashedToken(text, TOKEN)
                || client.verifySubscribeToken("user_42", text, TOKEN) || client.verifyDispatchSignature("{}", text)
                || client.verifyDispatchSignature(text, TOKEN);
            String error = "none";
            try {
                client.generateHashedToken(text);
            } catch (IllegalArgumentException tooLong) {
                error = tooLong.getMessage();
            }
            System.out.println(accepted + ", " + error);
        }
    }

    /** A key of which there is no memory for a native copy, and then another one. */
    private static void limited() {
        try {
            new NotifizzClient("a".repeat(700_000_000)).close();
        } catch (OutOfMemoryError error) {
            System.out.println(error.getMessage() + ": " + new NotifizzClient(KEY).generateHashedToken("user_42"));
        }
    }

    /** Uses a client, and waits at each step for a search of its memory. The secrets come masked. */
    private static void memory(String[] arguments) throws Exception {
        TokenScheme scheme = TokenScheme.of(arguments[1]);
        step("before");
        String key = unmask(arguments[2]);
        String webhook = unmask(arguments[3]);
        String previous = unmask(arguments[6]);
        NotifizzClient.Builder builder = NotifizzClient.builder(key).tokenScheme(scheme)
            .previousAuthSecretKeys(List.of(previous));
        NotifizzClient client = builder.webhookSigningSecret(webhook).build();
        client.verifyHashedToken("user_42", client.generateHashedToken("user_42"));
        client.verifySubscribeToken("user_42", "project_7", client.generateSubscribeToken("user_42", "project_7"));
        client.verifyDispatchSignature("{}", client.signDispatchPayload("{}"));
        client.widgetOptions("user_42", "alice@example.com", "FRONT_KEY");
        NotifizzClient.diagnose("token", "user_42", key, scheme, webhook);
        NotifizzClient.diagnoseDispatch("{}", "signature", webhook);
        // Secrets in the place of something else, which are causes.
        NotifizzClient.diagnose(previous, webhook, key, scheme, previous);
        NotifizzClient.diagnoseDispatch(key, previous, webhook);
        try {
            client.receiveDispatch("{\"payload\": \"{}\", \"signature\": \"\"}");
            throw new AssertionError("the webhook was accepted");
        } catch (NotifizzTokenException expected) {
            // It is what a receiver does most often.
        }
        try {
            client.widgetOptions("user_42", "alice@example.com", key);
            throw new AssertionError("the key was accepted as the Front API Key");
        } catch (NotifizzTokenException expected) {
            dump(arguments[4]);
            step("living");
        }
        client.close();
        // A masked tab: no part of the text is built from an unmasked one.
        String bad = unmask(arguments[3] + "\b");
        try {
            builder.webhookSigningSecret(bad).build();
            throw new AssertionError("the secret was accepted");
        } catch (NotifizzTokenException expected) {
            wipe(bad);
        }
        // These copies are the user's.
        for (String secret : List.of(key, webhook, previous)) wipe(secret);
        dump(arguments[5]);
        step("closed");
    }

    private static String unmask(String masked) throws ReflectiveOperationException {
        char[] characters = masked.toCharArray();
        for (int i = 0; i < characters.length; i++) characters[i] ^= 1;
        String text = new String(characters);
        Arrays.fill(characters, ' ');
        return text;
    }

    private static void wipe(String text) throws ReflectiveOperationException {
        Field value = String.class.getDeclaredField("value");
        value.setAccessible(true);
        Arrays.fill((byte[]) value.get(text), (byte) ' ');
    }

    private static void dump(String file) throws Exception {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, false);
    }

    private static void step(String name) throws Exception {
        System.out.println(name);
        System.in.read();
    }
}
