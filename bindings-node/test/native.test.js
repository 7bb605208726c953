// What is said where the native code is missing, cannot be loaded, or does not exist.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { cpSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { name, test } = require("./common.js");

const PLATFORM = "notifizz-token-linux-x64-gnu";
const modules = path.join(__dirname, "..", "node_modules");

/** The error of `require` in a copy of the installed packages that `change` has changed. */
function failure(change, preload = "") {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    for (const one of [name, PLATFORM])
      cpSync(path.join(modules, one), path.join(folder, "node_modules", one), { recursive: true });
    change?.(path.join(folder, "node_modules", PLATFORM));
    const script = `
      ${preload};
      try { require(${JSON.stringify(name)}); console.log("loaded"); }
      catch ({ name, code, message, cause }) {
        console.log(JSON.stringify({ name, code, message, cause: { code: cause?.code, message: cause?.message } }));
      }`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
    assert.notEqual(stdout, "loaded\n");
    assert.ok(stdout, stderr);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check(error, ...parts) {
  assert.equal(error.name, "Error");
  assert.equal(error.code, "ERR_NOTIFIZZ_NATIVE_CODE");
  for (const part of parts) assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
  // The npm bug of that time is mended, and the advice rarely helped.
  assert.doesNotMatch(error.message, /package-lock/);
}

test("the platform's package is not there", () => {
  const error = failure((folder) => rmSync(folder, { recursive: true }));
  check(
    error,
    "cannot load its native code for linux-x64",
    `The package ${PLATFORM} should have come with it`,
    "without leaving out optional dependencies",
    "leave the package out of the bundle under the name that it is installed under, notifizz-token or @notifizz/nodejs",
    `The loader says: Cannot find module '${PLATFORM}'`,
  );
  assert.equal(error.cause.code, "MODULE_NOT_FOUND");
});

test("the native code is not loadable", () => {
  const error = failure((folder) =>
    writeFileSync(path.join(folder, "notifizz-token.linux-x64-gnu.node"), "no ELF file"),
  );
  check(error, `The package ${PLATFORM} is installed, but its native code does not load here`, "The loader says: ");
  assert.equal(error.cause.code, "ERR_DLOPEN_FAILED");
  assert.ok(error.message.endsWith(`The loader says: ${error.cause.message}`));
});

test("a bundler has put something else in the place of the native code", () => {
  for (const [content, says] of [
    ['module.exports = "./notifizz-token.linux-x64-gnu.node";', `${PLATFORM} holds no native code`],
    // As in the ES modules that esbuild writes.
    ['throw Error("Dynamic require is not supported");', "Dynamic require is not supported"],
  ]) {
    const error = failure((folder) => {
      writeFileSync(path.join(folder, "bundled.js"), content);
      writeFileSync(path.join(folder, "package.json"), '{ "main": "bundled.js" }');
    });
    check(error, "leave the package out of the bundle", `The loader says: ${says}`);
  }
});

test("there is no native code for the platform", () => {
  const preload = (platform, arch) =>
    `Object.defineProperty(process, "platform", { value: "${platform}" }); Object.defineProperty(process, "arch", { value: "${arch}" })`;
  for (const [platform, arch] of [
    ["sunos", "x64"],
    ["linux", "riscv64"],
  ]) {
    const error = failure(null, preload(platform, arch));
    check(error, `has no native code for ${platform}-${arch}, only for linux-x64 with glibc`);
  }
});

test("musl is named", () => {
  const preload = `process.report.getReport = () => ({ header: {}, sharedObjects: ["/lib/ld-musl-x86_64.so.1"] })`;
  const error = failure((folder) => rmSync(folder, { recursive: true }), preload);
  check(error, "This system's C library is musl", "only code for linux-x64 with glibc", "The loader says: ");
});

test("the command line says it too, with the status of a refusal", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    const copy = path.join(folder, "node_modules", name);
    cpSync(path.join(modules, name), copy, { recursive: true });
    const env = { ...process.env, NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY" };
    const args = [path.join(copy, "cli.js"), "verify", "user_42", "x"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^notifizz-token: notifizz-token cannot load its native code for linux-x64\. .*\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("for a page there is only a message", () => {
  const message =
    /Error: notifizz-token runs on a server only .*the Auth Secret Key must never reach a browser.*\/\*\* @jest-environment node \*\/\n/;
  const said = new Set();
  for (const args of [
    ["-e", `require(${JSON.stringify(name)})`],
    ["--input-type=module", "-e", `import { NotifizzClient } from ${JSON.stringify(name)}; new NotifizzClient("k")`],
  ]) {
    const options = { cwd: path.join(__dirname, ".."), encoding: "utf8" };
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=browser", ...args], options);
    assert.notEqual(status, 0);
    said.add(stderr.match(message)?.[0] ?? assert.fail(stderr));
  }
  assert.equal(said.size, 1, "require and import say the same");
});
