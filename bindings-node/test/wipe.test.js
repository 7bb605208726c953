// Searches the memory of a process for a key, and for what is derived from it, through /proc/PID/mem.
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { closeSync, openSync, readFileSync, readSync } = require("node:fs");
const { name, folder, test, unlessLinux } = require("./common.js");

const KEY = "MEMORY-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz";
const WEBHOOK_SECRET = "MEMORY-WEBHOOK-MARKER-0123456789";

// The first 32 bits of the fractional parts of the cube roots and square roots of primes: FIPS 180-4.
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && Array.from({ length: n }, (_, divisor) => divisor).every((divisor) => divisor < 2 || n % divisor),
);

/** The first 32 bits after the point of the square or cube root, exactly. */
function rootBits(n, degree) {
  const target = BigInt(n) << BigInt(32 * degree);
  let [low, high] = [0n, BigInt(n) << 32n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}

const ROUNDS = PRIMES.map((prime) => rootBits(prime, 3));
const INITIAL = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));

/** The state of SHA-256 after one block, which node:crypto does not reveal. */
function compressed(block) {
  const rotated = (word, bits) => (word >>> bits) | (word << (32 - bits));
  const words = Array.from({ length: 16 }, (_, i) => block.readInt32BE(4 * i));
  for (let n = 16; n < 64; n += 1) {
    const [x, y] = [words[n - 15], words[n - 2]];
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    words.push((words[n - 16] + s0 + words[n - 7] + s1) | 0);
  }
  let [a, b, c, d, e, f, g, h] = INITIAL;
  for (const [n, word] of words.entries()) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[n] + word;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + INITIAL[i]) | 0);
}

/**
 * The halves of HMAC's two key states, from which tokens can be computed, in the order of FIPS 180-4
 * and in the order of x86's SHA instructions; and the blocks that the states are computed from.
 */
function partsOf(secret) {
  const parts = {};
  const packed = (...words) => Buffer.from(Int32Array.from(words).buffer);
  for (const [pad, state] of [
    [0x36, "inner"],
    [0x5c, "outer"],
  ]) {
    const padded = Buffer.alloc(64);
    padded.write(secret);
    const block = padded.map((byte) => byte ^ pad);
    const [a, b, c, d, e, f, g, h] = compressed(block);
    parts[`${state} abcd`] = packed(a, b, c, d);
    parts[`${state} efgh`] = packed(e, f, g, h);
    parts[`${state} feba`] = packed(f, e, b, a);
    parts[`${state} hgdc`] = packed(h, g, d, c);
    parts[`${state} block`] = block.subarray(0, 16);
  }
  return parts;
}

const NEEDLES = Object.entries({ key: KEY, webhook: WEBHOOK_SECRET }).flatMap(([secret, text]) =>
  Object.entries(partsOf(text)).map(([part, content]) => [`${secret} ${part}`, content]),
);

/** Counts each part in the writable memory of the process. */
function search(pid) {
  const counts = {};
  const file = openSync(`/proc/${pid}/mem`, "r");
  for (const [, start, end] of readFileSync(`/proc/${pid}/maps`, "utf8").matchAll(/^(\w+)-(\w+) rw/gm)) {
    const [from, to] = [start, end].map((address) => Number.parseInt(address, 16));
    const region = Buffer.alloc(to - from);
    readSync(file, region, 0, region.length, from);
    for (const [part, content] of NEEDLES) {
      for (let at = region.indexOf(content); at >= 0; at = region.indexOf(content, at + 1)) {
        counts[part] = (counts[part] ?? 0) + 1;
      }
    }
  }
  closeSync(file);
  return counts;
}

const CHILD = `
  const { NotifizzClient } = require(${JSON.stringify(name)});
  const { once } = require("node:events");
  const [tokenScheme, key, webhookSigningSecret] = process.argv.slice(1);
  const step = async (name) => {
    process.stdout.write(name);
    await once(process.stdin, "data");
  };
  const use = () => {
    const client = new NotifizzClient(key, null, { tokenScheme, webhookSigningSecret });
    client.verifyHashedToken("user_42", client.generateHashedToken("user_42"));
    client.verifySubscribeToken("user_42", "project_7", client.generateSubscribeToken("user_42", "project_7"));
    client.verifyDispatchSignature("{}", client.signDispatchPayload(Buffer.from("{}")));
    client.widgetOptions({ userId: "user_42", userEmail: "alice@example.com", apiKey: "FRONT_KEY" });
    return client;
  };
  const main = async () => {
    await step("before");
    let client = use();
    await step("living");
    // It is used here, so that it lives until here.
    client = client.tokenScheme;
    for (let i = 0; i < 5; i += 1) {
      global.gc();
      await new Promise(setImmediate);
    }
    await step("gone");
    try {
      new NotifizzClient(key, null, { tokenScheme, webhookSigningSecret: webhookSigningSecret + "\\t" });
    } catch {
      await step("rejected");
    }
    process.exit();
  };
  main();`;

/** The parts of the secrets that are found at each step of a process. */
async function searchProcess(scheme) {
  const args = ["--expose-gc", "-e", CHILD, scheme, KEY, WEBHOOK_SECRET];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const steps = {};
  child.stdout.on("data", (step) => {
    steps[step] = search(child.pid);
    child.stdin.write("go");
  });
  assert.deepEqual(await ended, [0, null]);
  return steps;
}

const isClean = ({ gone, rejected }) => Object.keys({ ...gone, ...rejected }).length === 0;

for (const scheme of ["hmac-sha256", "sha256-concat"]) {
  test(`nothing derived from a secret outlives its client, ${scheme}`, { skip: unlessLinux }, async () => {
    // The system may save registers to memory at any time, and one of them can hold a part of a key
    // state. That happens by chance, in few processes; what a client leaves behind is there each time.
    let steps = await searchProcess(scheme);
    for (let again = 0; again < 2 && !isClean(steps); again += 1) steps = await searchProcess(scheme);
    assert.deepEqual(Object.keys(steps), ["before", "living", "gone", "rejected"]);
    assert.deepEqual(steps.before, {});
    // The search works: it finds both halves of each state, in one of the two orders.
    for (const secret of ["key", "webhook"]) {
      for (const state of ["inner", "outer"]) {
        const halves = ["abcd", "efgh", "feba", "hgdc"].map((half) => steps.living[`${secret} ${state} ${half}`] ?? 0);
        assert.equal(
          halves.reduce((sum, count) => sum + count),
          2,
          `${secret} ${state}: ${halves}`,
        );
        assert.equal(steps.living[`${secret} ${state} block`], undefined);
      }
    }
    assert.deepEqual(steps.gone, {});
    assert.deepEqual(steps.rejected, {});
  });
}
