const assert = require("node:assert/strict");
const util = require("node:util");
const { name, binding, vectors, test, runNode } = require("./common.js");

const { NotifizzClient } = binding;
const KEY = "YOUR_AUTH_SECRET_KEY";
const WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
const known = vectors.hashed_tokens.find((row) => row.auth_secret_key === KEY && row.user_id === "user_42");
const TOKEN = known.tokens["hmac-sha256"];

const LONG = "a".repeat(70_000);
const noPrototype = Object.assign(Object.create(null), { id: "secret-property" });
const trapped = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect).map((trap) => [trap, () => assert.fail("was called")]),
);
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();

/** Values that JSON, a query string or a form can hold and that are not text. */
const JSON_VALUES = [
  undefined,
  null,
  42,
  42.5,
  Number.NaN,
  true,
  ["secret-element"],
  { id: "secret-property" },
  noPrototype,
  require("node:vm").runInNewContext('({ id: "secret-property" })'),
];
const BYTES = [Buffer.from("secret-buffer"), new Uint8Array(8), new ArrayBuffer(8), new DataView(new ArrayBuffer(8))];
/** Values that only a developer can pass. */
const DEVELOPERS_VALUES = [
  42n,
  Symbol("secret-symbol"),
  () => "secret-function",
  new String("secret-object"),
  new (class extends String {})("secret-subclass"),
  new (class User {
    toString = () => "secret-text";
  })(),
  new Date(0),
  new Map(),
  new Error("secret-message"),
  new Proxy({}, trapped),
  revoked,
  ...BYTES,
];

test("import gives the same as require", () => {
  const script = `
    import { createRequire } from "node:module";
    import { pathToFileURL } from "node:url";
    import * as module from ${JSON.stringify(name)};
    const binding = createRequire(pathToFileURL("./package.json"))(${JSON.stringify(name)});
    console.log(JSON.stringify(Object.entries(module).map(([key, value]) => [key, value === binding[key]])));`;
  const { stdout, stderr } = runNode(["--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  const expected = Object.keys(binding).map((key) => [key, true]);
  assert.deepEqual(JSON.parse(stdout).sort(), expected.sort());
});

test("a wrong type is a TypeError as in Node.js, and the message does not contain the value", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const notUndefined = (value) => (value === undefined ? null : value);
  const text = [
    (value) => new NotifizzClient(value ?? 42),
    (value) => new NotifizzClient(KEY, null, { tokenScheme: notUndefined(value) }),
    (value) => new NotifizzClient(KEY, value ?? 42),
    (value) => new NotifizzClient(KEY, null, { webhookSigningSecret: value ?? 42 }),
    (value) => client.generateHashedToken(value),
    (value) => client.generateSubscribeToken(value, "project_7"),
    (value) => client.generateSubscribeToken("user_42", value),
    (value) => client.widgetOptions({ userId: value, userEmail: "alice@example.com" }),
    (value) => client.widgetOptions({ userId: "user_42", userEmail: value }),
    (value) => client.widgetOptions({ userId: "user_42", userEmail: "a@b.c", apiKey: notUndefined(value) }),
  ];
  const payload = [
    (value) => client.signDispatchPayload(BYTES.includes(value) ? 42 : value),
    (value) => client.verifyDispatchSignature(BYTES.includes(value) ? 42 : (value ?? 42), TOKEN),
  ];
  let ran = 0;
  for (const [calls, expected] of [
    [text, "string"],
    [payload, "string, Buffer, Uint8Array, ArrayBuffer or DataView"],
  ]) {
    for (const call of calls) {
      for (const value of [...JSON_VALUES, ...DEVELOPERS_VALUES]) {
        assert.throws(
          () => call(value),
          (error) => {
            assert.ok(error instanceof TypeError, util.inspect(error));
            assert.equal(error.code, "ERR_INVALID_ARG_TYPE");
            const [, subject, type] = error.message.match(/^The (".+" \w+) must be of type (.+?)\. Received /);
            assert.match(subject, /^"[a-zA-Z.]+" (argument|property)$/);
            assert.equal(type, expected);
            assert.doesNotMatch(error.message, /secret-|42|NaN|true/);
            return true;
          },
        );
        ran += 1;
      }
    }
  }
  assert.equal(ran, (text.length + payload.length) * (JSON_VALUES.length + DEVELOPERS_VALUES.length));
});

test("the error says how to convert a number, and that a missing value is missing", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const errorOf = (call) => {
    try {
      call();
    } catch ({ message }) {
      return message;
    }
    return assert.fail("was accepted");
  };
  for (const [value, received] of [
    [42, "type number"],
    [42n, "type bigint"],
    [new String("user_42"), "an instance of String"],
  ]) {
    const message = `The "userId" argument must be of type string. Received ${received}: pass String(user.id)`;
    assert.equal(
      errorOf(() => client.generateHashedToken(value)),
      message,
    );
  }
  // These have no text that could be an ID, or none that is exact.
  const calls = [
    (value) => client.generateHashedToken(value),
    (value) => client.generateSubscribeToken(value, "project_7"),
    (value) => client.generateSubscribeToken("user_42", value),
    (value) => client.widgetOptions({ userId: value, userEmail: "alice@example.com" }),
  ];
  for (const call of calls) {
    for (const value of [undefined, null]) {
      assert.match(
        errorOf(() => call(value)),
        /: it is missing, so do not convert it: is the (user logged in, and|resource) saved\?$/,
      );
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 42.5, 2 ** 53, {}, [], Buffer.from("user_42")]) {
      const message = errorOf(() => call(value));
      assert.match(message, /: (it is not an exact whole number, so do not convert it|pass the ID as text)$/);
    }
  }
  for (const value of [undefined, null]) {
    assert.match(
      errorOf(() => client.widgetOptions({ userId: "user_42", userEmail: value })),
      /: it is missing: /,
    );
    assert.match(
      errorOf(() => client.signDispatchPayload(value)),
      /: it is missing$/,
    );
  }
});

test("a missing key is the library's own error", () => {
  for (const args of [[], [undefined], [null, "sdk", WEBHOOK], [undefined, 42], [""]]) {
    assert.throws(() => new NotifizzClient(...args), {
      name: "Error",
      code: "ERR_NOTIFIZZ_EMPTY_AUTH_SECRET_KEY",
      message: /environment variable/,
    });
  }
});

test("verify never throws on what untrusted input can hold", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const texts = [
    "",
    LONG,
    "é".repeat(70_000),
    `${TOKEN}\n`,
    TOKEN.toUpperCase(),
    "\ud800",
    "\0",
    TOKEN.replace(/^./, "\ud800"),
  ];
  // Any value in place of a token.
  for (const value of [...texts, ...JSON_VALUES, ...DEVELOPERS_VALUES, new String(TOKEN), { toString: () => TOKEN }]) {
    assert.equal(client.verifyHashedToken("user_42", value), false);
    assert.equal(client.verifySubscribeToken("user_42", "project_7", value), false);
    assert.equal(client.verifyDispatchSignature("{}", value), false);
  }
  for (const value of [...texts, ...JSON_VALUES]) {
    assert.equal(client.verifyHashedToken(value, TOKEN), false);
    assert.equal(client.verifySubscribeToken(value, "project_7", TOKEN), false);
    assert.equal(client.verifySubscribeToken("user_42", value, TOKEN), false);
  }
  for (const value of [...texts, undefined, null]) assert.equal(client.verifyDispatchSignature(value, TOKEN), false);
  assert.equal(client.verifyHashedToken("user_42", TOKEN), true);
});

test("ill-formed Unicode does not share the token of U+FFFD", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  for (const text of ["\ud800", "user_\udc00", "\udc00\ud800", `${LONG}\ud800`]) {
    const replaced = Buffer.from(text).toString();
    assert.notEqual(text, replaced);
    const token = client.generateHashedToken(replaced);
    assert.equal(client.verifyHashedToken(replaced, token), true);
    assert.equal(client.verifyHashedToken(text, token), false);
    const subscriber = client.generateSubscribeToken(replaced, "project_7");
    assert.equal(client.verifySubscribeToken(text, "project_7", subscriber), false);
    const resource = client.generateSubscribeToken("user_42", replaced);
    assert.equal(client.verifySubscribeToken("user_42", text, resource), false);
    const signature = client.signDispatchPayload(replaced);
    assert.equal(client.verifyDispatchSignature(replaced, signature), true);
    assert.equal(client.verifyDispatchSignature(text, signature), false);
  }
});

test("verify throws for an ID that only a developer can pass, whatever the token", () => {
  const client = new NotifizzClient(KEY);
  let ran = 0;
  for (const value of DEVELOPERS_VALUES) {
    for (const token of [TOKEN, "x", undefined]) {
      for (const call of [
        () => client.verifyHashedToken(value, token),
        () => client.verifySubscribeToken(value, "project_7", token),
        () => client.verifySubscribeToken("user_42", value, token),
        () => client.verifySubscribeToken(null, value, token),
      ]) {
        assert.throws(call, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" });
        ran += 1;
      }
    }
  }
  assert.equal(ran, DEVELOPERS_VALUES.length * 12);
});

test("a payload is text or bytes", () => {
  const { createHmac } = require("node:crypto");
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  for (const bytes of [
    Buffer.from(""),
    Buffer.from('{"timestamp": 1}'),
    Buffer.from([0xff, 0, 0xfe, 0x80]),
    Buffer.alloc(70_000, 0xe9),
  ]) {
    const signature = createHmac("sha256", WEBHOOK).update(bytes).digest("hex");
    // Each is a view of a longer buffer.
    const { buffer, byteOffset, byteLength: length } = Buffer.concat([Buffer.alloc(100), bytes, Buffer.alloc(100)]);
    const shared = new Uint8Array(new SharedArrayBuffer(length));
    shared.set(new Uint8Array(buffer, byteOffset, length));
    const forms = [
      bytes,
      new Uint8Array(buffer, byteOffset + 100, bytes.length),
      new Uint8Array(bytes).buffer,
      new DataView(buffer, byteOffset + 100, bytes.length),
      shared.subarray(100, 100 + bytes.length),
      ...require("node:vm").runInNewContext(
        `const array = new Uint8Array([${[...bytes]}]); [array, array.buffer, new DataView(array.buffer)]`,
      ),
    ];
    for (const form of forms) {
      assert.equal(client.signDispatchPayload(form), signature);
      assert.equal(client.verifyDispatchSignature(form, signature), true);
      assert.equal(client.verifyDispatchSignature(form, TOKEN), false);
    }
  }
  const detached = new Uint8Array(8);
  structuredClone(detached, { transfer: [detached.buffer] });
  for (const payload of [detached, new Uint16Array(8), new SharedArrayBuffer(8), new Blob(["x"])]) {
    assert.throws(() => client.signDispatchPayload(payload), TypeError);
    assert.throws(() => client.verifyDispatchSignature(payload, TOKEN), TypeError);
  }
});

test("a missing webhook secret throws even if the answer can only be false", () => {
  const client = new NotifizzClient(KEY);
  for (const payload of ["{}", undefined, 42, "\ud800", Buffer.from("{}")]) {
    for (const signature of [TOKEN, undefined]) {
      assert.throws(() => client.verifyDispatchSignature(payload, signature), {
        code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET",
      });
    }
  }
});

test("the name of a scheme in place of a secret is rejected, and the error says where it belongs", () => {
  for (const scheme of ["hmac-sha256", "sha256-concat"]) {
    for (const args of [
      [KEY, scheme],
      [KEY, null, scheme],
      [KEY, scheme, { tokenScheme: scheme }],
    ]) {
      assert.throws(() => new NotifizzClient(...args), {
        name: "TypeError",
        code: "ERR_INVALID_ARG_VALUE",
        message: /token scheme, which is an option: new NotifizzClient\(authSecretKey, null, \{ tokenScheme \}\)$/,
      });
    }
  }
  assert.equal(new NotifizzClient(KEY, "HMAC-SHA256").tokenScheme, "hmac-sha256");
});

test("an unknown option is rejected, and the message does not contain its name", () => {
  const client = new NotifizzClient(KEY);
  const user = { userId: "user_42", userEmail: "alice@example.com" };
  for (const name of ["scheme", "token_scheme", "TokenScheme", "__proto__", "toString", "secret-name"]) {
    const options = JSON.parse(`{ ${JSON.stringify(name)}: "secret-value" }`);
    for (const [call, known] of [
      [() => new NotifizzClient(KEY, null, options), "tokenScheme, webhookSigningSecret"],
      [() => new NotifizzClient(KEY, null, null, options), "tokenScheme, webhookSigningSecret"],
      [() => client.widgetOptions({ ...user, ...options, [name]: undefined }), "userId, userEmail, apiKey"],
    ]) {
      assert.throws(call, {
        name: "TypeError",
        code: "ERR_INVALID_ARG_VALUE",
        message: new RegExp(`^The "(options|user)" argument has an unknown property: only ${known} are known$`),
      });
    }
  }
});

test("only an object's own properties count, and each is read once", () => {
  const options = { tokenScheme: "sha256-concat", webhookSigningSecret: WEBHOOK };
  const inheriting = new NotifizzClient(KEY, null, Object.create(options));
  assert.equal(inheriting.tokenScheme, "hmac-sha256");
  assert.throws(() => inheriting.signDispatchPayload("{}"), { code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET" });
  const user = { userId: "user_42", userEmail: "alice@example.com", apiKey: "front" };
  assert.throws(() => inheriting.widgetOptions(Object.create(user)), { code: "ERR_INVALID_ARG_TYPE" });

  /** Each property has the right value when it is read first, and a wrong one afterwards. */
  const reads = {};
  const changing = (properties) => {
    const object = {};
    for (const [name, value] of Object.entries(properties)) {
      reads[name] = 0;
      const get = () => {
        reads[name] += 1;
        return reads[name] === 1 ? value : 42;
      };
      // A property that is not enumerable counts too.
      Object.defineProperty(object, name, { get });
    }
    return object;
  };
  const client = new NotifizzClient(KEY, null, changing(options));
  assert.equal(client.tokenScheme, "sha256-concat");
  const token = known.tokens["sha256-concat"];
  assert.deepEqual(client.widgetOptions(changing(user)), { apiKey: "front", authType: "backendToken", token, ...user });
  assert.deepEqual(reads, { tokenScheme: 1, webhookSigningSecret: 1, userId: 1, userEmail: 1, apiKey: 1 });
});

test("the Front API Key is checked", () => {
  const user = { userId: "user_42", userEmail: "alice@example.com" };
  const key = "Straße_KEY";
  for (const tokenScheme of ["hmac-sha256", "sha256-concat"]) {
    const client = new NotifizzClient(key, null, { tokenScheme });
    for (const apiKey of [key, `${key}\n`, ` "${key}" `, `\ufeff${key}`, key.toLowerCase(), "straßE_kEy"]) {
      assert.throws(() => client.widgetOptions({ ...user, apiKey }), { code: "ERR_NOTIFIZZ_FRONT_API_KEY_IS_SECRET" });
    }
    assert.throws(() => client.widgetOptions({ ...user, apiKey: "" }), { code: "ERR_NOTIFIZZ_EMPTY_FRONT_API_KEY" });
    assert.equal(client.widgetOptions({ ...user, apiKey: `${key}2` }).apiKey, `${key}2`);
    assert.ok(!("apiKey" in client.widgetOptions({ ...user, apiKey: undefined })));
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
    util.inspect(Object.getOwnPropertyDescriptors(client), { depth: Infinity }),
    require("node:v8")
      .serialize({ ...client })
      .toString("latin1"),
  ];
  for (const args of [
    [`${KEY} `, "sdk-secret", WEBHOOK],
    [`"${KEY}"`, "sdk-secret", WEBHOOK],
    [`\ufeff${KEY}`, "sdk-secret", WEBHOOK],
    [KEY, "sdk-secret", `${WEBHOOK}\n`],
    [KEY, "sdk-secret", `'${WEBHOOK}'`],
    [KEY, "sdk-secret", `${WEBHOOK}\u200b`],
  ]) {
    try {
      new NotifizzClient(...args);
      assert.fail("was accepted");
    } catch (error) {
      assert.match(error.code, /^ERR_NOTIFIZZ_(AUTH_SECRET_KEY|WEBHOOK_SIGNING_SECRET)_/);
      seen.push(util.inspect(error, { showHidden: true, depth: Infinity }));
    }
  }
  for (const text of seen) assert.doesNotMatch(text, /YOUR_AUTH|sdk-secret|whsec/);
});

test("an object that wraps a client can be printed, and its methods say what is wrong", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const proxy = new Proxy(client, {});
  const wrappers = [proxy, Object.create(client), NotifizzClient.prototype, Object.create(proxy)];
  assert.equal(util.inspect(proxy), "NotifizzClient {}");
  assert.equal(util.inspect(Object.create(client)), "NotifizzClient {}");
  for (const wrapper of wrappers) {
    for (const showProxy of [false, true]) {
      const options = { showProxy, showHidden: true, getters: true, depth: Infinity };
      assert.match(util.inspect({ context: [wrapper] }, options), /context/);
    }
    util.format("%s %o %O %j", wrapper, wrapper, wrapper, wrapper);
    assert.equal(typeof JSON.stringify({ wrapper }), "string");
  }
  const calls = {
    generateHashedToken: ["user_42"],
    verifyHashedToken: ["user_42", TOKEN],
    generateSubscribeToken: ["user_42", "project_7"],
    verifySubscribeToken: ["user_42", "project_7", TOKEN],
    signDispatchPayload: ["{}"],
    verifyDispatchSignature: ["{}", TOKEN],
    widgetOptions: [{ userId: "user_42", userEmail: "alice@example.com" }],
  };
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(NotifizzClient.prototype));
  let ran = 0;
  for (const [name, { get, value: method = get }] of descriptors) {
    if (name === "constructor") continue;
    for (const receiver of [...wrappers, {}, undefined, null, "client", 42]) {
      assert.throws(() => method.apply(receiver, calls[name]), {
        name: "TypeError",
        code: "ERR_INVALID_THIS",
        message: /^This method must be called on a NotifizzClient itself: /,
      });
      ran += 1;
    }
  }
  assert.equal(ran, 9 * (Object.keys(calls).length + 2));
});

test("cloning a client is an error, if Node.js supports that", () => {
  const client = new NotifizzClient(KEY);
  const { markAsUncloneable, MessageChannel } = require("node:worker_threads");
  const { port1, port2 } = new MessageChannel();
  try {
    for (const clone of [() => structuredClone(client), () => port1.postMessage({ nested: [client] })]) {
      if (markAsUncloneable) assert.throws(clone, { name: "DataCloneError" });
      else clone();
    }
    // The clone contains nothing of the client.
    if (!markAsUncloneable) assert.equal(util.inspect(structuredClone(client), { showHidden: true }), "{}");
  } finally {
    port1.close();
    port2.close();
  }
});

test("deepStrictEqual tells clients apart by key and by scheme", () => {
  const concat = { tokenScheme: "sha256-concat" };
  assert.deepStrictEqual(new NotifizzClient(KEY), new NotifizzClient(KEY));
  assert.notDeepStrictEqual(new NotifizzClient(KEY), new NotifizzClient(`${KEY}2`));
  assert.notDeepStrictEqual(new NotifizzClient(KEY), new NotifizzClient(KEY, null, concat));
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
