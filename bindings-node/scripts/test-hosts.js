/**
 * Runs the installed package where there is no Node.js, and in bundles that were told nothing about it:
 *
 *     npm run test:hosts [-- NAME...] [--packed]
 *
 * With --packed it takes the tarballs that are packed already. The programs of hosts/ are for Linux on
 * x86-64.
 */
const { spawnSync } = require("node:child_process");
const { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const esbuild = require("esbuild");
const { root, node, npm, platforms, programOf, tarballs } = require("./tools.js");
const { install } = require("./install.js");

if (`${process.platform}-${process.arch}` !== "linux-x64") {
  console.log("skipped: the programs of hosts/ need Linux on x86-64");
  process.exit();
}

const hosts = path.join(root, "hosts");
const modules = path.join(hosts, "node_modules");
const fromHosts = createRequire(path.join(hosts, "package.json"));
const load = async (name) => import(pathToFileURL(fromHosts.resolve(name)).href);
const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
/** With native code, without it, and with nothing at all. */
const [full, plain, empty] = ["full", "plain", "empty"].map((name) => path.join(folder, name));

const TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";
const PROGRAM = `import { backend, NotifizzClient } from "notifizz-token";
console.log(backend, new NotifizzClient("YOUR_AUTH_SECRET_KEY").generateHashedToken("user_42"));
`;
const CHECK = `import vectors from "./vectors.json" with { type: "json" };
import { check } from "./check.mjs";
`;
const { NOTIFIZZ_TOKEN_BACKEND: _, ...env } = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

/** Runs a program, and throws unless it prints what it should. */
function expectOutput(expected, program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (status !== 0 || !expected.test(stdout)) throw new Error(`${status}\n${stdout}\n${stderr}`);
  console.log(stdout.trim());
}

/** Runs a bundle beside the installed package, and then where there is nothing. */
function expectBundle(file, { beside = "native|wasm" } = {}) {
  expectOutput(new RegExp(`^(${beside}) ${TOKEN}\\n$`), process.execPath, [file], full);
  const moved = path.join(empty, path.basename(file));
  copyFileSync(file, moved);
  expectOutput(new RegExp(`^wasm ${TOKEN}\\n$`), process.execPath, [moved], empty);
}

const checked = /^\d{4} rows of the vectors$/m;
const program = path.join(full, "program.mjs");
const bundle = (name) => path.join(full, name);

const RUNS = {
  /** The binary alone, with Cloudflare's own conditions, as Wrangler bundles. */
  workerd() {
    const worker = path.join(plain, "worker.mjs");
    writeFileSync(
      worker,
      `${CHECK}export default { test() { console.log(check(vectors, "wasm"), "rows of the vectors"); } };\n`,
    );
    const outfile = path.join(plain, "worker", "bundle.mjs");
    esbuild.buildSync({
      entryPoints: [worker],
      outfile,
      bundle: true,
      format: "esm",
      external: ["*.wasm"],
      conditions: ["workerd", "worker", "browser"],
    });
    const wasm = path.join(plain, "node_modules/notifizz-token/notifizz-token.wasm");
    copyFileSync(wasm, path.join(plain, "worker", "notifizz-token.wasm"));
    writeFileSync(
      path.join(plain, "worker", "config.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "bundle.mjs", esModule = embed "bundle.mjs"),
    (name = "./notifizz-token.wasm", wasm = embed "notifizz-token.wasm"),
  ],
))]);
`,
    );
    const binary = path.join(modules, "@cloudflare/workerd-linux-64/bin/workerd");
    expectOutput(checked, binary, ["test", "config.capnp", "--verbose"], path.join(plain, "worker"));
  },

  /** Vercel's, which compiles no WebAssembly from bytes when it runs. */
  async "edge-light"() {
    const { EdgeVM } = await load("@edge-runtime/vm");
    const entry = path.join(plain, "edge.mjs");
    writeFileSync(entry, `${CHECK}globalThis.rows = check(vectors, "wasm");\n`);
    const wasm = path.join(plain, "node_modules/notifizz-token/notifizz-token.wasm");
    const [{ text }] = (
      await esbuild.build({
        entryPoints: [entry],
        write: false,
        bundle: true,
        conditions: ["edge-light", "browser"],
        plugins: [
          {
            name: "wasm-module",
            setup(build) {
              build.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "wasm" }));
              build.onLoad({ filter: /./, namespace: "wasm" }, () => ({
                contents: "export default globalThis.compiled",
              }));
            },
          },
        ],
      })
    ).outputFiles;
    const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } });
    vm.context.compiled = new WebAssembly.Module(readFileSync(wasm));
    vm.evaluate(text);
    console.log(`${vm.context.rows} rows of the vectors`);
    if (!(vm.context.rows > 1000)) throw new Error("too few");
  },

  bun: () => expectOutput(checked, path.join(modules, "bun/bin/bun"), ["check-host.mjs", "native"], full),
  "bun without native code": () =>
    expectOutput(checked, path.join(modules, "bun/bin/bun"), ["check-host.mjs", "wasm"], plain),

  /** Deno allows nothing unless it is told so: not to load native code, nor to read files. */
  deno() {
    const none = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual"];
    for (const denied of [[], ["--deny-env", "--deny-ffi", "--deny-read"]]) {
      const args = [...none, ...denied, "program.mjs"];
      expectOutput(new RegExp(`^wasm ${TOKEN}\\n$`), path.join(modules, "deno/deno"), args, full);
    }
  },
  "deno with its permissions": () =>
    expectOutput(
      checked,
      path.join(modules, "deno/deno"),
      [
        "run",
        "--allow-ffi",
        "--allow-read",
        "--allow-env",
        "--no-remote",
        "--node-modules-dir=manual",
        "check-host.mjs",
        "native",
      ],
      full,
    ),

  "esbuild, CommonJS"() {
    esbuild.buildSync({ entryPoints: [program], outfile: bundle("esbuild.cjs"), bundle: true, platform: "node" });
    expectBundle(bundle("esbuild.cjs"), { beside: "native" });
  },
  "esbuild, ES module"() {
    const outfile = bundle("esbuild.mjs");
    esbuild.buildSync({ entryPoints: [program], outfile, bundle: true, platform: "node", format: "esm" });
    expectBundle(outfile);
  },
  async webpack() {
    const { default: webpack } = await load("webpack");
    await new Promise((resolve, reject) => {
      webpack(
        {
          entry: program,
          target: "node",
          mode: "production",
          output: { path: full, filename: "webpack.cjs" },
        },
        (error, stats) => {
          if (error || stats.hasErrors() || stats.hasWarnings()) reject(error ?? new Error(stats.toString()));
          else resolve();
        },
      );
    });
    expectBundle(bundle("webpack.cjs"));
  },
  async rollup() {
    const { rollup } = await load("rollup");
    const { default: commonjs } = await load("@rollup/plugin-commonjs");
    const { nodeResolve } = await load("@rollup/plugin-node-resolve");
    const built = await rollup({ input: program, plugins: [nodeResolve({ exportConditions: ["node"] }), commonjs()] });
    await built.write({ file: bundle("rollup.mjs"), format: "es" });
    expectBundle(bundle("rollup.mjs"));
  },
  async "vite, SSR"() {
    const { build } = await load("vite");
    await build({
      root: full,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: program,
        outDir: full,
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: "vite.mjs" } },
      },
    });
    expectBundle(bundle("vite.mjs"));
  },
  ncc() {
    const out = path.join(full, "ncc");
    node([programOf("@vercel/ncc", hosts), "build", program, "--quiet", "--out", out]);
    expectOutput(new RegExp(`^(native|wasm) ${TOKEN}\\n$`), process.execPath, [path.join(out, "index.mjs")], empty);
  },

  "a single executable"() {
    const [main, program] = [bundle("executable.cjs"), path.join(empty, "program")];
    esbuild.buildSync({ entryPoints: [bundle("program.mjs")], outfile: main, bundle: true, platform: "node" });
    writeFileSync(bundle("sea.json"), JSON.stringify({ main, output: bundle("sea.blob") }));
    node(["--experimental-sea-config", bundle("sea.json")], { stdio: "ignore" });
    cpSync(process.execPath, program);
    const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
    const inject = [program, "NODE_SEA_BLOB", bundle("sea.blob"), "--sentinel-fuse", fuse];
    node([programOf("postject", hosts), ...inject], { stdio: "ignore" });
    expectOutput(new RegExp(`^wasm ${TOKEN}\\n$`), program, [], empty);
  },

  pnpm() {
    const project = newProject("pnpm");
    node([programOf("pnpm", hosts), "install", "--offline", "--silent"], { cwd: project });
    expectOutput(new RegExp(`^native ${TOKEN}\\n$`), process.execPath, ["program.mjs"], project);
  },
  "yarn, Plug'n'Play"() {
    const project = newProject("yarn");
    writeFileSync(
      path.join(project, ".yarnrc.yml"),
      "nodeLinker: pnp\npnpEnableEsmLoader: true\nenableNetwork: false\nenableTelemetry: false\n",
    );
    writeFileSync(path.join(project, "yarn.lock"), "");
    const yarn = path.join(modules, "@yarnpkg/cli-dist/bin/yarn.js");
    node([yarn, "install", "--no-immutable"], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
    expectOutput(new RegExp(`^native ${TOKEN}\\n$`), process.execPath, [yarn, "node", "program.mjs"], project);
  },
};

/** A project that depends on the tarballs. No registry has the names of the platforms' packages. */
function newProject(name) {
  const project = path.join(folder, name);
  mkdirSync(project);
  const [main, native] = [tarballs.main, tarballs.platform].map((file) => `file:${file}`);
  const natives = Object.fromEntries(platforms.map((platform) => [`notifizz-token-${platform}`, native]));
  const manifest = {
    private: true,
    dependencies: { "notifizz-token": main },
    resolutions: natives,
    pnpm: { overrides: natives },
  };
  writeFileSync(path.join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(project, "program.mjs"), PROGRAM);
  return project;
}

async function main() {
  const chosen = process.argv.slice(2).filter((argument) => argument !== "--packed");
  const names = chosen.length > 0 ? chosen : Object.keys(RUNS);
  for (const name of names) {
    if (!Object.hasOwn(RUNS, name)) throw new Error(`${name} is none of ${Object.keys(RUNS).join(", ")}`);
  }
  npm(["ci", "--silent", "--ignore-scripts"], { cwd: hosts });
  if (!process.argv.includes("--packed")) node([path.join(__dirname, "package.js")]);
  install(full);
  install(plain, undefined, false);
  mkdirSync(empty);
  for (const each of [full, plain]) {
    for (const file of ["calls.js", "check.mjs"]) cpSync(path.join(root, "test/hosts", file), path.join(each, file));
    cpSync(path.join(root, "../vectors/vectors.json"), path.join(each, "vectors.json"));
    writeFileSync(path.join(each, "program.mjs"), PROGRAM);
    const last = `console.log(check(vectors, process.argv.at(-1)), "rows of the vectors");\n`;
    writeFileSync(path.join(each, "check-host.mjs"), CHECK + last);
  }
  const failed = [];
  for (const name of names) {
    console.log(`\n=== ${name}`);
    try {
      await RUNS[name]();
    } catch (error) {
      failed.push(name);
      console.log(error);
    }
  }
  console.log(failed.length > 0 ? `\nfailed: ${failed.join(", ")}` : `\npassed: ${names.join(", ")}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

main();
