const assert = require("node:assert/strict");
const { binding, vectors, test, text, errorCode } = require("./common.js");

const { NotifizzClient, diagnose } = binding;
const SCHEMES = ["hmac-sha256", "sha256-concat"];
const sections = ["rfc4231"];

/** Runs every row of a section, and fails if that is not as many as the file promises. */
function section(name, check) {
  sections.push(name);
  test(`vectors: ${name}`, (t) => {
    let ran = 0;
    for (const row of vectors[name]) {
      check(row);
      ran += 1;
    }
    assert.ok(ran > 0);
    assert.equal(ran, vectors.counts[name]);
    t.diagnostic(`${ran} vectors`);
  });
}

section("hashed_tokens", ({ name, auth_secret_key, user_id, tokens }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.generateHashedToken(user_id), tokens[tokenScheme], name);
    for (const scheme of SCHEMES) {
      assert.equal(client.verifyHashedToken(user_id, tokens[scheme]), scheme === tokenScheme, name);
    }
  }
});

section("subscribe_tokens", ({ name, auth_secret_key, subscriber_id, resource_id, token }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.generateSubscribeToken(subscriber_id, resource_id), token, name);
    assert.equal(client.verifySubscribeToken(subscriber_id, resource_id, token), true, name);
    assert.equal(client.verifySubscribeToken(subscriber_id, `${resource_id}x`, token), false, name);
  }
});

section("dispatch_signatures", ({ name, webhook_signing_secret, payload, signature }) => {
  const client = new NotifizzClient("YOUR_AUTH_SECRET_KEY", null, webhook_signing_secret);
  assert.equal(client.signDispatchPayload(payload), signature, name);
  assert.equal(client.verifyDispatchSignature(payload, signature), true, name);
  assert.equal(client.verifyDispatchSignature(`${payload}x`, signature), false, name);
});

section("key_fingerprints", ({ auth_secret_key, fingerprint }) => {
  for (const tokenScheme of SCHEMES) {
    const client = new NotifizzClient(auth_secret_key, null, { tokenScheme });
    assert.equal(client.keyFingerprint, fingerprint);
    assert.equal(client.tokenScheme, tokenScheme);
  }
});

section("rejected_tokens", ({ why, auth_secret_key, token_scheme, user_id, token }) => {
  const client = new NotifizzClient(auth_secret_key, null, { tokenScheme: token_scheme });
  assert.equal(client.verifyHashedToken(text(user_id), text(token)), false, why);
});

const CALLS = {
  new: () => {},
  generate_hashed_token: (client, row) => client.generateHashedToken(text(row.user_id)),
  generate_subscribe_token: (client, row) =>
    client.generateSubscribeToken(text(row.subscriber_id), text(row.resource_id)),
  sign_dispatch_payload: (client, row) => client.signDispatchPayload(text(row.payload)),
  verify_dispatch_signature: (client, row) => client.verifyDispatchSignature(text(row.payload), text(row.signature)),
  widget_options: (client, row) =>
    client.widgetOptions({
      userId: text(row.user_id),
      userEmail: text(row.user_email),
      ...("api_key" in row && { apiKey: text(row.api_key) }),
    }),
};

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
  assert.throws(call, { name: "Error", code: errorCode(row.error) }, row.name);
});

section("diagnoses", (row) => {
  const found = diagnose({
    token: row.token,
    userId: row.user_id,
    authSecretKey: row.auth_secret_key,
    tokenScheme: row.token_scheme,
    sdkSecretKey: row.sdk_secret_key,
    userEmail: row.user_email,
  });
  const { message, ...rest } = found;
  const expected = row.scheme === null ? { code: row.code } : { code: row.code, scheme: row.scheme };
  assert.deepEqual(rest, expected, row.name);
  assert.match(message, /^[A-Z].{20,}\.$/, row.name);
});

test("vectors: rfc4231, where key and message are text", (t) => {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const ran = [];
  for (const { case: number, key_hex, message_hex, tag } of vectors.rfc4231) {
    let key;
    let message;
    try {
      [key, message] = [key_hex, message_hex].map((hex) => utf8.decode(Buffer.from(hex, "hex")));
    } catch {
      continue;
    }
    if (key.trim() !== key) continue;
    assert.equal(new NotifizzClient(key).generateHashedToken(message), tag, `case ${number}`);
    ran.push(number);
  }
  assert.deepEqual(ran, [2]);
  t.diagnostic(`${ran.length} vectors`);
});

test("vectors: no section is left out", () => {
  assert.deepEqual(sections.sort(), Object.keys(vectors.counts).sort());
});
