/**
 * Runs the suite on the packages as they are packed and installed, under their own name, and what
 * depends on the name under the vendor SDK's:
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

function test(name, tests) {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  install(folder, [name]);
  const env = {
    ...process.env,
    NOTIFIZZ_PACKAGE: "installed",
    NOTIFIZZ_INSTALL_DIR: folder,
    NOTIFIZZ_PACKAGE_NAME: name,
  };
  node([testScript, ...tests], { env });
}

if (!process.argv.includes("--packed")) require("./package.js");
test("notifizz-token", [".", "types", "package"]);
test("@notifizz/nodejs", ["api.test.js", "vectors.test.js", "native.test.js", "types", "package/npx.test.js"]);
