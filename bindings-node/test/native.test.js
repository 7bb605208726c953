// Without native code for the platform, or where it does not load, the WebAssembly runs; and whoever asks
// for native code gets an error that says why there is none.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { name, packageFolder, test, runNode, unlessLinux } = require("./common.js");
const { root, platform, platforms, readJson } = require("../scripts/tools.js");

const TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";
const THIS_PLATFORM = `${process.platform}-${process.arch}`;
const { files } = readJson(root, "package.json");
const platformName = `notifizz-token-${platform}`;
const fromPackage = createRequire(path.join(packageFolder, "index.js"));

const platformFolder = () => realpathSync(path.dirname(fromPackage.resolve(`${platformName}/package.json`)));

/** Calls back with an empty folder, in which the main package and, if wanted, the platform's are installed. */
function withCopy({ hasPlatform = true }, use) {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    const copy = path.join(folder, "node_modules", name);
    const platformCopy = path.join(folder, "node_modules", platformName);
    for (const file of ["package.json", ...files.filter((file) => !file.includes("*"))]) {
      cpSync(path.join(packageFolder, file), path.join(copy, file));
    }
    if (hasPlatform) cpSync(platformFolder(), platformCopy, { recursive: true });
    return use({ folder, copy, platformCopy });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The error of `require` if native code is asked for, after `change` has changed the platform's package. */
function failure({ hasPlatform, change, preload = "" }) {
  return withCopy({ hasPlatform }, ({ folder, platformCopy }) => {
    change?.(platformCopy);
    const run = (script, env) =>
      spawnSync(process.execPath, ["-e", `${preload}; ${script}`], { cwd: folder, env, encoding: "utf8" });
    const { NOTIFIZZ_TOKEN_BACKEND: _, ...env } = process.env;
    const otherwise = run(
      `const { backend, NotifizzClient } = require(${JSON.stringify(name)});
      console.log(backend, new NotifizzClient("YOUR_AUTH_SECRET_KEY").generateHashedToken("user_42"))`,
      env,
    );
    assert.equal(otherwise.stdout, `wasm ${TOKEN}\n`, otherwise.stderr);
    const script = `
      try { require(${JSON.stringify(name)}); console.log("loaded"); }
      catch ({ name, code, message, cause }) {
        console.log(JSON.stringify({ name, code, message, cause: { code: cause?.code, message: cause?.message } }));
      }`;
    const { stdout, stderr } = run(script, { ...env, NOTIFIZZ_TOKEN_BACKEND: "native" });
    assert.notEqual(stdout, "loaded\n");
    assert.ok(stdout, stderr);
    return JSON.parse(stdout);
  });
}

function check(error, ...parts) {
  assert.equal(error.name, "Error");
  assert.equal(error.code, "ERR_NOTIFIZZ_NATIVE_CODE");
  for (const part of parts) assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
}

test("the platform's package is missing", () => {
  const error = failure({ hasPlatform: false });
  check(
    error,
    `cannot load its native code for ${THIS_PLATFORM}`,
    platform.startsWith("linux")
      ? `The package ${platformName.replace(/musl$/, "gnu")} or ${platformName.replace(/gnu$/, "musl")} should have come with it`
      : `The package ${platformName} should have come with it`,
    "without leaving out optional dependencies",
    "leave the package out of the bundle under the name that it is installed under, notifizz-token or @notifizz/nodejs",
    `The loader says: Cannot find module '${platformName.replace(/musl$/, "gnu")}'`,
  );
  assert.equal(error.cause.code, "MODULE_NOT_FOUND");
});

test("the native code cannot be loaded", () => {
  const { main } = fromPackage(`${platformName}/package.json`);
  const error = failure({ change: (folder) => writeFileSync(path.join(folder, main), "no library") });
  check(error, `The package ${platformName} is installed, but its native code does not load here`, "The loader says: ");
  assert.equal(error.cause.code, "ERR_DLOPEN_FAILED");
  assert.ok(error.message.endsWith(`The loader says: ${error.cause.message}`));
});

test("the platform's package holds something else", () => {
  const error = failure({
    change: (folder) => {
      writeFileSync(path.join(folder, "other.js"), "module.exports = {};");
      writeFileSync(path.join(folder, "package.json"), '{ "main": "other.js" }');
    },
  });
  check(error, "leave the package out of the bundle", `The loader says: ${platformName} holds no native code`);
});

test("the variable chooses, and nothing else is a choice", () => {
  const load = (backend) => {
    const env = { ...process.env, NOTIFIZZ_TOKEN_BACKEND: backend };
    return runNode(["-p", `require(${JSON.stringify(name)}).backend`], { env });
  };
  for (const [value, chosen] of [
    ["native", "native"],
    ["wasm", "wasm"],
    ["", "native"],
  ]) {
    assert.equal(load(value).stdout, `${chosen}\n`);
  }
  assert.match(load("addon").stderr, /NOTIFIZZ_TOKEN_BACKEND is neither "native" nor "wasm"/);
});

test("there is no native code for the platform", () => {
  for (const [platform, arch] of [
    ["sunos", "x64"],
    ["linux", "riscv64"],
  ]) {
    const preload = `
      Object.defineProperty(process, "platform", { value: "${platform}" });
      Object.defineProperty(process, "arch", { value: "${arch}" })`;
    check(failure({ preload }), `has no native code for ${platform}-${arch}, only for ${platforms.join(", ")}`);
  }
});

test("on Linux the package that loads is taken, for glibc or musl", { skip: unlessLinux }, () => {
  const other = platformName.replace(/gnu$|musl$/, (libc) => ({ gnu: "musl", musl: "gnu" })[libc]);
  withCopy({}, ({ folder, platformCopy }) => {
    const otherCopy = path.join(path.dirname(platformCopy), other);
    const env = { ...process.env, NOTIFIZZ_TOKEN_BACKEND: "native" };
    const loads = () =>
      spawnSync(process.execPath, ["-e", `require(${JSON.stringify(name)})`], { cwd: folder, env }).status;
    cpSync(platformCopy, otherCopy, { recursive: true });
    const { main } = JSON.parse(readFileSync(path.join(platformCopy, "package.json"), "utf8"));
    for (const broken of [platformCopy, otherCopy]) {
      const file = path.join(broken, main);
      const content = readFileSync(file);
      writeFileSync(file, "no library");
      assert.equal(loads(), 0, broken);
      writeFileSync(file, content);
    }
  });
});

test("the command line prints the error, with status 2", () => {
  withCopy({ hasPlatform: false }, ({ copy }) => {
    const env = { ...process.env, NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY" };
    const args = [path.join(copy, "cli.js"), "verify", "user_42", "x"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
    assert.equal(status, 2);
    assert.equal(stdout, "");
    const start = `notifizz-token: notifizz-token cannot load its native code for ${THIS_PLATFORM}. `;
    assert.ok(stderr.startsWith(start), stderr);
  });
});

test("the browser's export is an error", () => {
  const message =
    /Error: notifizz-token runs on a server only .*the Auth Secret Key must never reach a browser.*\/\*\* @jest-environment node \*\/\n/;
  const messages = new Set();
  for (const args of [
    ["-e", `require(${JSON.stringify(name)})`],
    ["--input-type=module", "-e", `import { NotifizzClient } from ${JSON.stringify(name)}; new NotifizzClient("k")`],
  ]) {
    const { status, stderr } = runNode(["--conditions=browser", ...args]);
    assert.notEqual(status, 0);
    messages.add(stderr.match(message)?.[0] ?? assert.fail(stderr));
  }
  assert.equal(messages.size, 1, "require and import have the same message");
});
