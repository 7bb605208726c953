const assert = require("node:assert/strict");
const { execFile, spawnSync } = require("node:child_process");
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { name, test } = require("./common.js");

const cli = JSON.parse(readFileSync(path.join(__dirname, "..", "cli.json"), "utf8"));
const packageFile = require(`${name}/package.json`);
// As npm linked it, run by the Node.js that runs the test.
const bin = path.join(__dirname, "..", "node_modules", ".bin", "notifizz-token");
const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("NOTIFIZZ_")));

/** In an empty folder with these files; what is not in `env` comes from the test's own, cleaned. */
function run(args, { env = {}, files = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content);
  const options = { cwd: folder, env: { ...clean, ...env }, encoding: "utf8" };
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      resolve({ status: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

async function check(row) {
  const { status, stdout, stderr } = await run(row.args, row);
  assert.equal(status, row.exit, `${row.name}: ${stderr}`);
  assert.equal(stdout, row.stdout, row.name);
  if (row.usage_error) {
    const [first, ...rest] = stderr.split("\n");
    assert.match(first, /^notifizz-token: \S/, row.name);
    assert.equal(rest.join("\n"), cli.usage, row.name);
    assert.ok(!stderr.includes("MARKER"), row.name);
  } else {
    assert.equal(stderr, row.stderr, row.name);
  }
}

test("cli.json", async (t) => {
  let ran = 0;
  const rows = cli.cases.values();
  const take = async () => {
    for (const row of rows) {
      await check(row);
      ran += 1;
    }
  };
  // They share the rows: four programs at a time.
  await Promise.all([take(), take(), take(), take()]);
  assert.ok(ran > 0);
  assert.equal(ran, cli.count);
  t.diagnostic(`${ran} cases`);
});

test("--version", async () => {
  const printed = { status: 0, stdout: `${packageFile.version}\n`, stderr: "" };
  assert.deepEqual(await run(["--version"]), printed);
});

const REFUSED = {
  status: 2,
  stdout: "",
  stderr:
    "notifizz-token: the text is not valid Unicode (a lone surrogate, or bytes that are not UTF-8): pass well-formed text\n",
};
const env = { NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY" };

test("what is not UTF-8 is refused, and never signed as U+FFFD", async () => {
  // Only a shell can hand over such bytes.
  for (const [bytes, variables] of [
    ["notifizz-token generate $'user_\\xff'", env],
    ["notifizz-token verify $'user_\\xff' x", env],
    ["notifizz-token diagnose user_42 x --user-email $'\\xff'", env],
    ["NOTIFIZZ_AUTH_SECRET_KEY=$'key_\\xff' notifizz-token generate user_42", {}],
    ["NOTIFIZZ_SDK_SECRET_KEY=$'key_\\xff' notifizz-token diagnose user_42 x", env],
  ]) {
    const line = bytes.replace("notifizz-token", '"$0" "$1"');
    const options = { env: { ...clean, ...variables }, encoding: "utf8" };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", line, process.execPath, bin], options);
    assert.deepEqual({ status, stdout, stderr }, REFUSED, bytes);
  }
  for (const file of ["--secret-file", "--sdk-secret-file"]) {
    const args = ["diagnose", "user_42", "x", file, "secret"];
    assert.deepEqual(await run(args, { env, files: { secret: Buffer.from([0x6b, 0xff]) } }), REFUSED, file);
  }
  // An environment that is not used is not looked at.
  const unused = { NOTIFIZZ_AUTH_SECRET_KEY: "\ufffd", NOTIFIZZ_SDK_SECRET_KEY: "\ufffd" };
  const args = ["generate", "user_42", "--secret-file", "secret"];
  assert.equal((await run(args, { env: unused, files: { secret: "key" } })).status, 0);
});

test("a file is used to the byte", async () => {
  const { createHmac } = require("node:crypto");
  for (const key of ["k\ufeffey", "ké\0y", "a".repeat(100_000)]) {
    const expected = createHmac("sha256", key).update("user_42").digest("hex");
    const { stdout } = await run(["generate", "user_42", "--secret-file", "secret"], { files: { secret: key } });
    assert.equal(stdout, `${expected}\n`);
  }
});

test("a file that cannot be read says why, and not its name", async () => {
  const { status, stderr } = await run(["generate", "user_42", "--secret-file", "MARKER"]);
  assert.equal(status, 2);
  assert.ok(stderr.startsWith("notifizz-token: the file of --secret-file cannot be read (ENOENT)\n"));
});
