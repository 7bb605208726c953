package modular;

import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;

/** Prints the hashed token of user_42 under a key, after a call of everything that crosses into native code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        for (Class<?> used : new Class<?>[] {Main.class, NotifizzClient.class}) {
            if (!used.getModule().isNamed()) throw new AssertionError(used + " is in no module");
        }
        String key = "YOUR_AUTH_SECRET_KEY";
        try (NotifizzClient client = new NotifizzClient(key, null, TokenScheme.of("hmac-sha256"), "whsec")) {
            String token = client.generateHashedToken("user_42");
            boolean right = client.verifyHashedToken("user_42", token)
                && client.verifySubscribeToken("user_42", "project_7", client.generateSubscribeToken("user_42", "project_7"))
                && client.verifyDispatchSignature("{}", client.signDispatchPayload("{}"))
                && client.widgetOptions("user_42", "alice@example.com").get("token").equals(token)
                && NotifizzClient.diagnose(token, "user_42", key).getCode().equals("correct");
            if (!right) throw new AssertionError("a wrong answer");
            try {
                client.generateHashedToken("");
                throw new AssertionError("the empty ID is accepted");
            } catch (NotifizzTokenException rejected) {
                if (!rejected.getCode().equals("empty_user_id")) throw new AssertionError(rejected.getCode());
            }
            System.out.println(token);
        }
    }
}
