const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { name, folder, packageFolder, isInstalled, load, read, test } = require("./common.js");

const cli = read("cli.json");
const packageFile = load(`${name}/package.json`);
const isWindows = process.platform === "win32";
const [[command, program]] = Object.entries(packageFile.bin);
/** The program as npm linked it; on Windows that is a script of the shell. */
const bin =
  isInstalled && !isWindows ? path.join(folder, "node_modules", ".bin", command) : path.join(packageFolder, program);
const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("NOTIFIZZ_")));
const KEYS = { NOTIFIZZ_AUTH_SECRET_KEY: "YOUR_AUTH_SECRET_KEY", NOTIFIZZ_WEBHOOK_SIGNING_SECRET: "whsec" };
const TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

/** The bytes of a text of cli.json. */
function bytes(text) {
  if (typeof text === "string") return Buffer.from(text);
  if (text.bytes_hex !== undefined) return Buffer.from(text.bytes_hex, "hex");
  return Buffer.from(text.before + text.repeat.repeat(text.times) + text.after);
}

const isText = (value) => typeof value === "string" || value.bytes_hex === undefined;
const octal = (value) => [...bytes(value)].map((byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");

/** Starts the program; only a shell can pass bytes that are not UTF-8, and it drops trailing newlines. */
function start(args, env, options) {
  const words = [process.execPath, ...options.node, bin, ...args];
  const variables = Object.entries(env);
  if ([...words, ...Object.values(env)].every(isText)) {
    const [file, ...rest] = words.map((word) => bytes(word).toString());
    const texts = Object.fromEntries(variables.map(([key, value]) => [key, bytes(value).toString()]));
    return spawn(file, rest, { cwd: options.cwd, env: { ...clean, ...texts } });
  }
  const assign = (key, value) => `${key}=$(printf '%b.' '${octal(value)}'); ${key}=\${${key}%.}`;
  const script = [
    ...variables.map(([key, value]) => `${assign(key, value)}; export ${key}`),
    "set --",
    ...words.map((word) => `${assign("word", word)}; set -- "$@" "$word"`),
    'exec "$@"',
  ];
  return spawn("sh", ["-c", script.join("\n")], { cwd: options.cwd, env: clean });
}

/** Runs it in an empty folder with these files and without the test's own NOTIFIZZ variables. */
async function run(args, { env = {}, files = {}, stdin = "", node = [] } = {}) {
  const cwd = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(cwd, file), bytes(content));
    return await outputOf(start(args, env, { cwd, node }), stdin);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function outputOf(child, stdin = "") {
  const [stdout, stderr] = [[], []];
  child.stdout?.on("data", (data) => stdout.push(data));
  child.stderr.on("data", (data) => stderr.push(data));
  // A command that does not read its input has closed it.
  child.stdin.on("error", (error) => assert.equal(error.code, "EPIPE"));
  child.stdin.end(bytes(stdin));
  const [status] = await once(child, "close");
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

test("cli.json", { concurrency: 4 }, async (t) => {
  let ran = 0;
  const check = async (row, subtest) => {
    ran += 1;
    const values = [...row.args, ...Object.values(row.env ?? {})];
    if (isWindows && !values.every(isText)) return subtest.skip("text is UTF-16 on Windows");
    const stderr = row.stderr ?? `notifizz-token: ${row.usage_error}\n${cli.usage}`;
    const expected = { status: row.exit, stdout: bytes(row.stdout).toString(), stderr };
    assert.deepEqual(await run(row.args, row), expected);
    assert.ok(!stderr.includes("MARKER"));
  };
  await Promise.all(cli.cases.map((row) => t.test(row.name, (subtest) => check(row, subtest))));
  assert.ok(ran > 300);
  assert.equal(ran, cli.count);
  t.diagnostic(`${ran} cases`);
});

test("--version", async () => {
  const printed = { status: 0, stdout: `${packageFile.version}\n`, stderr: "" };
  assert.deepEqual(await run(["--version"]), printed);
  assert.deepEqual(await run(["-V"]), printed);
});

test("an argument that Node.js cannot give exactly is rejected, never signed as U+FFFD", {
  skip: isWindows && "text is UTF-16 on Windows",
}, async () => {
  // The title of the process overwrites its arguments.
  const titled = { env: KEYS, node: ["--title=notifizz"] };
  const illFormed = { bytes_hex: Buffer.from("user_\xff", "latin1").toString("hex") };
  for (const userId of [illFormed, "user_\ufffd"]) {
    const { status, stdout, stderr } = await run(["generate", userId], titled);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^notifizz-token: the text is not valid Unicode/);
  }
  assert.deepEqual(await run(["generate", "user_42"], titled), { status: 0, stdout: `${TOKEN}\n`, stderr: "" });
});

const COMMANDS = ["--help", "-h", "-V", "generate user_42", "verify user_42 x", "fingerprint"];
const startKeyed = (args, stdio = "pipe") =>
  spawn(process.execPath, [bin, ...args.split(" ")], { env: { ...clean, ...KEYS }, stdio });

test("output to a full disk is status 2", { skip: !existsSync("/dev/full") && "there is no /dev/full" }, async () => {
  for (const args of COMMANDS) {
    const full = openSync("/dev/full", "w");
    const stderr = "notifizz-token: cannot write to standard output (No space left on device)\n";
    assert.deepEqual(await outputOf(startKeyed(args, ["pipe", full, "pipe"])), { status: 2, stdout: "", stderr }, args);
    closeSync(full);
  }
});

test("output to a broken pipe is status 2", { skip: isWindows && "Windows has another message" }, async () => {
  for (const args of COMMANDS) {
    const child = startKeyed(args);
    // The program has not started yet.
    child.stdout.destroy();
    const stderr = "notifizz-token: cannot write to standard output (Broken pipe)\n";
    assert.deepEqual(await outputOf(child), { status: 2, stdout: "", stderr }, args);
  }
});

test("an ID is answered before the next one comes, and an interrupt ends the program", async () => {
  const child = startKeyed("generate -");
  child.stdout.setEncoding("utf8");
  for (let round = 0; round < 3; round += 1) {
    child.stdin.write("user_42\n");
    assert.deepEqual(await once(child.stdout, "data"), [`${TOKEN}\n`]);
  }
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "close"), [null, "SIGINT"]);
});
