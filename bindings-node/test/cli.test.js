const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { name, read, test } = require("./common.js");

const cli = read("cli.json");
const packageFile = require(`${name}/package.json`);
// As npm linked it, run by the Node.js that runs the test.
const bin = path.join(__dirname, "..", "node_modules", ".bin", "notifizz-token");
const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("NOTIFIZZ_")));
const KEYS = { NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY", NOTIFIZZ_WEBHOOK_SIGNING_SECRET: "whsec" };
const TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

/** The bytes of a text of cli.json. */
function bytes(text) {
  if (typeof text === "string") return Buffer.from(text);
  if (text.bytes_hex !== undefined) return Buffer.from(text.bytes_hex, "hex");
  return Buffer.from(text.before + text.repeat.repeat(text.times) + text.after);
}

/** A word of bash: only a shell can hand over bytes that are not UTF-8. */
const word = (text) => `$'${bytes(text).toString("hex").replace(/../g, "\\x$&")}'`;

/** In an empty folder with these files; what is not in `env` comes from the test's own, cleaned. */
async function run(args, { env = {}, files = {}, stdin = "", options = [] } = {}) {
  const cwd = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(cwd, file), bytes(content));
    const variables = Object.entries(env).map(([key, value]) => `${key}=${word(value)}`);
    const script = [...variables, 'exec "$0" "$@"', ...args.map(word)].join(" ");
    return await output(spawn("bash", ["-c", script, process.execPath, ...options, bin], { cwd, env: clean }), stdin);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function output(child, stdin = "") {
  const [stdout, stderr] = [[], []];
  child.stdout.on("data", (data) => stdout.push(data));
  child.stderr.on("data", (data) => stderr.push(data));
  // A command that does not read it has closed it.
  child.stdin.on("error", (error) => assert.equal(error.code, "EPIPE"));
  child.stdin.end(bytes(stdin));
  const [status] = await once(child, "close");
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

test("cli.json", { concurrency: 4 }, async (t) => {
  let ran = 0;
  const check = async (row) => {
    const stderr = row.stderr ?? `notifizz-token: ${row.usage_error}\n${cli.usage}`;
    const expected = { status: row.exit, stdout: bytes(row.stdout).toString(), stderr };
    assert.deepEqual(await run(row.args, row), expected);
    assert.ok(!stderr.includes("MARKER"));
    ran += 1;
  };
  await Promise.all(cli.cases.map((row) => t.test(row.name, () => check(row))));
  assert.ok(ran > 300);
  assert.equal(ran, cli.count);
  t.diagnostic(`${ran} cases`);
});

test("--version", async () => {
  const printed = { status: 0, stdout: `${packageFile.version}\n`, stderr: "" };
  assert.deepEqual(await run(["--version"]), printed);
  assert.deepEqual(await run(["-V"]), printed);
});

test("an argument that Node.js cannot give exactly is rejected, never signed as U+FFFD", async () => {
  // The title of the process is written over its arguments.
  const titled = { env: KEYS, options: ["--title=notifizz"] };
  const illFormed = { bytes_hex: Buffer.from("user_\xff", "latin1").toString("hex") };
  for (const userId of [illFormed, "user_\ufffd"]) {
    const { status, stdout, stderr } = await run(["generate", userId], titled);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^notifizz-token: the text is not valid Unicode/);
  }
  assert.deepEqual(await run(["generate", "user_42"], titled), { status: 0, stdout: `${TOKEN}\n`, stderr: "" });
});

/** What a script of bash does, in which "$0" "$1" is the command line. */
const shell = (script) => output(spawn("bash", ["-c", script, process.execPath, bin], { env: { ...clean, ...KEYS } }));

test("output that cannot be written is status 2", async () => {
  const reason = "notifizz-token: cannot write to standard output";
  for (const args of ["--help", "-h", "-V", "generate user_42", "verify user_42 x", "fingerprint"]) {
    const full = await shell(`"$0" "$1" ${args} >/dev/full`);
    assert.deepEqual(full, { status: 2, stdout: "", stderr: `${reason} (No space left on device)\n` }, args);
    // The reader has gone before the program starts.
    const broken = await shell(`exec 3> >(exit); wait $!; "$0" "$1" ${args} >&3`);
    assert.deepEqual(broken, { status: 2, stdout: "", stderr: `${reason} (Broken pipe)\n` }, args);
  }
});

test("an ID is answered before the next one comes, and an interrupt ends the program", async () => {
  const child = spawn(process.execPath, [bin, "generate", "-"], { env: { ...clean, ...KEYS } });
  child.stdout.setEncoding("utf8");
  for (let round = 0; round < 3; round += 1) {
    child.stdin.write("user_42\n");
    assert.deepEqual(await once(child.stdout, "data"), [`${TOKEN}\n`]);
  }
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "close"), [null, "SIGINT"]);
});
