// Every row of dispatches.json, what only JavaScript has, and the clock.
const assert = require("node:assert/strict");
const { createHmac } = require("node:crypto");
const util = require("node:util");
const { binding, read, test, testRows, text, errorCode } = require("./common.js");

const { DispatchReceiver, NotifizzClient, diagnoseDispatch } = binding;
const dispatches = read("dispatches.json");
const KEY = "YOUR_AUTH_SECRET_KEY";
const SECRET = dispatches.webhook_signing_secret;
const receivers = [
  new DispatchReceiver(SECRET),
  new DispatchReceiver(["new", SECRET]),
  new NotifizzClient(KEY, null, SECRET),
  new NotifizzClient(KEY, null, { webhookSigningSecret: ["new", "newer", SECRET] }),
];
// checkDispatchTimestamp is not a function of the package.
const sections = ["timestamps"];

function section(title, check) {
  sections.push(title);
  test(`dispatches: ${title}`, (t) => testRows(t, dispatches[title], dispatches.counts[title], check));
}

function given({ body, now_ms: now = dispatches.now_ms, tolerance_ms: toleranceMs = dispatches.tolerance_ms }) {
  return [valueIn(body), { now, toleranceMs }];
}

function valueIn(value) {
  if (typeof value === "string") return value;
  if ("repeat" in value) return value.before + value.repeat.repeat(value.times) + value.after;
  return "utf16_hex" in value ? text(value) : Buffer.from(value.bytes_hex, "hex");
}

/** The event, or the code of the error, which is one of the package's own. */
function outcome(receiver, ...args) {
  try {
    return receiver.receiveDispatch(...args);
  } catch (error) {
    assert.ok(error.code.startsWith("ERR_NOTIFIZZ_"), error.stack);
    assert.equal(error.constructor, Error);
    return error.code;
  }
}

section("bodies", (row) => {
  const [body, options] = given(row);
  const expected = "error" in row ? errorCode(row.error) : JSON.parse(valueIn(row.payload));
  const bytes = Buffer.from(body);
  const forms = [body];
  // A lone surrogate is text only.
  if (typeof body !== "string" || body.isWellFormed?.() !== false) forms.push(bytes);
  if (bytes.length < 10_000 && forms.length > 1) {
    const { buffer } = new Uint8Array(bytes);
    forms.push(new Uint8Array(buffer), buffer, new DataView(buffer));
  }
  for (const receiver of bytes.length < 10_000 ? receivers : receivers.slice(1, 2)) {
    for (const form of forms) assert.deepEqual(outcome(receiver, form, options), expected);
  }
  const other = outcome(new DispatchReceiver("another"), body, options);
  assert.match(other, /^ERR_NOTIFIZZ_DISPATCH_(SIGNATURE_MISMATCH|BODY_MALFORMED)$/);
});

section("parity", (row) => {
  assert.equal(typeof outcome(receivers[0], ...given(row)) === "object", row.accepted);
});

section("diagnoses", ({ payload, signature, webhook_signing_secret: webhookSigningSecret, code }) => {
  const diagnosis = diagnoseDispatch({ payload, signature, webhookSigningSecret });
  assert.equal(diagnosis.code, code);
  assert.match(diagnosis.message, /^[A-Z].{20,}\.$/);
});

test("dispatches: no section is left out", () => {
  assert.deepEqual(sections.sort(), Object.keys(dispatches.counts).sort());
});

const sign = (payload) => createHmac("sha256", SECRET).update(payload).digest("hex");
const bodyOf = (event) => {
  const payload = typeof event === "string" ? event : JSON.stringify(event);
  return JSON.stringify({ payload, signature: sign(payload) });
};

test("the clock and five minutes are the defaults", () => {
  const [receiver] = receivers;
  const now = Date.now();
  for (const [offset, options, isAccepted] of [
    [0, undefined, true],
    [-295_000, {}, true],
    [295_000, { now: undefined, toleranceMs: undefined }, true],
    [-305_000, {}, false],
    [305_000, {}, false],
    [-305_000, { toleranceMs: 600_000 }, true],
    [-5_000, { toleranceMs: 1000 }, false],
    [0, { toleranceMs: Number.NaN }, false],
    [0, { now: Number.NaN }, false],
    [0, { now: Number.POSITIVE_INFINITY }, false],
    [0, { toleranceMs: -1 }, false],
  ]) {
    const answer = outcome(receiver, bodyOf({ timestamp: now + offset }), options);
    assert.equal(typeof answer === "object", isAccepted, `${offset} ${util.inspect(options)}`);
  }
});

test("a body of another type is a TypeError that says what to pass", () => {
  for (const [value, hint] of [
    [undefined, ": it is missing"],
    [null, ": it is missing"],
    [{ payload: "secret-payload" }, ": pass the body as it arrived, before any parser"],
    [["secret-element"], ": pass the body as it arrived, before any parser"],
    [42, ": pass the body as it arrived, before any parser"],
    [new Uint16Array(4), ": pass the body as it arrived, before any parser"],
  ]) {
    assert.throws(
      () => receivers[0].receiveDispatch(value),
      ({ code, message }) => {
        assert.equal(code, "ERR_INVALID_ARG_TYPE");
        assert.doesNotMatch(message, /secret-/);
        return message.startsWith('The "body" argument must be of type string, Buffer,') && message.endsWith(hint);
      },
    );
  }
  for (const options of [{ now: new Date() }, { now: "1" }, { toleranceMs: null }, "secret", 300]) {
    assert.throws(() => receivers[0].receiveDispatch("{}", options), { code: "ERR_INVALID_ARG_TYPE" });
  }
  assert.throws(() => receivers[0].receiveDispatch("{}", { tolerance: 1 }), { code: "ERR_INVALID_ARG_VALUE" });
});

test("a client without a webhook signing secret says so, whatever arrives", () => {
  const client = new NotifizzClient(KEY);
  for (const body of ["", bodyOf({ timestamp: Date.now() })]) {
    assert.throws(() => client.receiveDispatch(body), { code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET" });
  }
  for (const missing of [undefined, null, "", []]) {
    assert.throws(() => new DispatchReceiver(missing), { code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET" });
  }
  assert.throws(() => new DispatchReceiver("secret\n"), {
    code: "ERR_NOTIFIZZ_WEBHOOK_SIGNING_SECRET_WHITESPACE",
  });
});

test("nothing inherited counts", () => {
  const payload = '{"timestamp":1}';
  const inherited = { payload, signature: sign(payload), timestamp: 1 };
  const outcomes = [];
  try {
    for (const [member, value] of Object.entries(inherited)) {
      Object.defineProperty(Object.prototype, member, { value, configurable: true });
    }
    for (const body of ["{}", bodyOf({})]) outcomes.push(outcome(receivers[0], body, { now: 1 }));
  } finally {
    for (const member of Object.keys(inherited)) delete Object.prototype[member];
  }
  assert.deepEqual(
    outcomes,
    ["BODY_MALFORMED", "TIMESTAMP_MISSING"].map((code) => errorCode(`dispatch_${code}`)),
  );
});

test("a receiver shows nothing of its secret, and can be closed", () => {
  const receiver = new DispatchReceiver(SECRET);
  for (const shown of [util.inspect(receiver, { depth: 9, showHidden: true }), JSON.stringify(receiver)]) {
    assert.match(shown, /^(DispatchReceiver )?\{\}$/);
  }
  receiver.close();
  receiver.close();
  const body = bodyOf({ timestamp: Date.now() });
  assert.throws(() => receiver.receiveDispatch(body), {
    code: "ERR_INVALID_STATE",
    message: "The DispatchReceiver is closed: create another one",
  });
  for (const value of [{}, null, Object.create(receivers[0]), new Proxy(receivers[0], {}), receivers[2]]) {
    assert.throws(() => DispatchReceiver.prototype.receiveDispatch.call(value, body), { code: "ERR_INVALID_THIS" });
  }
  const { generateHashedToken } = NotifizzClient.prototype;
  assert.throws(() => generateHashedToken.call(receivers[0], "user_42"), { code: "ERR_INVALID_THIS" });
});
