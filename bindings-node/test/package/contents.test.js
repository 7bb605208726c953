// The packed packages: which files they have, what they run and need when they are installed, and their size.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { readdirSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { folder, isInstalled, packageFolder, load, name } = require("../common.js");
const { platform, platforms, programOf, tarballs, version } = require("../../scripts/tools.js");

assert.ok(isInstalled, "these tests need NOTIFIZZ_PACKAGE=installed");

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"];
const ADDON = `notifizz-token.${platform}.node`;
const MAIN_FILES = [
  ...["README.md", "package.json", "index.js", "index.mjs", "index.d.ts", "index.d.mts"],
  ...["client.js", "dispatch.js", "holder.js", "values.js", "errors.js", "kinds.js", "answers.js"],
  ...["web.js", "web.d.ts", "express.js", "express.d.ts", "fastify.js", "fastify.d.ts"],
  ...["backend.js", "native.js", "platforms.js", "wasm.js", "wasm-inline.js", "notifizz-token.wasm"],
  ...["edge.mjs", "edge-light.mjs", "browser.js", "browser.mjs", "cli.js"],
];
const platformFolder = path.join(folder, "node_modules", `notifizz-token-${platform}`);

function filesOf(directory) {
  return readdirSync(directory, { withFileTypes: true }).map((entry) => {
    assert.ok(entry.isFile(), `${entry.name} is not a file`);
    return entry.name;
  });
}

test("each package has exactly its files", () => {
  assert.deepEqual(filesOf(packageFolder).sort(), [...MAIN_FILES, ...LICENCES].sort());
  assert.deepEqual(filesOf(platformFolder).sort(), ["README.md", "package.json", ADDON, ...LICENCES].sort());
});

test("nothing runs when they are installed, and nothing else is needed", () => {
  const main = load(`${name}/package.json`);
  const native = load(`notifizz-token-${platform}/package.json`);
  for (const manifest of [main, native]) {
    for (const key of ["scripts", "dependencies", "devDependencies", "peerDependencies", "bundleDependencies"]) {
      assert.equal(manifest[key], undefined, key);
    }
    assert.equal(manifest.version, version);
  }
  const all = platforms.map((each) => [`notifizz-token-${each}`, version]);
  assert.deepEqual(main.optionalDependencies, Object.fromEntries(all));
  assert.equal(native.optionalDependencies, undefined);
});

test("the addon is not the one for the panic test", () => {
  assert.equal(readFileSync(path.join(platformFolder, ADDON)).includes("a panic that a test asked for"), false);
});

for (const [kind, limit] of [
  ["main", 80 * 1024],
  ["platform", 500_000],
]) {
  test(`the ${kind} tarball has at most ${limit} bytes`, (t) => {
    const { size } = statSync(tarballs[kind]);
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= limit, `${size} bytes`);
  });
}

for (const [tool, ...args] of [
  ["publint", "run", tarballs.main, "--strict"],
  ["publint", "run", tarballs.platform, "--strict"],
  ["@arethetypeswrong/cli", tarballs.main, "--no-emoji"],
]) {
  test(`${tool} finds nothing wrong in ${path.basename(args.find((arg) => arg.endsWith(".tgz")))}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [programOf(tool), ...args], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  });
}
