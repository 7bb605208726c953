// Reads the arguments of the public functions. It uses nothing of Node.js's own, so that it runs on every
// host, and runs no code of a value's.
const { wrongType, wrongValue } = require("./errors.js");
const { isArrayBuffer, isDataView, isStringObject, isUint8Array } = require("./kinds.js");

const TOKEN_LENGTH = 64;

/** For error messages: where an ID usually comes from, and why it may be missing. */
const USER_ID = { source: "user.id", question: "is the user logged in, and saved?" };
const RESOURCE_ID = { source: "resource.id", question: "is the resource saved?" };

// V8 would turn a lone surrogate into U+FFFD, and two IDs would share a token.
const isWellFormed =
  typeof "".isWellFormed === "function" ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text); // Node.js 18

/** Only text of this length can be a token. Checked first, so that nothing longer is read or copied. */
const isToken = (value) => typeof value === "string" && value.length === TOKEN_LENGTH;

/** Says how to convert the value to text, unless it is missing or inexact: then its text would be nobody's ID. */
function idHint(value, { source, question }) {
  if (value == null) return `it is missing, so do not convert it: ${question}`;
  if (typeof value === "bigint" || Number.isSafeInteger(value) || isStringObject(value)) {
    return `pass String(${source})`;
  }
  if (typeof value === "number") return "it is not an exact whole number, so do not convert it";
  return "pass the ID as text";
}

/** Whether the value is text. Another value from untrusted JSON is not; any other value is the developer's mistake. */
function isIdText(value, subject) {
  if (typeof value === "string") return true;
  if (!isJson(value)) throw wrongType(subject, "string", value, "pass the ID as text");
  return false;
}

function isJson(value) {
  if (value == null || typeof value === "boolean" || typeof value === "number") return true;
  if (typeof value !== "object") return false;
  try {
    if (Array.isArray(value)) return true;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false; // a revoked Proxy, or one whose traps throw
  }
}

/** The payload as text or a Uint8Array, which a backend accepts; undefined for anything else. */
function payloadOf(value) {
  if (typeof value === "string") return value;
  if (isUint8Array(value) || isDataView(value)) {
    return bytesOf(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isArrayBuffer(value)) return bytesOf(value, 0, value.byteLength);
  return undefined;
}

function bytesOf(buffer, offset, length) {
  const bytes = new Uint8Array(buffer, offset, length);
  // A copy, because shared memory could change while it is read.
  return isArrayBuffer(buffer) ? bytes : bytes.slice();
}

function payloadError(value) {
  const hint =
    value == null ? "it is missing" : "pass the payload string of the body exactly as received, or its bytes";
  return wrongType('"payload" argument', "string, Buffer, Uint8Array, ArrayBuffer or DataView", value, hint);
}

/** The object's own properties, each read once, so that inherited or changing values have no effect. */
function readProperties(value, subject, known) {
  if (!isObject(value)) throw wrongType(subject, "object", value);
  const properties = Object.create(null);
  for (const name of Object.getOwnPropertyNames(value)) {
    // The message does not contain its name, which could be a secret.
    if (!known.includes(name)) {
      if (isStringObject(value)) throw wrongType(subject, "object", value);
      throw wrongValue(`The ${subject} has an unknown property: only ${known.join(", ")} are known`);
    }
    properties[name] = value[name];
  }
  return properties;
}

function isObject(value) {
  if (value === null || typeof value !== "object") return false;
  try {
    return !Array.isArray(value);
  } catch {
    return false; // a revoked Proxy
  }
}

module.exports = {
  USER_ID,
  RESOURCE_ID,
  idHint,
  isIdText,
  isObject,
  isToken,
  isWellFormed,
  payloadError,
  payloadOf,
  readProperties,
};
