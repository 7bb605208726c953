/**
 * Runs the test files of test/, or those files and folders of test/ that are named:
 *
 *     npm test [-- NAME... OPTION_OF_NODE...]
 *
 * Without a name it runs them twice: on the native code, and what is not about that on the WebAssembly. The
 * variables that choose what is tested are explained in test/common.js.
 */
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { root, node } = require("./tools.js");

const isTest = (file) => file.endsWith(".test.js");
const [names, options] = [[], []];
for (const argument of process.argv.slice(2)) (argument.startsWith("-") ? options : names).push(argument);

/** Node.js 20 and older expand no patterns, and neither does every shell. */
function filesOf(name) {
  if (isTest(name)) return [path.join("test", name)];
  const files = readdirSync(path.join(root, "test", name)).filter(isTest);
  return files.map((file) => path.join("test", name, file));
}

const ABOUT_NATIVE_CODE = ["backends", "cli", "memory-limit", "native", "source"];
const isAboutAny = (file) => !ABOUT_NATIVE_CODE.includes(path.basename(file, ".test.js"));

const run = (files, env) => node([...options, "--test", ...files], { env: { ...process.env, ...env } });
run((names.length > 0 ? names : ["."]).flatMap(filesOf));
if (names.length === 0) run(filesOf(".").filter(isAboutAny), { NOTIFIZZ_TOKEN_BACKEND: "wasm" });
