// Prints the hashed token of a user ID: node quickstart.js user_42
// Written to Notifizz's documentation; only how it is installed differs: see bindings-node/README.md.
const { NotifizzClient } = require("@notifizz/nodejs");

const [userId, tokenScheme] = process.argv.slice(2);
if (!userId) {
  console.error("usage: node quickstart.js USER_ID [SCHEME]");
  process.exit(2);
}

// From the environment or a secret store, never from an argument: those show in `ps`.
const authSecretKey = process.env.NOTIFIZZ_AUTH_SECRET_KEY;
const sdkSecretKey = process.env.NOTIFIZZ_SDK_SECRET_KEY;

const client = tokenScheme
  ? new NotifizzClient(authSecretKey, sdkSecretKey, { tokenScheme })
  : new NotifizzClient(authSecretKey, sdkSecretKey);
const token = client.generateHashedToken(userId);
console.log(token);
