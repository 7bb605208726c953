// Errors are created here and not by native code, so that they belong to the realm that loaded the
// package: in Jest and vitest each test file has its own Error.
const native = require("./native.js");
const { types } = require("node:util");

const FAILURES = new Map(native.failures().map(([number, code, message]) => [number, { code, message }]));
const numberOf = (code) => [...FAILURES].find(([, failure]) => failure.code === code)[0];

const EMPTY_AUTH_SECRET_KEY = numberOf("ERR_NOTIFIZZ_EMPTY_AUTH_SECRET_KEY");
const INVALID_TEXT = numberOf("ERR_NOTIFIZZ_INVALID_TEXT");
const OUT_OF_MEMORY = numberOf("ERR_MEMORY_ALLOCATION_FAILED");

function withCode(error, code) {
  error.code = code;
  return error;
}

/** The error with a number that native code answered. Its message is core's. */
function failure(number) {
  const { code, message } = FAILURES.get(number);
  return withCode(new Error(message), code);
}

/** Has Node.js's own code and wording, but does not contain the value, which could be a secret. */
function wrongType(subject, expected, value, hint = "") {
  const message = `The ${subject} must be of type ${expected}. Received ${kind(value)}${hint && `: ${hint}`}`;
  return withCode(new TypeError(message), "ERR_INVALID_ARG_TYPE");
}

function wrongValue(message) {
  return withCode(new TypeError(message), "ERR_INVALID_ARG_VALUE");
}

function wrongThis() {
  const message =
    "This method must be called on a NotifizzClient itself: as client.method(), not on a Proxy of the client, an object that inherits from it, or nothing";
  return withCode(new TypeError(message), "ERR_INVALID_THIS");
}

/** What a value is, found out without running any of its code. */
function kind(value) {
  if (value == null) return String(value);
  if (typeof value !== "object") return `type ${typeof value}`;
  if (types.isProxy(value)) return "a Proxy";
  if (Array.isArray(value)) return "an instance of Array";
  if (types.isStringObject(value)) return "an instance of String";
  if (types.isUint8Array(value)) return "an instance of Uint8Array";
  return "type object";
}

module.exports = {
  EMPTY_AUTH_SECRET_KEY,
  INVALID_TEXT,
  OUT_OF_MEMORY,
  failure,
  wrongType,
  wrongValue,
  wrongThis,
};
