// CommonJS, written to Notifizz's documentation.
import notifizz = require("notifizz-token");

const client: notifizz.NotifizzClient = new notifizz.NotifizzClient("key", "sdk");
const scheme: notifizz.TokenScheme = client.tokenScheme;
const { code }: notifizz.Diagnosis = notifizz.diagnose({
  token: client.generateHashedToken("user_42"),
  userId: "user_42",
  authSecretKey: "key",
  tokenScheme: scheme,
});
export = code;
