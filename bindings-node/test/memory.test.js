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
const WARM_UP = 5;
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

/** The growth per round, by least squares: a trend, in which the last value counts as much as others. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [i, value] of values.entries()) {
    above += (i - middle) * (value - mean);
    below += (i - middle) ** 2;
  }
  return above / below;
}

test("memory does not grow over ten million calls", { skip: unlessDeep }, async (t) => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const samples = { heapUsed: [], external: [], rss: [] };
  let token = client.generateHashedToken("user_0");
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let i = 0; i < CALLS; i += 1) {
      const id = `user_${count}`;
      const call = i % 50 === 49 ? rare[Math.floor(count / 50) % rare.length] : calls[i % calls.length];
      const result = call(id, token);
      if (typeof result === "string" && result.length === 64) token = result;
      count += 1;
      // Finalizers of native memory run between turns of the event loop.
      if (i % 20_000 === 0) await tick();
    }
    gc();
    await tick();
    gc();
    const usage = process.memoryUsage();
    for (const name of Object.keys(samples)) samples[name].push(usage[name]);
  }
  assert.equal(count, 10_000_000);
  let flat = true;
  for (const [name, values] of Object.entries(samples)) {
    const growth = slope(values.slice(WARM_UP)) * ROUNDS;
    flat &&= growth < MOST;
    const [first, last] = [values[WARM_UP], values.at(-1)].map((value) => (value / 1024 / 1024).toFixed(2));
    t.diagnostic(`${name}: ${first} MB, then ${last} MB; trend ${Math.round(growth / 1024)} KB in ${count} calls`);
  }
  assert.ok(flat, `memory grows by more than ${MOST / 1024} KB`);
});
