// node check.js TSC...: compiles good.* and bad.ts with each of these compilers, under each module
// resolution that knows `exports`; bad.ts must have exactly the errors that its comments name.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");

const RESOLUTIONS = { node16: "node16", nodenext: "nodenext", bundler: "esnext" };

const compile = (tsc, resolution, files) => {
  const module = RESOLUTIONS[resolution];
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022"];
  // The types of Node.js are not installed: the declarations must not need them.
  const args = ["--noEmit", "--pretty", "false", "--module", module, "--moduleResolution", resolution];
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...args, ...strict, ...files], {
    cwd: __dirname,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return stdout
    .trim()
    .split("\n")
    .filter((line) => /^\S/.test(line));
};

const expected = [];
for (const [index, line] of readFileSync(`${__dirname}/bad.ts`, "utf8").split("\n").entries()) {
  // Compilers differ in the code of a property that is missing.
  const [, code] = line.match(/\/\/ (TS\d+)(?: or TS2741)?$/) ?? [];
  if (code) expected.push(`${index + 1} ${code}`);
}
assert.ok(expected.length > 30);

let compiled = 0;
for (const tsc of process.argv.slice(2)) {
  for (const resolution of Object.keys(RESOLUTIONS)) {
    // `import = require` is for CommonJS, which a bundler's module setting is not.
    const files = ["good.ts", "good.mts", "bad.ts", ...(resolution === "bundler" ? [] : ["good.cts"])];
    const found = compile(tsc, resolution, files).map((line) => {
      const [, number, code] = line.match(/^bad\.ts\((\d+),\d+\): error (TS\d+):/) ?? assert.fail(line);
      return `${number} ${code.replace("TS2741", "TS2345")}`;
    });
    assert.deepEqual(found, expected, `${tsc}, ${resolution}`);
    compiled += 1;
  }
}
assert.ok(compiled >= 3);
console.log(`${compiled} times: the good compile, and the bad have their ${expected.length} errors`);
