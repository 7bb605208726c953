/**
 * The package under test, the shared test data, and what several test files need.
 *
 * Without a variable, the package of the source tree is tested. NOTIFIZZ_PACKAGE=installed tests the
 * package that is installed in the folder NOTIFIZZ_INSTALL_DIR, under the name NOTIFIZZ_PACKAGE_NAME if
 * it has another one there. NOTIFIZZ_VECTORS is the folder of the test vectors. NOTIFIZZ_TOKEN_BACKEND,
 * the package's own variable, chooses the backend; it is the native one unless given.
 */
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { readFileSync, realpathSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { text } = require("./hosts/calls.js");

const {
  NOTIFIZZ_PACKAGE,
  NOTIFIZZ_INSTALL_DIR,
  NOTIFIZZ_PACKAGE_NAME: name = "notifizz-token",
  NOTIFIZZ_VECTORS: vectorsFolder = path.join(__dirname, "..", "..", "vectors"),
  NOTIFIZZ_DEEP,
  NOTIFIZZ_TOKEN_BACKEND: backend = "native",
} = process.env;

const sourceTree = realpathSync(path.join(__dirname, ".."));
const isInstalled = NOTIFIZZ_PACKAGE === "installed";
assert.ok(isInstalled || !NOTIFIZZ_PACKAGE, "NOTIFIZZ_PACKAGE is either not set or `installed`");
assert.ok(!isInstalled || NOTIFIZZ_INSTALL_DIR, "NOTIFIZZ_INSTALL_DIR is not set");

/** The folder from which programs of a user would import the package. */
const folder = isInstalled ? realpathSync(NOTIFIZZ_INSTALL_DIR) : sourceTree;
const load = createRequire(path.join(folder, "package.json"));
const packageFolder = realpathSync(path.dirname(load.resolve(`${name}/package.json`)));
const binding = load(name);

const isInSourceTree = (file) => !path.relative(sourceTree, realpathSync(file)).startsWith("..");
const addons = Object.keys(require.cache ?? {}).filter((file) => file.endsWith(".node"));
for (const file of [packageFolder, ...addons]) {
  assert.equal(isInSourceTree(file), !isInstalled, `the package under test was loaded from ${file}`);
}

const isNode = !process.versions.bun && !process.versions.deno;
const isWasm = backend === "wasm";
assert.equal(binding.backend, backend);
assert.ok(addons.length === (isWasm ? 0 : 1) || !isNode, `${addons.length} addons were loaded`);

const read = (file) => JSON.parse(readFileSync(path.join(vectorsFolder, file), "utf8"));
const vectors = read("vectors.json");

/** node:test, or as much of it as Bun and Deno need to run one test file. */
const test = isNode ? require("node:test").test : testInTurn;

let turn = Promise.resolve();

function testInTurn(...args) {
  turn = turn.then(() => testNow(...args));
}

async function testNow(title, ...rest) {
  const check = rest.at(-1);
  try {
    await check({
      diagnostic: (text) => console.log(`${title}: ${text}`),
      skip: (reason) => console.log(`skipped: ${title}: ${reason}`),
      test: testNow,
    });
  } catch (error) {
    console.error(`not ok: ${title}\n${error.stack}`);
    process.exitCode = 1;
  }
}

/**
 * Runs each row of shared test data as a subtest under its name, also after a failure, and asserts that
 * as many ran as the data promises.
 */
async function testRows(t, rows, count, check) {
  let ran = 0;
  for (const [index, row] of rows.entries()) {
    await t.test(row.name ?? row.why ?? `row ${index + 1}`, (subtest) => {
      ran += 1;
      return check(row, subtest);
    });
  }
  assert.ok(ran > 0);
  assert.equal(ran, count);
  t.diagnostic(`${ran} rows`);
}

const errorCode = (code) => `ERR_NOTIFIZZ_${code.toUpperCase()}`;

/** Runs Node.js in the folder from which a user would import the package. */
const runNode = (args, options) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", ...options });

/** The reason to skip what takes minutes, unless NOTIFIZZ_DEEP=1 asks for it. */
const unlessDeep = NOTIFIZZ_DEEP === "1" ? false : "it takes long: set NOTIFIZZ_DEEP=1";
/** The reason to skip what only the native code has. */
const unlessNative = isWasm ? "WebAssembly has memory of its own" : false;
const unlessLinux = process.platform === "linux" ? false : "it needs Linux";

module.exports = {
  name,
  isInstalled,
  isNode,
  isWasm,
  sourceTree,
  folder,
  packageFolder,
  load,
  binding,
  read,
  vectors,
  test,
  testRows,
  text,
  errorCode,
  runNode,
  unlessDeep,
  unlessNative,
  unlessLinux,
};
