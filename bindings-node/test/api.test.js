const assert = require("node:assert/strict");
const util = require("node:util");
const { name, binding, vectors, test } = require("./common.js");

const { NotifizzClient } = binding;
const KEY = "YOUR_AUTH_SECRET_KEY";
const WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
const known = vectors.hashed_tokens.find((row) => row.auth_secret_key === KEY && row.user_id === "user_42");
const TOKEN = known.tokens["hmac-sha256"];

const WRONG_TYPES = [
  undefined,
  null,
  42,
  42n,
  Number.NaN,
  true,
  Symbol("secret-symbol"),
  ["secret-element"],
  { id: "secret-property" },
  new String("secret-object"),
  Buffer.from("secret-buffer"),
  () => "secret-function",
];

test("import gives the same as require", async () => {
  const module = await import(name);
  assert.deepEqual(Object.keys(module).sort(), Object.keys(binding).sort());
  for (const key of Object.keys(binding)) assert.equal(module[key], binding[key]);
});

test("a wrong type is a TypeError as in Node.js, and no value is repeated", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const calls = [
    (value) => new NotifizzClient(value),
    (value) => new NotifizzClient(KEY, null, { tokenScheme: value === undefined ? null : value }),
    (value) => client.generateHashedToken(value),
    (value) => client.generateSubscribeToken(value, "project_7"),
    (value) => client.generateSubscribeToken("user_42", value),
    (value) => client.signDispatchPayload(value),
    (value) => client.widgetOptions({ userId: value, userEmail: "alice@example.com" }),
    (value) => client.widgetOptions({ userId: "user_42", userEmail: value }),
    (value) =>
      client.widgetOptions({ userId: "user_42", userEmail: "a@b.c", apiKey: value === undefined ? null : value }),
  ];
  let ran = 0;
  for (const call of calls) {
    for (const value of WRONG_TYPES) {
      assert.throws(
        () => call(value),
        (error) => {
          assert.ok(error instanceof TypeError, util.inspect(error));
          assert.equal(error.code, "ERR_INVALID_ARG_TYPE");
          assert.match(error.message, /^The "[a-zA-Z.]+" (argument|property) must be of type string\. Received /);
          assert.doesNotMatch(error.message, /secret-|42|NaN|true/);
          return true;
        },
      );
      ran += 1;
    }
  }
  assert.equal(ran, calls.length * WRONG_TYPES.length);
});

test("the error for a number says how to convert it", () => {
  const client = new NotifizzClient(KEY);
  for (const [value, received] of [
    [42, "type number"],
    [42n, "type bigint"],
    [new String("user_42"), "an instance of String"],
  ]) {
    assert.throws(() => client.generateHashedToken(value), {
      message: `The "userId" argument must be of type string. Received ${received}: pass String(user.id)`,
    });
  }
  assert.throws(() => client.generateHashedToken(undefined), {
    message: 'The "userId" argument must be of type string. Received undefined',
  });
});

test("verify never throws on what a stranger can send", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const long = "a".repeat(70_000);
  const hostile = [
    ...WRONG_TYPES,
    "",
    long,
    "é".repeat(70_000),
    `${TOKEN}\n`,
    TOKEN.toUpperCase(),
    Buffer.from(TOKEN),
    new String(TOKEN),
    [TOKEN],
    "\ud800",
    "\0",
    TOKEN.replace(/^./, "\ud800"),
    { toString: () => TOKEN },
    new Proxy({}, { get: () => assert.fail("was read") }),
  ];
  for (const value of hostile) {
    assert.equal(client.verifyHashedToken("user_42", value), false);
    assert.equal(client.verifyHashedToken(value, TOKEN), false);
    assert.equal(client.verifySubscribeToken("user_42", "project_7", value), false);
    assert.equal(client.verifySubscribeToken(value, "project_7", TOKEN), false);
    assert.equal(client.verifySubscribeToken("user_42", value, TOKEN), false);
    assert.equal(client.verifyDispatchSignature("{}", value), false);
    assert.equal(client.verifyDispatchSignature(value, TOKEN), false);
  }
  assert.equal(client.verifyHashedToken("user_42", TOKEN), true);
});

test("a missing webhook secret throws even where the answer can only be no", () => {
  const client = new NotifizzClient(KEY);
  for (const payload of ["{}", undefined, 42, "\ud800"]) {
    assert.throws(() => client.verifyDispatchSignature(payload, TOKEN), {
      code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET",
    });
  }
});

test("the constructor's forms", () => {
  const concat = known.tokens["sha256-concat"];
  const options = { tokenScheme: "sha256-concat", webhookSigningSecret: WEBHOOK };
  for (const client of [
    new NotifizzClient(KEY, "sdk", options),
    new NotifizzClient(KEY, null, null, options),
    new NotifizzClient(KEY, undefined, undefined, options),
    new NotifizzClient(KEY, "sdk", WEBHOOK, { tokenScheme: "sha256-concat" }),
  ]) {
    assert.equal(client.generateHashedToken("user_42"), concat);
    assert.equal(client.tokenScheme, "sha256-concat");
    assert.match(client.signDispatchPayload("{}"), /^[0-9a-f]{64}$/);
  }
  assert.equal(new NotifizzClient(KEY, "sdk").tokenScheme, "hmac-sha256");
  for (const [args, code] of [
    [[KEY, 42], "ERR_INVALID_ARG_TYPE"],
    [[KEY, "sdk", 42], "ERR_INVALID_ARG_TYPE"],
    [[KEY, "sdk", []], "ERR_INVALID_ARG_TYPE"],
    [[KEY, "sdk", null, "sha256-concat"], "ERR_INVALID_ARG_TYPE"],
    [[KEY, "sdk", { webhookSigningSecret: 42 }], "ERR_INVALID_ARG_TYPE"],
    [[KEY, "sdk", {}, {}], "ERR_INVALID_ARG_VALUE"],
    [[KEY, "sdk", WEBHOOK, options], "ERR_INVALID_ARG_VALUE"],
  ]) {
    assert.throws(() => new NotifizzClient(...args), { name: "TypeError", code });
  }
  assert.throws(() => NotifizzClient(KEY), TypeError);
});

test("widget options have the widget's own names, in the order of its documentation", () => {
  const client = new NotifizzClient(KEY);
  const user = { userId: "user_42", userEmail: "alice@example.com" };
  const plain = { authType: "backendToken", token: TOKEN, ...user };
  assert.deepEqual(client.widgetOptions(user), plain);
  assert.deepEqual(client.widgetOptions({ ...user, apiKey: "front" }), { apiKey: "front", ...plain });
  for (const value of [undefined, null, "user_42", 42, ["user_42"]]) {
    assert.throws(() => client.widgetOptions(value), { code: "ERR_INVALID_ARG_TYPE" });
  }
});

test("nothing shows the secrets", () => {
  const client = new NotifizzClient(KEY, "sdk-secret", WEBHOOK);
  assert.equal(util.inspect(client), "NotifizzClient { tokenScheme: 'hmac-sha256', keyFingerprint: '6fda7070' }");
  assert.equal(JSON.stringify(client), "{}");
  const seen = [
    util.inspect(client, { showHidden: true, depth: Infinity, getters: true, showProxy: true }),
    util.inspect(client, { customInspect: false, showHidden: true, depth: Infinity, getters: true }),
    util.inspect({ nested: [client] }, { depth: Infinity }),
    util.format("%s %o %O %j", client, client, client, client),
    String(client),
    util.inspect(structuredClone(client), { showHidden: true, depth: Infinity }),
    util.inspect(Object.getOwnPropertyDescriptors(client), { depth: Infinity }),
    require("node:v8").serialize(client).toString("latin1"),
  ];
  for (const bad of [" ", "\n"]) {
    try {
      new NotifizzClient(KEY + bad, "sdk-secret", WEBHOOK);
      assert.fail("was accepted");
    } catch (error) {
      assert.equal(error.code, "ERR_NOTIFIZZ_AUTH_SECRET_KEY_WHITESPACE");
      seen.push(util.inspect(error, { showHidden: true, depth: Infinity }));
    }
  }
  for (const text of seen) assert.doesNotMatch(text, /YOUR_AUTH|sdk-secret|whsec/);
});

test("a method without its client is an ordinary TypeError", () => {
  const { generateHashedToken } = new NotifizzClient(KEY);
  assert.throws(() => generateHashedToken("user_42"), TypeError);
  assert.throws(() => NotifizzClient.prototype.generateHashedToken.call({}, "user_42"), TypeError);
});

test("text around the size of the native buffer", () => {
  const { createHmac } = require("node:crypto");
  const client = new NotifizzClient(KEY);
  for (const character of ["a", "é", "用", "🔑"]) {
    for (let length = 1; length <= 300; length += 1) {
      for (const prefix of ["", "x", "xy", "xyz"]) {
        const id = prefix + character.repeat(length);
        const expected = createHmac("sha256", KEY).update(id).digest("hex");
        assert.equal(client.generateHashedToken(id), expected, `${character} × ${length}`);
      }
    }
  }
});
