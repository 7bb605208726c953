const assert = require("node:assert/strict");
const { createHmac } = require("node:crypto");
const util = require("node:util");
const { name, binding, vectors, test, runNode } = require("./common.js");

const { NotifizzClient, isTokenScheme } = binding;
const KEY = "YOUR_AUTH_SECRET_KEY";
const WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
const USER = { userId: "user_42", userEmail: "alice@example.com" };
const known = vectors.hashed_tokens.find((row) => row.auth_secret_key === KEY && row.user_id === "user_42");
const TOKEN = known.tokens["hmac-sha256"];
const inOtherRealm = require("node:vm").runInNewContext;

const client = new NotifizzClient(KEY, null, WEBHOOK);
const hmac = (key, text) => createHmac("sha256", key).update(text).digest("hex");

const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();
/** Values that hostile.json does not have: those that JSON or a form can hold, and those that only a developer can pass. */
const PLAIN_VALUES = [Object.assign(Object.create(null), { id: 1 }), inOtherRealm("({ id: 1 })"), inOtherRealm("[1]")];
const OTHER_VALUES = [
  new (class extends String {})("user_42"),
  new Date(0),
  new Map(),
  new Error("secret-message"),
  revoked,
  new Uint8Array(8),
  new ArrayBuffer(8),
  new DataView(new ArrayBuffer(8)),
];

/** Expects a TypeError as Node.js throws it, which does not contain the value, and returns its message. */
function wrongType(call) {
  let message;
  assert.throws(call, (error) => {
    ({ message } = error);
    return error instanceof TypeError && error.code === "ERR_INVALID_ARG_TYPE";
  });
  assert.doesNotMatch(message, /secret-|42|NaN|true/);
  return message;
}

test("import gives the same as require", () => {
  const script = `
    import { createRequire } from "node:module";
    import { pathToFileURL } from "node:url";
    import * as module from ${JSON.stringify(name)};
    const binding = createRequire(pathToFileURL("./package.json"))(${JSON.stringify(name)});
    console.log(JSON.stringify(Object.entries(module).map(([key, value]) => [key, value === binding[key]])));`;
  const { stdout, stderr } = runNode(["--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  const expected = [...Object.keys(binding).map((key) => [key, true]), ["default", false]];
  assert.deepEqual(JSON.parse(stdout).sort(), expected.sort());
});

test("arguments that hostile.json does not have: a wrong type is a TypeError as in Node.js", () => {
  for (const [subject, call] of [
    ['"sdkSecretKey" argument', (value) => new NotifizzClient(KEY, value)],
    ['"options.tokenScheme" property', (tokenScheme) => new NotifizzClient(KEY, null, { tokenScheme })],
  ]) {
    for (const value of [
      42,
      true,
      42n,
      Symbol("secret-symbol"),
      ["secret-element"],
      {},
      Buffer.from("secret-buffer"),
    ]) {
      const message = wrongType(() => call(value));
      assert.ok(message.startsWith(`The ${subject} must be of type string. Received `), message);
    }
  }
  wrongType(() => new NotifizzClient(KEY, null, { tokenScheme: null }));
});

test("values that hostile.json does not have", () => {
  for (const value of [...PLAIN_VALUES, ...OTHER_VALUES]) {
    wrongType(() => client.generateHashedToken(value));
    assert.equal(client.verifyHashedToken("user_42", value), false);
    assert.equal(client.verifySubscribeToken("user_42", "project_7", value), false);
    assert.equal(client.verifyDispatchSignature("{}", value), false);
  }
  for (const value of PLAIN_VALUES) {
    assert.equal(client.verifyHashedToken(value, TOKEN), false);
    assert.equal(client.verifySubscribeToken(value, "project_7", TOKEN), false);
    assert.equal(client.verifySubscribeToken("user_42", value, TOKEN), false);
  }
  for (const value of [...OTHER_VALUES, () => "user_42"]) {
    for (const token of [TOKEN, "x", undefined]) {
      wrongType(() => client.verifyHashedToken(value, token));
      wrongType(() => client.verifySubscribeToken(value, "project_7", token));
      wrongType(() => client.verifySubscribeToken(null, value, token));
    }
  }
  for (const token of [new String(TOKEN), { toString: () => TOKEN }, [TOKEN], `${TOKEN}\n`, TOKEN.toUpperCase()]) {
    assert.equal(client.verifyHashedToken("user_42", token), false);
  }
});

test("the error says how to convert a number, and that a missing value is missing", () => {
  for (const [value, received] of [
    [42, "type number"],
    [42n, "type bigint"],
    [new String("user_42"), "an instance of String"],
  ]) {
    assert.equal(
      wrongType(() => client.generateHashedToken(value)),
      `The "userId" argument must be of type string. Received ${received}: pass String(user.id)`,
    );
  }
  // These have no text that could be an ID, or none that is exact.
  for (const [call, question] of [
    [(value) => client.generateHashedToken(value), "is the user logged in, and saved?"],
    [(value) => client.generateSubscribeToken(value, "project_7"), "is the user logged in, and saved?"],
    [(value) => client.generateSubscribeToken("user_42", value), "is the resource saved?"],
    [(value) => client.widgetOptions({ ...USER, userId: value }), "is the user logged in, and saved?"],
  ]) {
    for (const value of [undefined, null]) {
      const message = wrongType(() => call(value));
      assert.ok(message.endsWith(`: it is missing, so do not convert it: ${question}`), message);
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 42.5, 2 ** 53]) {
      assert.match(
        wrongType(() => call(value)),
        /: it is not an exact whole number, so do not convert it$/,
      );
    }
    for (const value of [{}, [], Buffer.from("user_42")]) {
      assert.match(
        wrongType(() => call(value)),
        /: pass the ID as text$/,
      );
    }
  }
  for (const value of [undefined, null]) {
    assert.match(
      wrongType(() => client.widgetOptions({ ...USER, userEmail: value })),
      /: it is missing: /,
    );
    assert.match(
      wrongType(() => client.signDispatchPayload(value)),
      /: it is missing$/,
    );
  }
});

test("a missing key is the library's own error", () => {
  for (const args of [[], [null, "sdk", WEBHOOK], [undefined, 42], [""]]) {
    assert.throws(() => new NotifizzClient(...args), {
      name: "Error",
      code: "ERR_NOTIFIZZ_EMPTY_AUTH_SECRET_KEY",
      message: /environment variable/,
    });
  }
});

test("a payload is text or bytes", () => {
  for (const bytes of [
    Buffer.from(""),
    Buffer.from('{"timestamp": 1}'),
    Buffer.from([0xff, 0, 0xfe, 0x80]),
    Buffer.alloc(70_000, 0xe9),
  ]) {
    const signature = hmac(WEBHOOK, bytes);
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
      ...inOtherRealm(
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
  const unable = new NotifizzClient(KEY);
  for (const payload of ["{}", undefined, 42, "\ud800", Buffer.from("{}")]) {
    for (const signature of [TOKEN, undefined]) {
      assert.throws(() => unable.verifyDispatchSignature(payload, signature), {
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

const OPTIONS = "tokenScheme, webhookSigningSecret, previousAuthSecretKeys";

test("an unknown option is rejected, and the message does not contain its name", () => {
  for (const name of ["scheme", "token_scheme", "TokenScheme", "__proto__", "toString", "secret-name"]) {
    const options = JSON.parse(`{ ${JSON.stringify(name)}: "secret-value" }`);
    for (const [call, known] of [
      [() => new NotifizzClient(KEY, null, options), OPTIONS],
      [() => new NotifizzClient(KEY, null, null, options), OPTIONS],
      [() => client.widgetOptions({ ...USER, ...options, [name]: undefined }), "userId, userEmail, apiKey"],
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
  const user = { ...USER, apiKey: "front" };
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
  const concat = new NotifizzClient(KEY, null, changing(options));
  assert.equal(concat.tokenScheme, "sha256-concat");
  const token = known.tokens["sha256-concat"];
  assert.deepEqual(concat.widgetOptions(changing(user)), { apiKey: "front", authType: "backendToken", token, ...user });
  assert.deepEqual(reads, { tokenScheme: 1, webhookSigningSecret: 1, userId: 1, userEmail: 1, apiKey: 1 });
});

test("a Front API Key that is not the secret is accepted, however similar", () => {
  const german = new NotifizzClient("Straße_KEY");
  for (const apiKey of ["straßE_kEy", "\ufeffStraße_KEY"]) {
    assert.throws(() => german.widgetOptions({ ...USER, apiKey }), { code: "ERR_NOTIFIZZ_FRONT_API_KEY_IS_SECRET" });
  }
  assert.equal(german.widgetOptions({ ...USER, apiKey: "Straße_KEY2" }).apiKey, "Straße_KEY2");
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
  const plain = Object.entries({ authType: "backendToken", token: TOKEN, ...USER });
  for (const apiKey of [undefined, "front"]) {
    const expected = apiKey === undefined ? plain : [["apiKey", apiKey], ...plain];
    assert.deepEqual(Object.entries(client.widgetOptions({ ...USER, apiKey })), expected);
  }
  for (const value of [undefined, null, "user_42", 42, ["user_42"]]) wrongType(() => client.widgetOptions(value));
});

test("nothing shows the secrets", () => {
  const client = new NotifizzClient(KEY, "sdk-secret", WEBHOOK);
  assert.equal(util.inspect(client), "NotifizzClient { tokenScheme: 'hmac-sha256', keyFingerprint: '6fda7070' }");
  assert.equal(JSON.stringify(client), '{"tokenScheme":"hmac-sha256","keyFingerprint":"6fda7070"}');
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
    receiveDispatch: ["{}"],
    widgetOptions: [USER],
  };
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(NotifizzClient.prototype));
  assert.equal(descriptors.length, Object.keys(calls).length + 5, "a constructor, three getters and toJSON");
  for (const receiver of [...wrappers, {}, undefined, null, "client", 42]) {
    assert.throws(() => NotifizzClient.prototype.close.call(receiver), { code: "ERR_INVALID_THIS" });
  }
  for (const [name, { get, value: method = get }] of descriptors) {
    if (name === "constructor" || name === "toJSON") continue;
    for (const receiver of [...wrappers, {}, undefined, null, "client", 42]) {
      assert.throws(() => method.apply(receiver, calls[name]), {
        name: "TypeError",
        code: "ERR_INVALID_THIS",
        message: /^This method must be called on a NotifizzClient itself: /,
      });
    }
  }
});

test("a closed client says so, and still tells which key it had", () => {
  const client = new NotifizzClient(KEY, null, WEBHOOK);
  const { keyFingerprint } = client;
  client.close();
  client.close();
  if (Symbol.dispose) client[Symbol.dispose]();
  assert.equal(client.keyFingerprint, keyFingerprint);
  assert.equal(JSON.stringify(client), JSON.stringify(new NotifizzClient(KEY)));
  for (const call of [
    () => client.generateHashedToken("user_42"),
    () => client.verifyHashedToken("user_42", TOKEN),
    () => client.generateSubscribeToken("user_42", "project_7"),
    () => client.verifySubscribeToken("user_42", "project_7", TOKEN),
    () => client.signDispatchPayload("{}"),
    () => client.verifyDispatchSignature("{}", TOKEN),
    () => client.widgetOptions(USER),
  ]) {
    assert.throws(call, { name: "Error", code: "ERR_INVALID_STATE", message: /^The NotifizzClient is closed/ });
  }
});

test("isTokenScheme", () => {
  for (const scheme of ["hmac-sha256", "sha256-concat"]) assert.equal(isTokenScheme(scheme), true);
  for (const other of ["", "HMAC-SHA256", "hmac-sha256 ", undefined, null, 0, ["hmac-sha256"]]) {
    assert.equal(isTokenScheme(other), false);
  }
});

test("cloning a client is an error, if Node.js supports that", () => {
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
  for (const character of ["a", "é", "用", "🔑"]) {
    for (let length = 1; length <= 300; length += 1) {
      for (const prefix of ["", "x", "xy", "xyz"]) {
        const id = prefix + character.repeat(length);
        assert.equal(client.generateHashedToken(id), hmac(KEY, id), `${character} × ${length}`);
      }
    }
  }
});
