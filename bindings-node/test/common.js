const { readFileSync } = require("node:fs");
const path = require("node:path");

const name = process.env.NOTIFIZZ_PACKAGE ?? "notifizz-token";
const read = (file) => JSON.parse(readFileSync(path.join(__dirname, "..", file), "utf8"));
const vectors = read("vectors.json");

/** node:test, or as much of it as Bun and Deno need to run a file of tests by itself. */
const test = process.versions.bun || process.versions.deno ? runNow : require("node:test").test;

async function runNow(title, check) {
  await check({
    diagnostic: (text) => console.log(`${title}: ${text}`),
    test: (_, subtest) => subtest(),
  });
}

/** Text of a vector; text without a UTF-8 form stands as its UTF-16 code units. */
function text(value) {
  if (value === null || typeof value !== "object") return value;
  const units = value.utf16_hex.match(/.{4}/g).map((unit) => Number.parseInt(unit, 16));
  return String.fromCharCode(...units);
}

const errorCode = (code) => `ERR_NOTIFIZZ_${code.toUpperCase()}`;

module.exports = { name, binding: require(name), read, vectors, test, text, errorCode };
