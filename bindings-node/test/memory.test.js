// Heap and resident memory must not grow over ten million calls.
const assert = require("node:assert/strict");
const { setImmediate: tick } = require("node:timers/promises");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { binding, test, unlessDeep } = require("./common.js");

const { NotifizzClient, diagnose } = binding;
const KEY = "YOUR_AUTH_SECRET_KEY";
const ROUNDS = 25;
const CALLS = 400_000;
// One leaked token of 64 bytes in a hundred calls would be 6 MB and more.
const MOST = 2 * 1024 * 1024;

const client = new NotifizzClient(KEY, null, "whsec_YOUR_WEBHOOK_SIGNING_SECRET");
const long = "user_".repeat(100);
const calls = [
  (id) => client.generateHashedToken(id),
  (id, token) => client.verifyHashedToken(id, token),
  (id) => client.generateHashedToken(long + id),
  (id) => client.generateSubscribeToken(id, "project_7"),
  (id, token) => client.verifySubscribeToken(id, "project_7", token),
  (id) => client.signDispatchPayload(id),
  (id, token) => client.verifyDispatchSignature(id, token),
  (id) => client.widgetOptions({ userId: id, userEmail: "alice@example.com" }),
  () => client.keyFingerprint + client.tokenScheme,
  (id, token) => client.verifyHashedToken(token, long + id),
];
// These take longer, so they come less often: a client that is collected, errors, a diagnosis.
const rare = [
  () => new NotifizzClient(KEY, "sdk", { tokenScheme: "sha256-concat", webhookSigningSecret: "whsec" }),
  () => assert.throws(() => client.generateHashedToken("")),
  () => assert.throws(() => client.generateHashedToken("\ud800")),
  () => assert.throws(() => new NotifizzClient(`${KEY} `)),
  (id, token) => diagnose({ token, userId: id, authSecretKey: KEY }),
];

test("memory does not grow over ten million calls", { skip: unlessDeep }, async (t) => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const samples = [];
  let token = client.generateHashedToken("user_0");
  for (let count = 0; count < ROUNDS * CALLS; count += 1) {
    const call = count % 50 === 49 ? rare[Math.floor(count / 50) % rare.length] : calls[count % calls.length];
    const result = call(`user_${count}`, token);
    if (typeof result === "string" && result.length === 64) token = result;
    // Finalizers of native memory run between turns of the event loop.
    if (count % 20_000 === 0) await tick();
    if ((count + 1) % CALLS === 0) {
      gc();
      await tick();
      gc();
      samples.push(process.memoryUsage());
    }
  }
  for (const name of ["heapUsed", "external", "rss"]) {
    // Noise only adds, so the least of some rounds is nearest to what is in use.
    const least = (from, to) => Math.min(...samples.slice(from, to).map((usage) => usage[name]));
    const growth = least(-5) - least(5, 10);
    t.diagnostic(`${name} grows by ${growth} bytes`);
    assert.ok(growth < MOST, `${name} grows by ${growth} bytes`);
  }
});
