// On a build with the feature test-panic: every function that takes text panics when asked, and
// each panic must reach JavaScript as an error and leave the process alive.
const assert = require("node:assert/strict");

const native = require(process.argv[2]);
const ASK = "panic!";
const handle = native.create(["YOUR_AUTH_SECRET_KEY"], "hmac-sha256", ["whsec"]);
const calls = {
  create: () => native.create(["YOUR_AUTH_SECRET_KEY"], ASK, null),
  diagnose: () => native.diagnose("token", "user_42", "key", ASK),
  diagnoseDispatch: () => native.diagnoseDispatch(ASK, "signature", "whsec"),
  generateHashedToken: () => native.generateHashedToken(handle, ASK),
  verifyHashedToken: () => native.verifyHashedToken(handle, "user_42", ASK),
  generateSubscribeToken: () => native.generateSubscribeToken(handle, "user_42", ASK),
  verifySubscribeToken: () => native.verifySubscribeToken(handle, "user_42", "project_7", ASK),
  signDispatchPayload: () => native.signDispatchPayload(handle, ASK),
  verifyDispatchSignature: () => native.verifyDispatchSignature(handle, ASK, "x"),
  checkFrontApiKey: () => native.checkFrontApiKey(handle, ASK),
  widgetToken: () => native.widgetToken(handle, ASK, "alice@example.com"),
};
// No text, so nothing to ask with; they run through the same code as the rest.
const others = ["authType", "checkDispatchTimestamp", "cli", "close", "failures", "keyFingerprints", "tokenSchemes"];
assert.deepEqual([...Object.keys(calls), ...others].sort(), Object.keys(native).sort());

let caught = 0;
for (let round = 0; round < 100; round += 1) {
  for (const [name, call] of Object.entries(calls)) {
    assert.throws(call, { name: "Error", message: "a panic that a test asked for" }, name);
    caught += 1;
  }
}
assert.equal(
  native.generateHashedToken(handle, "user_42"),
  "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c",
);
console.log(`${caught} panics of ${Object.keys(calls).length} functions, then a right token`);
