// For Bun and Deno, whose resolution of imports is their own.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { diagnose, NotifizzClient } from "notifizz-token";

const token = new NotifizzClient("YOUR_AUTH_SECRET_KEY").generateHashedToken("user_42");
assert.equal(token, "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c");
assert.equal(diagnose({ token, userId: "user_42", authSecretKey: "YOUR_AUTH_SECRET_KEY" }).code, "correct");
assert.equal(createRequire(import.meta.url)("notifizz-token").NotifizzClient, NotifizzClient);
