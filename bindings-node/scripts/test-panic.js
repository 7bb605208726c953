/**
 * Shows that no panic ends the process, on an addon that is built to panic when it is asked to:
 *
 *     npm run test:panic [-- OPTION_OF_NAPI_BUILD...]
 *
 * The options are those of `npm run build`, because the unwinding of that very build counts.
 */
const { mkdtempSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { node, programOf } = require("./tools.js");

const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const options = ["--release", "--no-js", "--features", "test-panic", "--output-dir", folder];
node([programOf("@napi-rs/cli"), "build", ...options, ...process.argv.slice(2), "--", "--locked"]);
const [addon] = readdirSync(folder).filter((file) => file.endsWith(".node"));
// Each panic prints a message and its place.
node(["test/panic.js", path.join(folder, addon)], { stdio: ["inherit", "inherit", "ignore"] });
