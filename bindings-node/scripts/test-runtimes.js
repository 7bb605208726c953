/**
 * Runs the suite on the installed package under each program of runtimes/package.json, or the named ones:
 *
 *     npm run test:runtimes [-- node-18 bun jest ...] [--packed]
 *
 * With --packed it takes the tarballs that are packed already.
 * They are programs for Linux on x86-64, and several hundred megabytes of them.
 */
const { spawnSync } = require("node:child_process");
const { cpSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { root, readJson, node, npm, programOf } = require("./tools.js");
const { install } = require("./install.js");

if (`${process.platform}-${process.arch}` !== "linux-x64") {
  console.log("skipped: the programs of runtimes/ need Linux on x86-64");
  process.exit();
}

const runtimes = path.join(root, "runtimes");
const modules = path.join(runtimes, "node_modules");
const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
const env = {
  ...process.env,
  NOTIFIZZ_PACKAGE: "installed",
  NOTIFIZZ_INSTALL_DIR: folder,
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
};
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// Bun and Deno resolve imports by themselves, from the folder of the program.
const IMPORT = `import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { diagnose, NotifizzClient } from "notifizz-token";

const token = new NotifizzClient("YOUR_AUTH_SECRET_KEY").generateHashedToken("user_42");
assert.equal(token, "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c");
assert.equal(diagnose({ token, userId: "user_42", authSecretKey: "YOUR_AUTH_SECRET_KEY" }).code, "correct");
assert.equal(createRequire(import.meta.url)("notifizz-token").NotifizzClient, NotifizzClient);
`;

/** Runs a program, and returns whether it succeeds and prints what it should. */
function succeeds(program, args, { cwd = root, expected } = {}) {
  const stdio = expected ? ["ignore", "pipe", "pipe"] : "inherit";
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, stdio, encoding: "utf8" });
  const isExpected = status === 0 && (!expected || expected.test(stdout + stderr));
  if (!isExpected && expected) console.log(stdout + stderr);
  return isExpected;
}

/** Runs the test files that need no node:test, and a program that imports the package. */
function runFiles(program, ...args) {
  const files = ["vectors", "diagnose", "hostile"].map((name) => path.join(root, "test", `${name}.test.js`));
  return [...files, path.join(folder, "import.mjs")].every((file) =>
    succeeds(program, [...args, file], { cwd: folder }),
  );
}

/** Runs a test runner, under a Node.js that it supports; it must run as many tests as it should. */
function runRunner(name, args, passed) {
  const program = path.join(modules, "node-24/bin/node");
  const expected = new RegExp(`^ *Tests:? +${passed} passed`, "m");
  return succeeds(program, [programOf(name, runtimes), ...args], { cwd: path.join(folder, "runners"), expected });
}

const RUNS = {
  bun: () => runFiles(path.join(modules, "bun/bin/bun")),
  deno: () =>
    runFiles(path.join(modules, "deno/deno"), "run", "--allow-all", "--no-remote", "--node-modules-dir=manual"),
  jest: () => runRunner("jest", ["--ci", "--no-cache", "--rootDir=.", "--testMatch=**/*.test.cjs"], 12),
  vitest: () => runRunner("vitest", ["run", "realm", "--pool=vmThreads", "--globals"], 22),
};
for (const name of Object.keys(readJson(runtimes, "package.json").dependencies)) {
  if (name.startsWith("node-")) {
    RUNS[name] = () => succeeds(path.join(modules, name, "bin/node"), [path.join(__dirname, "test.js")]);
  }
}

const chosen = process.argv.slice(2).filter((argument) => argument !== "--packed");
const names = chosen.length > 0 ? chosen : Object.keys(RUNS);
for (const name of names) {
  if (!Object.hasOwn(RUNS, name)) throw new Error(`${name} is none of ${Object.keys(RUNS).join(", ")}`);
}
npm(["ci", "--silent", "--ignore-scripts"], { cwd: runtimes });
if (!process.argv.includes("--packed")) node([path.join(__dirname, "package.js")]);
install(folder);
writeFileSync(path.join(folder, "import.mjs"), IMPORT);
cpSync(path.join(root, "test/runners"), path.join(folder, "runners"), { recursive: true });

const failed = [];
for (const name of names) {
  console.log(`\n=== ${name}`);
  if (!RUNS[name]()) failed.push(name);
}
console.log(failed.length > 0 ? `failed under: ${failed.join(", ")}` : `passed under: ${names.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
