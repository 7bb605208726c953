/**
 * Builds the WebAssembly into the package, twice: notifizz-token.wasm, which edge runtimes import as a
 * module, and wasm-inline.js, which needs no file and no bundler's help.
 */
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { brotliCompressSync, constants } = require("node:zlib");
const { root, run } = require("./tools.js");

const TARGET = "wasm32-unknown-unknown";
/** SHA-256 takes a third less time with them, and every host of today has them. */
const FLAGS = "-Ctarget-feature=+simd128";

const flags = [process.env.CARGO_ENCODED_RUSTFLAGS, FLAGS].filter(Boolean).join("\u001f");
const build = ["build", "--quiet", "--locked", "--profile", "wasm", "--package", "notifizz-token-wasm"];
const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags };
const { stdout: libraries } = spawnSync("rustc", ["--print", "target-libdir", "--target", TARGET], {
  encoding: "utf8",
});
if (!existsSync(libraries?.trim())) run("rustup", ["target", "add", TARGET]);
run("cargo", [...build, "--target", TARGET], { env });

const target = path.resolve(root, "..", process.env.CARGO_TARGET_DIR ?? "target");
const file = path.join(root, "notifizz-token.wasm");
writeFileSync(file, readFileSync(path.join(target, TARGET, "wasm", "notifizz_token_wasm.wasm")));
const wasm = readFileSync(file);
const compressed = brotliCompressSync(wasm, {
  params: { [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(
  path.join(root, "wasm-inline.js"),
  `// notifizz-token.wasm, compressed with Brotli, in base64.\nmodule.exports =\n  "${compressed.toString("base64")}";\n`,
);
