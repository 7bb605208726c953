const assert = require("node:assert/strict");
const { createHmac } = require("node:crypto");
const { test } = require("node:test");
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");

const KEY = "YOUR_AUTH_SECRET_KEY";
const THREADS = 4;
const TOKENS = 2_000;

if (isMainThread) main();
else work();

/** In a worker: signs, and either says whether all tokens were right or ends in the middle. */
function work() {
  const { binding } = require("./common.js");
  const { NotifizzClient } = binding;
  const { thread, exits, done } = workerData;
  const sign = (client, i) => client.generateHashedToken(`user_${thread}_${i}`);
  if (exits) {
    // Clients that are never collected, so that the end of the thread has something to wipe.
    const clients = Array.from({ length: 100 }, () => new NotifizzClient(KEY));
    for (let i = 0; i < 1_000; i += 1) sign(clients[i % 100], i);
    // Node.js 18.3 goes on for a while.
    if (exits === "exit") return process.exit(3);
    if (exits === "throw") throw new Error("on purpose");
    parentPort.postMessage("busy");
    for (let i = 0; ; i += 1) sign(clients[i % 100], i);
  }
  const client = new NotifizzClient(KEY);
  let right = 0;
  let i = 0;
  for (; i < TOKENS || Atomics.load(done, 0) === 0; i += 1) {
    const token = sign(client, i);
    const expected = createHmac("sha256", KEY).update(`user_${thread}_${i}`).digest("hex");
    if (token === expected && client.verifyHashedToken(`user_${thread}_${i}`, expected)) right += 1;
  }
  parentPort.postMessage(right === i && i >= TOKENS ? "all right" : `${right} of ${i} right`);
}

function start(data) {
  const worker = new Worker(__filename, { workerData: data });
  const ended = new Promise((resolve) => {
    const seen = { messages: [], errors: [], code: undefined };
    worker.on("message", (message) => {
      seen.messages.push(message);
      if (message === "busy") worker.terminate();
    });
    worker.on("error", (error) => seen.errors.push(error.message));
    worker.on("exit", (code) => resolve({ ...seen, code }));
  });
  return ended;
}

function main() {
  test("threads that end by themselves, by an error or by force while others sign", async () => {
    // They go on until all the others have ended.
    const done = new Int32Array(new SharedArrayBuffer(4));
    const signing = Array.from({ length: THREADS }, (_, thread) => start({ thread, done }));
    try {
      for (let round = 0; round < 4; round += 1) {
        const [exit, thrown, terminated] = await Promise.all(
          ["exit", "throw", "terminate"].map((exits, thread) => start({ thread, exits })),
        );
        assert.deepEqual(exit, { messages: [], errors: [], code: 3 });
        assert.deepEqual(thrown, { messages: [], errors: ["on purpose"], code: 1 });
        assert.deepEqual(terminated, { messages: ["busy"], errors: [], code: 1 });
      }
    } finally {
      Atomics.store(done, 0, 1);
    }
    for (const seen of await Promise.all(signing)) {
      assert.deepEqual(seen, { messages: ["all right"], errors: [], code: 0 });
    }
    // The main thread, which loaded the library first, still has it.
    const { binding } = require("./common.js");
    const client = new binding.NotifizzClient(KEY);
    assert.equal(client.generateHashedToken("user_42"), createHmac("sha256", KEY).update("user_42").digest("hex"));
  });
}
