// Searches the memory of a process for a key, and for what is derived from it, through /proc/PID/mem.
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { closeSync, openSync, readFileSync, readSync } = require("node:fs");
const { name, folder, isWasm, read, test, unlessLinux } = require("./common.js");

const { states } = read("key_states.json");
const [KEY, WEBHOOK_SECRET] = states.map(({ key }) => key);

/**
 * The halves of HMAC's two key states, from which tokens can be computed, in the order of FIPS 180-4
 * and in the order of x86's SHA instructions; and the blocks that the states are computed from.
 */
function partsOf(secret, { key, ...state }) {
  const parts = {};
  for (const [pad, name] of [
    [0x36, "inner"],
    [0x5c, "outer"],
  ]) {
    const words = Buffer.from(state[name], "hex").swap32();
    for (const order of ["abcd", "efgh", "feba", "hgdc"]) {
      const half = [...order].map((letter) => words.subarray(4 * "abcdefgh".indexOf(letter)).subarray(0, 4));
      parts[`${secret} ${name} ${order}`] = Buffer.concat(half);
    }
    parts[`${secret} ${name} block`] = Buffer.from(key)
      .map((byte) => byte ^ pad)
      .subarray(0, 16);
  }
  return parts;
}

const NEEDLES = Object.entries({ ...partsOf("key", states[0]), ...partsOf("webhook", states[1]) });

/** Counts each part in the writable memory of the process. */
function search(pid) {
  const counts = {};
  const file = openSync(`/proc/${pid}/mem`, "r");
  for (const [, start, end] of readFileSync(`/proc/${pid}/maps`, "utf8").matchAll(/^(\w+)-(\w+) rw/gm)) {
    const [from, to] = [start, end].map((address) => Number.parseInt(address, 16));
    const region = Buffer.alloc(to - from);
    try {
      readSync(file, region, 0, region.length, from);
    } catch {
      continue; // It was unmapped in the meantime.
    }
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
        const found = halves.reduce((sum, count) => sum + count);
        // The code that V8 makes of WebAssembly may leave another copy on the stack for a while.
        assert.ok(isWasm ? found >= 2 : found === 2, `${secret} ${state}: ${halves}`);
        assert.equal(steps.living[`${secret} ${state} block`], undefined);
      }
    }
    assert.deepEqual(steps.gone, {});
    assert.deepEqual(steps.rejected, {});
  });
}
