// The command has its name under either name of the package.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");
const { folder, isInstalled } = require("../common.js");

test("npx finds the command", () => {
  assert.ok(isInstalled, "this test needs NOTIFIZZ_PACKAGE=installed");
  const env = { ...process.env, NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY" };
  // On Windows npx is a script, which only a shell can run.
  const options = { cwd: folder, env, encoding: "utf8", shell: process.platform === "win32" };
  const args = ["--offline", "--no", "notifizz-token", "generate", "user_42"];
  const { status, stdout, stderr } = spawnSync("npx", args, options);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c\n");
});
