// Errors and results belong to the realm that loads the package, as in Jest and vitest, which give each
// test file a realm of its own.
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { createContext, compileFunction, runInContext } = require("node:vm");
const { packageFolder, test } = require("./common.js");
const errors = require("./runners/errors.js");

const context = createContext({});
const {
  Error: RealmError,
  TypeError: RealmTypeError,
  Object: RealmObject,
} = runInContext("({ Error, TypeError, Object })", context);
const fromPackage = createRequire(path.join(packageFolder, "index.js"));
const inRealm = new Set([
  "./index.js",
  "./client.js",
  "./dispatch.js",
  "./holder.js",
  "./values.js",
  "./errors.js",
  "./kinds.js",
  "./wasm.js",
]);

/** `require` as test runners have it: JavaScript runs in the realm, native code and Node.js's own do not. */
function requireInRealm(id) {
  if (!inRealm.has(id)) return fromPackage(id);
  const code = readFileSync(path.join(packageFolder, id), "utf8");
  const parameters = ["module", "exports", "require"];
  const module = { exports: runInContext("({})", context) };
  compileFunction(code, parameters, { parsingContext: context })(module, module.exports, requireInRealm);
  return module.exports;
}

const { NotifizzClient, diagnose } = requireInRealm("./index.js");

for (const { title, isTypeError, call } of errors({ NotifizzClient, diagnose })) {
  test(`an error of the realm: ${title}`, () => {
    assert.throws(call, (error) => {
      assert.equal(Object.getPrototypeOf(error), (isTypeError ? RealmTypeError : RealmError).prototype);
      return /^ERR_/.test(error.code);
    });
  });
}

test("a diagnosis and widget options are objects of the realm", () => {
  const user = { userId: "user_42", userEmail: "alice@example.com" };
  const options = new NotifizzClient("TESTKEY").widgetOptions(user);
  const diagnosis = diagnose({ token: options.token, userId: "user_42", authSecretKey: "TESTKEY" });
  assert.equal(diagnosis.code, "correct");
  for (const result of [options, diagnosis]) assert.equal(Object.getPrototypeOf(result), RealmObject.prototype);
});
