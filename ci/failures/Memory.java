import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;

/** Prints what each call does with text for which native memory does not suffice, and whether the client still works. */
public final class Memory {
    public static void main(String[] arguments) throws IOException, InterruptedException {
        NotifizzClient client = new NotifizzClient("key", null, TokenScheme.HMAC_SHA256, "secret");
        String token = client.generateHashedToken("user_42");
        String text = "\u00e9".repeat(300_000_000);
        // Room for a native copy is left, and none for its payload.
        byte[] body = ("{\"payload\": \"" + "a".repeat(150_000_000) + "\", \"signature\": \"\"}").getBytes(StandardCharsets.UTF_8);
        long used = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[0]) * 4096;
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("prlimit", "--pid", pid, "--as=" + (used + (1 << 28))).start().waitFor();

        List<Callable<Object>> calls = List.of(
            () -> client.generateHashedToken(text),
            () -> client.generateSubscribeToken("user_42", text),
            () -> client.signDispatchPayload(text),
            () -> client.widgetOptions(text, "alice@example.com", "FRONT_KEY"),
            () -> client.widgetOptions("user_42", text, "FRONT_KEY"),
            () -> new NotifizzClient(text),
            () -> new NotifizzClient("key", null, TokenScheme.HMAC_SHA256, text),
            () -> NotifizzClient.diagnose(token, text, "key", TokenScheme.HMAC_SHA256, null),
            () -> client.verifyHashedToken(text, token),
            () -> client.verifyDispatchSignature(text, token),
            () -> client.receiveDispatch(body),
            () -> client.generateHashedToken("user_42").equals(token));
        for (Callable<Object> call : calls) {
            try {
                System.out.println(call.call());
            } catch (NotifizzTokenException error) {
                System.out.println(error.getCode());
            } catch (Exception | OutOfMemoryError error) {
                System.out.println(error.getClass().getSimpleName());
            }
        }
    }
}
