// Every row of rotations.json: several keys and secrets, of which the first signs.
const assert = require("node:assert/strict");
const { binding, read, test, testRows, text, errorCode } = require("./common.js");
const { CALLS } = require("./hosts/calls.js");

const { DispatchReceiver, NotifizzClient } = binding;
const rotations = read("rotations.json");
const sections = [];

function section(title, check) {
  sections.push(title);
  test(`rotations: ${title}`, (t) => testRows(t, rotations[title], rotations.counts[title], check));
}

function create(row) {
  return new NotifizzClient(row.auth_secret_key, null, {
    tokenScheme: row.token_scheme,
    previousAuthSecretKeys: row.previous_auth_secret_keys?.map(text),
    webhookSigningSecret: row.webhook_signing_secrets?.map(text),
  });
}

function verifies(answers, verify) {
  assert.ok(Object.keys(answers).length > 0);
  for (const [token, isRight] of Object.entries(answers)) assert.equal(verify(token), isRight, token);
}

section("keys", (row) => {
  const client = create(row);
  const { user_id: userId, subscriber_id: subscriberId, resource_id: resourceId } = row;
  assert.equal(client.keyFingerprint, row.key_fingerprint);
  assert.deepEqual(client.previousKeyFingerprints, row.previous_key_fingerprints);
  assert.equal(client.generateHashedToken(userId), row.hashed_token);
  assert.equal(client.generateSubscribeToken(subscriberId, resourceId), row.subscribe_token);
  verifies(row.hashed_tokens, (token) => client.verifyHashedToken(userId, token));
  verifies(row.subscribe_tokens, (token) => client.verifySubscribeToken(subscriberId, resourceId, token));
});

section("webhooks", (row) => {
  const client = create({ ...row, auth_secret_key: "YOUR_AUTH_SECRET_KEY" });
  assert.equal(client.signDispatchPayload(row.payload), row.signature);
  verifies(row.signatures, (signature) => client.verifyDispatchSignature(row.payload, signature));
});

section("errors", (row) => {
  const expected = { name: "Error", code: errorCode(row.error) };
  assert.throws(() => (row.call === "new" ? create(row) : CALLS[row.call](create(row), row)), expected);
  const secrets = row.webhook_signing_secrets?.map(text);
  if (secrets) assert.throws(() => new DispatchReceiver(secrets), expected);
});

test("rotations: no section is left out", () => {
  assert.deepEqual(sections.sort(), Object.keys(rotations.counts).sort());
});

test("lists are read once and hold text only", () => {
  const KEY = "YOUR_AUTH_SECRET_KEY";
  for (const [option, missing] of [
    ["previousAuthSecretKeys", "EMPTY_AUTH_SECRET_KEY"],
    ["webhookSigningSecret", "MISSING_WEBHOOK_SIGNING_SECRET"],
  ]) {
    for (const nothing of [undefined, null]) {
      assert.throws(() => new NotifizzClient(KEY, null, { [option]: ["fine", nothing] }), {
        code: `ERR_NOTIFIZZ_${missing}`,
      });
    }
    for (const wrong of [42, {}, new Set(["fine"]), new Uint8Array(4), ["fine", 42], [["fine"]], [new String("s")]]) {
      assert.throws(() => new NotifizzClient(KEY, null, { [option]: wrong }), { code: "ERR_INVALID_ARG_TYPE" });
    }
  }
  assert.throws(() => new NotifizzClient(KEY, null, { previousAuthSecretKeys: "old" }), {
    code: "ERR_INVALID_ARG_TYPE",
    message: /: pass a list of the keys$/,
  });
  let reads = 0;
  const list = Object.defineProperty([], 0, { get: () => `key ${++reads}`, enumerable: true });
  const client = new NotifizzClient(KEY, null, { previousAuthSecretKeys: list });
  assert.equal(reads, 1);
  assert.equal(client.previousKeyFingerprints.length, 1);
});

test("a client with another previous key is another client", () => {
  const [one, same, other] = [["a"], ["a"], ["b"]].map((previousAuthSecretKeys) => {
    return new NotifizzClient("YOUR_AUTH_SECRET_KEY", null, { previousAuthSecretKeys });
  });
  assert.deepStrictEqual(one, same);
  assert.notDeepStrictEqual(one, other);
});
