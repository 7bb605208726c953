package modular;

import notifizz.token.NotifizzClient;
import notifizz.token.NotifizzTokenException;
import notifizz.token.TokenScheme;

/** Calls every native function, then prints the hashed token of user_42. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        for (Class<?> type : new Class<?>[] {Main.class, NotifizzClient.class}) {
            if (!type.getModule().isNamed()) throw new AssertionError(type + " is in no module");
        }
        String key = "YOUR_AUTH_SECRET_KEY";
        try (NotifizzClient client = new NotifizzClient(key, null, TokenScheme.of("hmac-sha256"), "whsec")) {
            String token = client.generateHashedToken("user_42");
            boolean correct = client.verifyHashedToken("user_42", token)
                && client.verifySubscribeToken("user_42", "project_7", client.generateSubscribeToken("user_42", "project_7"))
                && client.verifyDispatchSignature("{}", client.signDispatchPayload("{}"))
                && client.widgetOptions("user_42", "alice@example.com").get("token").equals(token)
                && NotifizzClient.diagnose(token, "user_42", key).getCode().equals("correct");
            if (!correct) throw new AssertionError("a wrong result");
            try {
                client.generateHashedToken("");
                throw new AssertionError("the empty ID is accepted");
            } catch (NotifizzTokenException error) {
                if (!error.getCode().equals("empty_user_id")) throw new AssertionError(error.getCode());
            }
            System.out.println(token);
        }
    }
}
