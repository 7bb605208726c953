// The table of hostile inputs that every language runs: hostile.json.
const assert = require("node:assert/strict");
const { readFileSync, writeFileSync } = require("node:fs");
const util = require("node:util");
const { binding, isNode, read, test, testRows, text, errorCode, unlessLinux } = require("./common.js");

const { NotifizzClient } = binding;
const hostile = read("hostile.json");

const fail = () => assert.fail("was called");
const trapped = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, fail]));
const converting = (convert) => ({
  toString: convert,
  valueOf: convert,
  toJSON: convert,
  [Symbol.toPrimitive]: convert,
});
class Custom {}

const SPECIAL = {
  absent: () => undefined,
  null: () => null,
  integer: () => 42,
  float: () => 42.5,
  nan: () => Number.NaN,
  boolean: () => true,
  list: (content) => [content],
  map: (content) => ({ a: content }),
  bytes: (content) => Buffer.from(content),
  raw_bytes: (_, hex) => Buffer.from(hex, "hex"),
  object: () => new Custom(),
  object_that_throws: () => Object.assign(new Custom(), converting(fail)),
  object_that_lies: (content) =>
    Object.assign(
      new Custom(),
      converting(() => content),
    ),
  text_object: (content) => new String(content),
  proxy: () => new Proxy({}, trapped),
  revoked_proxy: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  symbol: (content) => Symbol(content),
  bigint: () => 42n,
  function: () => fail,
};

function argumentOf(value) {
  if (typeof value === "string") return value;
  if ("special" in value) {
    assert.ok(Object.hasOwn(SPECIAL, value.special), value.special);
    return SPECIAL[value.special](value.text, value.bytes_hex);
  }
  if ("repeat" in value) return flat(value.before + value.repeat.repeat(value.times) + value.after);
  return text(value);
}

/** The same text in one piece of memory: V8 would keep references to its parts. */
function flat(parts) {
  Number(parts);
  return parts;
}

function createClient({ auth_secret_key, sdk_secret_key, webhook_signing_secret }, options) {
  if (webhook_signing_secret !== undefined) options.webhookSigningSecret = webhook_signing_secret;
  return new NotifizzClient(auth_secret_key, sdk_secret_key, options);
}

/** The user of the widget options, with a property for each argument of the row and no other. */
function widgetUser(given) {
  const names = { user_id: "userId", user_email: "userEmail", api_key: "apiKey" };
  return Object.fromEntries(Object.entries(given).map(([argument, value]) => [names[argument], value]));
}

const CALLS = {
  generate_hashed_token: (client, given) => client.generateHashedToken(given.user_id),
  verify_hashed_token: (client, given) => client.verifyHashedToken(given.user_id, given.token),
  generate_subscribe_token: (client, given) => client.generateSubscribeToken(given.subscriber_id, given.resource_id),
  verify_subscribe_token: (client, given) =>
    client.verifySubscribeToken(given.subscriber_id, given.resource_id, given.token),
  sign_dispatch_payload: (client, given) => client.signDispatchPayload(given.payload),
  verify_dispatch_signature: (client, given) => client.verifyDispatchSignature(given.payload, given.signature),
  widget_options: (client, given) => client.widgetOptions(widgetUser(given)).token,
};

function callOf(row, given) {
  const options = row.prototype ? {} : { tokenScheme: row.token_scheme };
  if (row.call === "new") return createClient(given, options) instanceof NotifizzClient;
  assert.ok(Object.hasOwn(CALLS, row.call), row.call);
  return CALLS[row.call](createClient(hostile, options), given);
}

function withPrototype(properties, call) {
  for (const [property, value] of Object.entries(properties)) {
    Object.defineProperty(Object.prototype, property, { value, configurable: true, writable: true });
  }
  try {
    return call();
  } finally {
    for (const property of Object.keys(properties)) delete Object.prototype[property];
  }
}

/** The result of the call, or the error that it threw. */
function outcomeOf(row, given) {
  try {
    return { result: withPrototype(row.prototype ?? {}, () => callOf(row, given)) };
  } catch (error) {
    return { error };
  }
}

function check(row, { result, error }) {
  const { answer } = row;
  if ("error" in answer || "type_error" in answer) {
    assert.ok(error instanceof Error, `no error, but ${util.inspect(result)}`);
    assert.equal(error instanceof TypeError, "type_error" in answer, util.inspect(error));
    if ("error" in answer) assert.equal(error.code, errorCode(answer.error));
    else checkTypeError(error, Object.keys({ ...row.arguments, ...row.prototype }));
    for (const { text: content } of textsOf(row)) assert.ok(!error.message.includes(content), error.message);
  } else {
    if (error) throw error;
    assert.equal(result, answer.is ?? answer.token ?? answer.ok);
  }
}

/** It is worded as in Node.js, names an argument of the row, and contains nothing of the value. */
function checkTypeError({ code, message }, names) {
  assert.doesNotMatch(message, /42|NaN|true/);
  if (code === "ERR_INVALID_ARG_VALUE") return;
  assert.equal(code, "ERR_INVALID_ARG_TYPE");
  const [, subject, types] =
    message.match(/^The "(?:user\.)?(\w+)" (?:argument|property) must be of type (.+?)\. Received /) ??
    assert.fail(message);
  const name = names.find(
    (key) => key === subject || key === subject.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  assert.ok(name, message);
  if (name === "payload") assert.equal(types, "string, Buffer, Uint8Array, ArrayBuffer or DataView");
  else assert.equal(types, "string");
}

/** The content of each argument that is too long to be in a message by chance. */
function textsOf(row) {
  return Object.values(row.arguments)
    .map((value) => (typeof value === "string" ? { text: value } : value))
    .filter(({ text: content }) => content?.length > 8);
}

const canMeasure = isNode && !unlessLinux;
const gc = canMeasure ? exposeGc() : undefined;

function exposeGc() {
  require("node:v8").setFlagsFromString("--expose-gc");
  return require("node:vm").runInNewContext("gc");
}

const memory = (field) =>
  Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(`${field}:\\s+(\\d+) kB`))[1]);

/** By how many bytes the call raises the peak memory of the process: the least of three, because noise only adds. */
function growthOf(call) {
  const growths = [0, 1, 2].map(() => {
    gc();
    // Resets the peak to the current use.
    writeFileSync("/proc/self/clear_refs", "5");
    const before = memory("VmHWM");
    call();
    return (memory("VmHWM") - before) * 1024;
  });
  return Math.min(...growths);
}

const rows = hostile.rows.filter(({ languages }) => languages.includes("node"));

test("hostile.json", async (t) => {
  let measured = 0;
  await testRows(t, rows, hostile.counts.node, (row) => {
    const given = Object.fromEntries(Object.entries(row.arguments).map(([key, value]) => [key, argumentOf(value)]));
    check(row, outcomeOf(row, given));
    if (!row.growth_bytes || !canMeasure) return;
    const growth = growthOf(() => callOf(row, given));
    assert.ok(growth < row.growth_bytes, `the peak grew by ${growth} bytes`);
    measured += 1;
  });
  if (canMeasure) assert.equal(measured, rows.filter((row) => row.growth_bytes).length);
  t.diagnostic(canMeasure ? `${measured} rows with a bound on memory` : "memory is not measured: this needs Linux");
});
