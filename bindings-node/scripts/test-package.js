/**
 * Runs the suite on the packages as they are packed and installed, under their own name, without native
 * code, and what depends on the name under the vendor SDK's:
 *
 *     npm run test:package [-- --packed]
 *
 * With --packed it takes the tarballs that are packed already.
 */
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { node } = require("./tools.js");
const { install } = require("./install.js");

const testScript = path.join(__dirname, "test.js");

function test(name, tests, isNative = true) {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  install(folder, [name], isNative);
  const env = {
    ...process.env,
    NOTIFIZZ_PACKAGE: "installed",
    NOTIFIZZ_INSTALL_DIR: folder,
    NOTIFIZZ_PACKAGE_NAME: name,
    ...(!isNative && { NOTIFIZZ_TOKEN_BACKEND: "wasm" }),
  };
  node([testScript, ...tests], { env });
}

if (!process.argv.includes("--packed")) require("./package.js");
test("notifizz-token", [".", "types", "package"]);
// Without the optional packages: what a user has on a platform that has none.
test(
  "notifizz-token",
  ["api", "diagnose", "differential", "hostile", "realm", "vectors", "workers"].map((test) => `${test}.test.js`),
  false,
);
test("@notifizz/nodejs", ["api.test.js", "vectors.test.js", "native.test.js", "types", "package/npx.test.js"]);
