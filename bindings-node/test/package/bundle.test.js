// A server's bundle works with the package in it and without. A bundle for a page ends with an error that says
// what to do.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { after, test } = require("node:test");
const esbuild = require("esbuild");
const { folder, isInstalled } = require("../common.js");

assert.ok(isInstalled, "these tests need NOTIFIZZ_PACKAGE=installed");

/** Programs stand where a user's would, because esbuild and Node.js look for packages from there. */
const programs = mkdtempSync(path.join(folder, "test-bundle-"));
const deployed = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
after(() => {
  for (const directory of [programs, deployed]) rmSync(directory, { recursive: true });
});

const SOURCES = {
  "program.mjs":
    'import { NotifizzClient } from "notifizz-token"; console.log(new NotifizzClient("key").generateHashedToken("user_42"));',
  "program.cjs": 'const { NotifizzClient } = require("notifizz-token"); new NotifizzClient("key");',
};
for (const [file, source] of Object.entries(SOURCES)) writeFileSync(path.join(programs, file), source);

/** Bundles a program, and runs the bundle. */
function runBundle(source, options, directory = programs) {
  const outfile = path.join(directory, options.format === "esm" ? "bundle.mjs" : "bundle.cjs");
  const entryPoints = [path.join(programs, source)];
  const { warnings } = esbuild.buildSync({ entryPoints, outfile, bundle: true, logLevel: "silent", ...options });
  assert.deepEqual(warnings, []);
  return spawnSync(process.execPath, [outfile], { encoding: "utf8" });
}

for (const format of ["cjs", "esm"]) {
  test(`a server's bundle without the package, ${format}`, () => {
    const run = runBundle("program.mjs", { format, platform: "node", external: ["notifizz-token"] });
    assert.equal(run.stderr, "");
    assert.match(run.stdout, /^[0-9a-f]{64}\n$/);
  });

  test(`a server's bundle with the package, where nothing else is, ${format}`, () => {
    const run = runBundle("program.mjs", { format, platform: "node" }, deployed);
    assert.equal(run.stderr, "");
    assert.match(run.stdout, /^[0-9a-f]{64}\n$/);
  });
}

for (const source of Object.keys(SOURCES)) {
  test(`a page's bundle of ${source}`, () => {
    const run = runBundle(source, { format: "iife", platform: "browser", minify: true, treeShaking: true });
    assert.notEqual(run.status, 0);
    assert.match(run.stderr, /Error: notifizz-token runs on a server only/);
  });
}
