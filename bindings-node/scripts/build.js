/**
 * Builds the WebAssembly, and the addon for this computer into node_modules/, where the loader finds it as
 * the package of its platform:
 *
 *     npm run build [-- OPTION_OF_NAPI_BUILD...]
 */
const { mkdtempSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { root, platform, node, programOf } = require("./tools.js");
const { stage } = require("./stage.js");

require("./wasm.js");
const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const options = ["--release", "--no-js", "--output-dir", folder];
node([programOf("@napi-rs/cli"), "build", ...options, ...process.argv.slice(2), "--", "--locked"]);
const [addon] = readdirSync(folder).filter((file) => file.endsWith(".node"));
stage(path.join(folder, addon), platform, path.join(root, "node_modules", `notifizz-token-${platform}`));
