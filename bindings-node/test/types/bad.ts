// These lines must not compile, each with the error of its comment, and no other line may have one.
import { diagnose, NotifizzClient, type TokenScheme, type WidgetOptions } from "notifizz-token";

new NotifizzClient(); // TS2554
new NotifizzClient(42); // TS2345
new NotifizzClient(undefined); // TS2345
new NotifizzClient("key", 42); // TS2345
new NotifizzClient("key", "sdk", 42); // TS2345
new NotifizzClient("key", null, { tokenScheme: "md5" }); // TS2322
new NotifizzClient("key", null, { tokenScheme: "HMAC-SHA256" }); // TS2820
new NotifizzClient("key", null, { scheme: "hmac-sha256" }); // TS2353
new NotifizzClient("key", null, null, "sha256-concat"); // TS2559
const scheme: TokenScheme = "sha256"; // TS2322

const client = new NotifizzClient("key");
client.generateHashedToken(42); // TS2345
client.generateHashedToken(42n); // TS2345
client.generateHashedToken(null); // TS2345
client.generateHashedToken(new String("user_42")); // TS2345
client.generateHashedToken(); // TS2554
client.generateHashedToken("user_42", scheme); // TS2554
client.generateSubscribeToken("user_42"); // TS2554
client.generateSubscribeToken("user_42", 7); // TS2345
client.signDispatchPayload({}); // TS2345
client.verifyHashedToken("user_42"); // TS2554
client.widgetOptions({ userId: 42, userEmail: "alice@example.com" }); // TS2322
client.widgetOptions({ userId: "user_42" }); // TS2345 or TS2741
client.widgetOptions("user_42"); // TS2345
client.tokenScheme = "hmac-sha256"; // TS2540
client.keyFingerprint = "00000000"; // TS2540
client.authSecretKey; // TS2339
const options: WidgetOptions = { authType: "none", token: "", userId: "", userEmail: "" }; // TS2322
NotifizzClient("key"); // TS2348

diagnose({ token: "x", userId: "user_42" }); // TS2345 or TS2741
diagnose({ token: "x", userId: 42, authSecretKey: "key" }); // TS2322
diagnose({ token: "x", userId: "user_42", authSecretKey: "key", tokenScheme: "md5" }); // TS2322
diagnose({ token: "x", userId: "user_42", authSecretKey: "key" }).code === "sdk"; // TS2367

export { options };
