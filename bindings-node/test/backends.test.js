// The two backends, side by side: what they tell about themselves, and each function on the same inputs.
const assert = require("node:assert/strict");
const { randomInt } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { packageFolder, read, test, vectors, text } = require("./common.js");

const fromPackage = createRequire(path.join(packageFolder, "index.js"));
const native = fromPackage("./native.js")();
const compiled = new WebAssembly.Module(readFileSync(path.join(packageFolder, "notifizz-token.wasm")));
const wasm = fromPackage("./wasm.js")(compiled);
const backends = [native, wasm];

const KEY = "YOUR_AUTH_SECRET_KEY";
/** More than the memory for one call. */
const LONG = "é".repeat(20_000);
/** Failures that only C has. */
const ONLY_C = ["null_pointer", "auth_secret_key_too_long"];

const same = (call) => {
  const [expected, actual] = backends.map(call);
  assert.deepEqual(actual, expected);
  return expected;
};

test("they have the same failures, schemes and names", () => {
  same((backend) => backend.failures().filter(([, code]) => !ONLY_C.includes(code)));
  same((backend) => backend.tokenSchemes());
  same((backend) => backend.authType());
});

test("the module needs nothing, and has these functions", () => {
  assert.deepEqual(WebAssembly.Module.imports(compiled), []);
  const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
  const instance = new WebAssembly.Instance(compiled).exports;
  // The C library's own functions, whose list is checked where the header is.
  const others = names.filter((name) => !/^notifizz_(?!wasm_|host_)/.test(name));
  assert.deepEqual(others.filter((name) => typeof instance[name] === "function").sort(), [
    "notifizz_host_client_init",
    "notifizz_wasm_diagnose",
    "notifizz_wasm_names",
  ]);
  assert.deepEqual(others.filter((name) => typeof instance[name] !== "function").sort(), [
    "__data_end",
    "__heap_base",
    "memory",
  ]);
});

test("they reject the same secrets and schemes", () => {
  for (const key of ["", " k", "k\n", '"k"', "\ufeffk", "k\u200b", LONG]) {
    for (const scheme of ["hmac-sha256", "sha256-concat", "", "sha256"]) {
      for (const secret of [null, "", "w", "w\n", "'w'", LONG]) {
        same((backend) => {
          const handle = backend.create([key], scheme, secret === null ? null : [secret]);
          return typeof handle === "number" ? handle : backend.keyFingerprints(handle);
        });
      }
    }
  }
});

test("they compute the same for texts of any length and for bytes", () => {
  const texts = ["", "user_42", "用户_42", "a\0b", "x".repeat(64), "é".repeat(64), "y".repeat(16_000), LONG];
  const bytes = [new Uint8Array(0), new Uint8Array([0xff, 0]), new Uint8Array(100_000).fill(7)];
  for (const scheme of ["hmac-sha256", "sha256-concat"]) {
    for (const key of [KEY, "k".repeat(300)]) {
      const handles = backends.map((backend) => backend.create([key], scheme, ["whsec"]));
      const sameOf = (name, ...values) =>
        same((backend) => backend[name](handles[backends.indexOf(backend)], ...values));
      for (const first of texts) {
        const token = sameOf("generateHashedToken", first);
        sameOf("checkFrontApiKey", first);
        for (const other of [token, "0".repeat(64)]) {
          if (typeof token !== "string") continue;
          assert.equal(sameOf("verifyHashedToken", first, other), other === token);
        }
        for (const second of texts) {
          const subscribe = sameOf("generateSubscribeToken", first, second);
          if (typeof subscribe === "string") sameOf("verifySubscribeToken", first, second, subscribe);
          sameOf("widgetToken", first, second);
        }
      }
      for (const payload of [...texts, ...bytes]) {
        const signature = sameOf("signDispatchPayload", payload);
        assert.equal(sameOf("verifyDispatchSignature", payload, signature), true);
        assert.equal(sameOf("verifyDispatchSignature", payload, "0".repeat(64)), false);
      }
    }
  }
});

test("large texts leave no memory behind, and closing wipes", () => {
  const { Instance } = WebAssembly;
  const memories = [];
  class Recorded extends Instance {
    constructor(module) {
      super(module);
      memories.push(this.exports.memory);
    }
  }
  const has = (memory, text) => Buffer.from(memory.buffer).includes(text);
  WebAssembly.Instance = Recorded;
  try {
    const backend = fromPackage("./wasm.js")(compiled);
    const handle = backend.create([KEY], "sha256-concat", null);
    const [kept] = memories;
    assert.ok(has(kept, KEY));
    const size = kept.buffer.byteLength;
    const large = "z".repeat(1_000_000);
    for (let round = 0; round < 3; round += 1) backend.generateHashedToken(handle, large);
    assert.equal(kept.buffer.byteLength, size);
    assert.equal(memories.length, 4);
    for (const memory of memories.slice(1)) {
      assert.ok(memory.buffer.byteLength > large.length);
      for (const text of [KEY, large.slice(0, 64)]) assert.equal(has(memory, text), false);
    }
    backend.close(handle);
    assert.equal(has(kept, KEY), false);
  } finally {
    WebAssembly.Instance = Instance;
  }
});

test("they diagnose the same, also letters and forms of Unicode", () => {
  for (const row of vectors.diagnoses) {
    const of = (name) => text(row[name] ?? null);
    same((backend) =>
      backend.diagnose(of("token"), of("user_id"), of("auth_secret_key"), of("token_scheme") ?? "hmac-sha256"),
    );
  }
  const [hmac, concat] = ["hmac-sha256", "sha256-concat"].map((scheme) => native.create([KEY], scheme, null));
  const codes = new Set();
  for (const userId of ["Ünïcode", "ĳ", "ǅ", "İstanbul", "ΣΑΣ", "straße", "ﬁ", "Å", "한글", "q̣̇", "Ⅷ"]) {
    const other = [userId.toLowerCase(), userId.toUpperCase(), userId.normalize("NFKD"), userId.normalize("NFD")];
    for (const signed of [userId, ...other, `${userId} `, "bob"]) {
      for (const handle of [hmac, concat]) {
        const token = native.generateHashedToken(handle, signed);
        for (const form of [token, token.toUpperCase()]) {
          const [code] = same((backend) => backend.diagnose(form, userId, KEY, "hmac-sha256", "sdk", "e-mail"));
          codes.add(code);
        }
      }
    }
  }
  same((backend) => backend.diagnose("0".repeat(64), LONG, KEY, "hmac-sha256"));
  for (const code of ["correct", "user_id_case", "user_id_unicode_form", "no_known_cause"]) assert.ok(codes.has(code));
});

test("they diagnose the same dispatches, also large ones", () => {
  for (const { payload, signature, webhook_signing_secret: secret } of read("dispatches.json").diagnoses) {
    same((backend) => backend.diagnoseDispatch(payload, signature, secret));
  }
  same((backend) => backend.diagnoseDispatch(LONG, "0".repeat(64), "whsec"));
  same((backend) => backend.diagnoseDispatch("{}", "0".repeat(64), ""));
});

test("they check the same timestamps", () => {
  const rows = read("dispatches.json").timestamps;
  const SPECIAL = { infinity: Number.POSITIVE_INFINITY, "-infinity": Number.NEGATIVE_INFINITY };
  const numberIn = (value) => (typeof value === "number" ? value : (SPECIAL[value?.special] ?? Number.NaN));
  for (const row of rows) {
    const times = [row.timestamp_ms, row.now_ms, row.tolerance_ms].map(numberIn);
    const answer = same((backend) => backend.checkDispatchTimestamp(...times) ?? null);
    const code = native.failures().find(([number]) => number === answer)?.[1] ?? null;
    assert.equal(code, row.error, row.name);
  }
});

test("they answer 50,000 random calls alike", () => {
  const alphabet = [..."aZ09 -_\n\t\0\"'éß用🔑\u0301\ufeff\u200b\uffff"];
  const random = () => Array.from({ length: randomInt(1, 40) }, () => alphabet[randomInt(alphabet.length)]).join("");
  for (let round = 0; round < 500; round += 1) {
    const [key, scheme] = [`k${random()}k`, round % 2 ? "hmac-sha256" : "sha256-concat"];
    const handles = backends.map((backend) => backend.create([key, "old"], scheme, [key, "old"]));
    let token = "0".repeat(64);
    for (let call = 0; call < 100; call += 1) {
      const userId = random();
      const [right] = same((backend) => {
        const handle = handles[backends.indexOf(backend)];
        const right = backend.generateHashedToken(handle, userId);
        const answers = [token, right].map((each) => backend.verifyHashedToken(handle, userId, each));
        return [right, ...answers, backend.signDispatchPayload(handle, userId)];
      });
      if (call === 0) same((backend) => backend.diagnose(token, userId, key, scheme));
      token = right;
    }
  }
});
