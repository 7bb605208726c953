// Compiles good.* and bad.ts as a user's code, with each compiler and under each module resolution that
// knows `exports`. bad.ts must have exactly the errors that its comments name.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { after, test } = require("node:test");
const { name, folder, sourceTree } = require("../common.js");

const RESOLUTIONS = { node16: "node16", nodenext: "nodenext", bundler: "esnext" };
const COMPILERS = ["typescript", "typescript-5"];

/** The files stand where a user's would, because TypeScript looks for packages from there. */
const programs = mkdtempSync(path.join(folder, "test-types-"));
after(() => rmSync(programs, { recursive: true }));

for (const [file, copy] of [
  ["good.ts", "good.ts"],
  ["good.ts", "good.mts"],
  ["good.cts", "good.cts"],
  ["bad.ts", "bad.ts"],
  ["frameworks.ts", "frameworks.mts"],
]) {
  const code = readFileSync(path.join(__dirname, file), "utf8");
  writeFileSync(path.join(programs, copy), code.replaceAll('"notifizz-token', `"${name}`));
}

const expected = [];
for (const [index, line] of readFileSync(path.join(__dirname, "bad.ts"), "utf8").split("\n").entries()) {
  // Compilers differ in the code of a missing property.
  const [, code] = line.match(/\/\/ (TS\d+)(?: or TS2741)?$/) ?? [];
  if (code) expected.push(`${index + 1} ${code}`);
}
assert.ok(expected.length > 30);

function compile(compiler, resolution, files) {
  const module = RESOLUTIONS[resolution];
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022"];
  // The types of Node.js are not installed: the declarations must not need them.
  const options = ["--noEmit", "--pretty", "false", "--module", module, "--moduleResolution", resolution, ...strict];
  const tsc = path.join(sourceTree, "node_modules", compiler, "bin", "tsc");
  const run = spawnSync(process.execPath, [tsc, ...options, ...files], { cwd: programs, encoding: "utf8" });
  assert.equal(run.stderr, "");
  return run.stdout.split("\n").filter((line) => /^\S/.test(line));
}

for (const compiler of COMPILERS) {
  for (const resolution of Object.keys(RESOLUTIONS)) {
    test(`${compiler}, module resolution ${resolution}`, () => {
      // `import = require` is for CommonJS, which a bundler's module setting is not.
      const files = ["good.ts", "good.mts", "bad.ts", ...(resolution === "bundler" ? [] : ["good.cts"])];
      const errors = compile(compiler, resolution, files).map((line) => {
        const [, number, code] = line.match(/^bad\.ts\((\d+),\d+\): error (TS\d+):/) ?? assert.fail(line);
        return `${number} ${code.replace("TS2741", "TS2345")}`;
      });
      assert.deepEqual(errors, expected);
    });
  }
}

test("the handlers fit the frameworks' own types", () => {
  // Those that the folder of an installed package does not have.
  const missing = ["@types", "fastify"].filter((each) => !existsSync(path.join(folder, "node_modules", each)));
  const links = missing.map((each) => path.join(folder, "node_modules", each));
  for (const link of links) {
    symlinkSync(path.join(sourceTree, "node_modules", path.basename(link)), link, "junction");
  }
  try {
    assert.deepEqual(compile("typescript", "nodenext", ["--types", "node", "--skipLibCheck", "frameworks.mts"]), []);
  } finally {
    for (const link of links) rmSync(link, { recursive: true });
  }
});
