/**
 * Shows the widget with one of the example backends, and builds what is missing:
 *
 *     ./examples/widget/start [BACKEND] [--notifizz]      or: npm start [-- BACKEND] [--notifizz]
 *
 * BACKEND is express unless given. A mock server plays Notifizz; with --notifizz it is the real one, for
 * which NOTIFIZZ_AUTH_SECRET_KEY and NOTIFIZZ_FRONT_API_KEY have to be those of your account. PORT (8000)
 * is the port of the page.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isPageBuilt, pageFolder } from "./tools.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const isWindows = process.platform === "win32";
const { PORT = "8000", NOTIFIZZ_AUTH_SECRET_KEY = "", NOTIFIZZ_FRONT_API_KEY = "" } = process.env;

function fail(message, status) {
  console.error(message);
  process.exit(status);
}

const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const [backend = "express", ...more] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
if (more.length > 0 || options.some((option) => option !== "--notifizz")) {
  fail("usage: ./examples/widget/start [BACKEND] [--notifizz]", 2);
}
const isReal = options.length > 0;
if (isReal && !(NOTIFIZZ_AUTH_SECRET_KEY && NOTIFIZZ_FRONT_API_KEY)) {
  fail("--notifizz needs NOTIFIZZ_AUTH_SECRET_KEY and NOTIFIZZ_FRONT_API_KEY of your account", 2);
}
if (await isListening()) fail(`port ${PORT} is taken: PORT=8001 ./examples/widget/start ${backend}`, 1);

function isListening() {
  return new Promise((resolve) => {
    const socket = connect(Number(PORT), "127.0.0.1", () => resolve(true));
    socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
  });
}

/** Builds with a program whose output goes to standard error. */
function run(program, args, folder) {
  // On Windows npm is a script, which only a shell can run.
  const shell = isWindows && program === "npm";
  const { status } = spawnSync(program, args, { cwd: folder, stdio: ["ignore", 2, 2], shell });
  if (status !== 0) process.exit(status ?? 1);
}

const children = [];

/** Starts a program in a process group of its own, which ends with this process. */
function start(program, args, env, stdout) {
  const stdio = ["ignore", stdout, "inherit"];
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio, detached: !isWindows });
  children.push(child);
  return child;
}

function stop() {
  for (const child of children) {
    try {
      if (isWindows) child.kill();
      else process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  }
}

process.on("exit", stop);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

console.log("Building what is not built yet. The first time takes some minutes.");
if (!existsSync(join(here, "node_modules"))) {
  const bindings = join(root, "bindings-node");
  run("npm", ["ci", "--silent", "--ignore-scripts"], bindings);
  run("npm", ["run", "--silent", "build"], bindings);
  run("npm", ["ci", "--silent", "--ignore-scripts"], here);
}
if (!isPageBuilt()) run(process.execPath, ["build.js", pageFolder], here);

const env = {
  PORT,
  NOTIFIZZ_AUTH_SECRET_KEY: NOTIFIZZ_AUTH_SECRET_KEY || "YOUR_AUTH_SECRET_KEY",
  NOTIFIZZ_FRONT_API_KEY: NOTIFIZZ_FRONT_API_KEY || "YOUR_FRONT_API_KEY",
  WIDGET_DIR: pageFolder,
};

let mockServer;
if (!isReal) {
  const server = start(process.execPath, [join(here, "mock-server/server.mjs")], env, "pipe");
  for await (const line of createInterface(server.stdout)) {
    mockServer = line;
    break;
  }
  if (!mockServer) process.exit(1);
  env.WIDGET_DIR = pageFor(mockServer);
}

/** A copy of the page that loads the widget from this address; Notifizz's component then uses that. */
function pageFor(address) {
  const folder = mkdtempSync(join(tmpdir(), "notifizz-widget-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  cpSync(pageFolder, folder, { recursive: true });
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const empty = 'name="widget-script" content=""';
  if (!page.includes(empty)) throw new Error("the page has no empty element for the widget's address");
  const filled = page.replace(empty, `name="widget-script" content="${address}/widget.js"`);
  writeFileSync(join(folder, "index.html"), filled);
  return folder;
}

const server = start("cargo", ["ci", "example", backend], env, 2);
server.on("exit", (status) => process.exit(status ?? 1));
while (!(await isListening())) await sleep(100);

console.log(`\n  http://127.0.0.1:${PORT}  the page, from examples/${backend}`);
if (mockServer) console.log(`  ${mockServer}  the mock server, which is no Notifizz product`);
console.log("\nLog in as alice with wonderland, or as bob with builder. Ctrl-C stops it.");
