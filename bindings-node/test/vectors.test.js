const assert = require("node:assert/strict");
const { binding, vectors, test, testRows, text, errorCode } = require("./common.js");
const { CALLS } = require("./hosts/calls.js");

const { NotifizzClient, diagnose } = binding;
const SCHEMES = ["hmac-sha256", "sha256-concat"];
const sections = [];

function section(name, check) {
  sections.push(name);
  test(`vectors: ${name}`, (t) => testRows(t, vectors[name], vectors.counts[name], check));
}

section("hashed_tokens", ({ auth_secret_key, user_id, tokens }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.generateHashedToken(user_id), tokens[tokenScheme]);
    for (const scheme of SCHEMES) {
      assert.equal(client.verifyHashedToken(user_id, tokens[scheme]), scheme === tokenScheme);
    }
  }
});

section("subscribe_tokens", ({ auth_secret_key, subscriber_id, resource_id, token }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.generateSubscribeToken(subscriber_id, resource_id), token);
    assert.equal(client.verifySubscribeToken(subscriber_id, resource_id, token), true);
    assert.equal(client.verifySubscribeToken(subscriber_id, `${resource_id}x`, token), false);
  }
});

section("dispatch_signatures", ({ webhook_signing_secret, payload, signature }) => {
  const client = new NotifizzClient("YOUR_AUTH_SECRET_KEY", null, webhook_signing_secret);
  assert.equal(client.signDispatchPayload(payload), signature);
  assert.equal(client.verifyDispatchSignature(payload, signature), true);
  assert.equal(client.verifyDispatchSignature(`${payload}x`, signature), false);
});

section("key_fingerprints", ({ auth_secret_key, fingerprint }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.keyFingerprint, fingerprint);
    assert.equal(client.tokenScheme, tokenScheme);
  }
});

section("rejected_tokens", ({ auth_secret_key, token_scheme, user_id, token }) => {
  const client = new NotifizzClient(auth_secret_key, null, { tokenScheme: token_scheme });
  assert.equal(client.verifyHashedToken(text(user_id), text(token)), false);
});

section("errors", (row) => {
  const create = () =>
    new NotifizzClient(text(row.auth_secret_key), null, {
      tokenScheme: text(row.token_scheme),
      webhookSigningSecret: text(row.webhook_signing_secret),
    });
  let call = create;
  if (row.call !== "new") {
    const client = create();
    assert.ok(Object.hasOwn(CALLS, row.call), row.call);
    call = () => CALLS[row.call](client, row);
  }
  assert.throws(call, { name: "Error", code: errorCode(row.error) });
});

section("diagnoses", (row) => {
  const { message, ...diagnosis } = diagnose({
    token: row.token,
    userId: row.user_id,
    authSecretKey: row.auth_secret_key,
    tokenScheme: row.token_scheme,
    sdkSecretKey: row.sdk_secret_key,
    userEmail: row.user_email,
  });
  const expected = row.scheme === null ? { code: row.code } : { code: row.code, scheme: row.scheme };
  assert.deepEqual(diagnosis, expected);
  assert.match(message, /^[A-Z].{20,}\.$/);
});

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const textCases = [];

section("rfc4231", ({ case: number, key_hex, message_hex, tag }, t) => {
  let key;
  let message;
  try {
    [key, message] = [key_hex, message_hex].map((hex) => utf8.decode(Buffer.from(hex, "hex")));
  } catch {
    return t.skip("its key or message is no text");
  }
  if (key.trim() !== key) return t.skip("its key begins or ends with whitespace");
  assert.equal(new NotifizzClient(key).generateHashedToken(message), tag);
  textCases.push(number);
});

test("vectors: case 2 of RFC 4231 is text, and no section is left out", () => {
  assert.deepEqual(textCases, [2]);
  assert.deepEqual(sections.sort(), Object.keys(vectors.counts).sort());
});
