/** Shared by the scripts beside it, which run on every system: they use no shell, only Node.js and npm. */
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
/** The platforms that have a package. */
const platforms = Object.keys(require("../platforms.js"));
/** The platform of this computer, as the packages are named. */
const platform = `${process.platform}-${process.arch}${process.platform === "linux" ? `-${libc()}` : ""}`;

/** musl has no version of glibc to report. */
function libc() {
  return process.report.getReport().header.glibcVersionRuntime ? "gnu" : "musl";
}

const readJson = (...parts) => JSON.parse(readFileSync(path.join(...parts), "utf8"));
const { version } = readJson(root, "package.json");
const dist = path.resolve(process.env.NOTIFIZZ_DIST ?? path.join(root, "..", "dist"));
const tarballs = {
  main: path.join(dist, `notifizz-token-${version}.tgz`),
  platform: path.join(dist, `notifizz-token-${platform}-${version}.tgz`),
};

/** Runs a program, and ends this one if it fails. */
function run(program, args, options) {
  const { status, signal, error } = spawnSync(program, args, { stdio: "inherit", cwd: root, ...options });
  if (error) throw error;
  if (signal) console.error(`${program} was ended by ${signal}`);
  if (status !== 0) process.exit(status ?? 1);
}

const node = (args, options) => run(process.execPath, args, options);

/** Runs npm: the one that runs this script, or else the one on the PATH. */
function npm(args, options) {
  const program = process.env.npm_execpath;
  if (program) return node([program, ...args], options);
  // On Windows npm is a script, which only a shell can run.
  return run("npm", args, { shell: process.platform === "win32", ...options });
}

/** The program of a package that is installed in a folder, to run with Node.js. */
function programOf(name, folder = root) {
  const location = path.join(folder, "node_modules", name);
  const { bin } = readJson(location, "package.json");
  return path.join(location, typeof bin === "string" ? bin : Object.values(bin)[0]);
}

module.exports = { root, platform, platforms, version, dist, tarballs, readJson, run, node, npm, programOf };
