// Chooses what computes: the native code of this platform, or else the WebAssembly, which runs on all.
const loadNative = require("./native.js");

const VARIABLE = "NOTIFIZZ_TOKEN_BACKEND";

/** Deno asks its user for a permission that it has not been given, or throws; the WebAssembly needs none. */
function isAllowed(permission) {
  const permissions = globalThis.Deno?.permissions;
  return !permissions || permissions.querySync(permission).state === "granted";
}

/** Decompresses. Bundles that are ES modules have no `require` for a module of Node.js's own. */
function inline() {
  const { brotliDecompressSync } = process.getBuiltinModule?.("node:zlib") ?? require("node:zlib");
  return brotliDecompressSync(Buffer.from(require("./wasm-inline.js"), "base64"));
}

/** The WebAssembly from its file, which is there in no bundle, and otherwise from the code, which takes longer. */
function bytes() {
  if (!isAllowed({ name: "read" })) return inline();
  try {
    return require("node:fs").readFileSync(`${__dirname}/notifizz-token.wasm`);
  } catch {
    return inline();
  }
}

function native() {
  return { ...loadNative(), name: "native" };
}

function wasm() {
  return require("./wasm.js")(new WebAssembly.Module(bytes()));
}

function choose() {
  const choice = isAllowed({ name: "env", variable: VARIABLE }) ? process.env[VARIABLE] : undefined;
  if (choice === "native") return native();
  if (choice === "wasm") return wasm();
  if (choice) {
    const error = new Error(`${VARIABLE} is neither "native" nor "wasm"`);
    error.code = "ERR_NOTIFIZZ_BACKEND";
    throw error;
  }
  if (!isAllowed({ name: "ffi" })) return wasm();
  try {
    return native();
  } catch {
    return wasm();
  }
}

module.exports = choose();
