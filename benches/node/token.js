// Times a token and node:crypto's in turns, so that other load of the machine affects all cases equally.
// Prints lines of LANGUAGE, CASE, NANOSECONDS and ours|peer, separated by tabs.
const assert = require("node:assert/strict");
const { createHash, createHmac, hash } = require("node:crypto");
const { backend, NotifizzClient } = require("notifizz-token");

const LANGUAGE = backend === "wasm" ? "Node without native code" : "Node";
const KEY = "YOUR_AUTH_SECRET_KEY";
const ROUNDS = 41;
const CALLS = 10_000;
const ids = Array.from({ length: 1024 }, (_, i) => `user_${i % 90}${i % 10}`.slice(0, 7));

const client = new NotifizzClient(KEY);
const concat = new NotifizzClient(KEY, null, { tokenScheme: "sha256-concat" });
const tokens = ids.map((id) => client.generateHashedToken(id));
const wrong = ids.map((_, i) => tokens[(i + 1) % tokens.length]);

const cases = [
  ["token, kept client", "ours", (id) => client.generateHashedToken(id)],
  ["token, new client", "ours", (id) => new NotifizzClient(KEY).generateHashedToken(id), 10],
  ["verify, right token", "ours", (id, i) => client.verifyHashedToken(id, tokens[i])],
  ["verify, wrong token", "ours", (id, i) => client.verifyHashedToken(id, wrong[i])],
  ["token, sha256-concat", "ours", (id) => concat.generateHashedToken(id)],
  ["widget options", "ours", (id) => client.widgetOptions({ userId: id, userEmail: "alice@example.com" })],
  ["node:crypto createHmac", "peer", (id) => createHmac("sha256", KEY).update(id).digest("hex")],
  [
    "node:crypto createHash, sha256-concat",
    "peer",
    (id) =>
      createHash("sha256")
        .update(id + KEY)
        .digest("hex"),
  ],
];
if (hash) cases.push(["node:crypto hash, sha256-concat", "peer", (id) => hash("sha256", id + KEY, "hex")]);

assert.equal(cases[0][2]("user_42"), cases[6][2]("user_42"));
assert.equal(cases[4][2]("user_42"), cases[7][2]("user_42"));

const times = cases.map(() => []);
for (let round = 0; round < ROUNDS + 3; round += 1) {
  for (const [which, [, , call, less = 1]] of cases.entries()) {
    const count = CALLS / less;
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i += 1) call(ids[i & 1023], i & 1023);
    const end = process.hrtime.bigint();
    // The compiler optimises during the first rounds.
    if (round >= 3) times[which].push(Number(end - start) / count);
  }
}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
for (const [which, [title, whose]] of cases.entries()) {
  console.log(`${LANGUAGE}\t${title}\t${median(times[which]).toFixed(1)}\t${whose}`);
}
const [ours, peer] = [times[0], times[6]].map(median);
console.error(`${LANGUAGE}, ${process.version}: createHmac takes ${(peer / ours).toFixed(1)} times as long as a token`);
