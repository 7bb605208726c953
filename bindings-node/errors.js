// Errors are created here and not by a backend, so that they belong to the realm that loaded the
// package: in Jest and vitest each test file has its own Error.
const { isArray, isStringObject, isUint8Array } = require("./kinds.js");

function withCode(error, code) {
  error.code = code;
  return error;
}

/** The error of a code of core's, with its message. */
function failure(code, message) {
  return withCode(new Error(message), `ERR_NOTIFIZZ_${code.toUpperCase()}`);
}

/** Has the code of Node.js's own error for it. */
function outOfMemory() {
  return withCode(new Error("the text is too large for the memory that is left"), "ERR_MEMORY_ALLOCATION_FAILED");
}

function closed(kind) {
  return withCode(new Error(`The ${kind} is closed: create another one`), "ERR_INVALID_STATE");
}

/** Has Node.js's own code and wording, but does not contain the value, which could be a secret. */
function wrongType(subject, expected, value, hint = "") {
  const message = `The ${subject} must be of type ${expected}. Received ${kind(value)}${hint && `: ${hint}`}`;
  return withCode(new TypeError(message), "ERR_INVALID_ARG_TYPE");
}

function wrongValue(message) {
  return withCode(new TypeError(message), "ERR_INVALID_ARG_VALUE");
}

function wrongThis(kind) {
  const message = `This method must be called on a ${kind} itself: as client.method(), not on a Proxy of it, an object that inherits from it, or nothing`;
  return withCode(new TypeError(message), "ERR_INVALID_THIS");
}

/** What a value is, found out without running any of its code. */
function kind(value) {
  if (value == null) return String(value);
  if (typeof value !== "object") return `type ${typeof value}`;
  if (isArray(value)) return "an instance of Array";
  if (isStringObject(value)) return "an instance of String";
  if (isUint8Array(value)) return "an instance of Uint8Array";
  return "type object";
}

module.exports = { failure, outOfMemory, closed, wrongType, wrongValue, wrongThis };
