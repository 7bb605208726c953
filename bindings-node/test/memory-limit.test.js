// Text of a size that somebody else chooses: nothing is copied without need, and a failed allocation is
// an error. Each test is a process of its own, because the process may end.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { name, test, runNode, unlessLinux, unlessNative } = require("./common.js");

const unlessLimits =
  unlessNative || unlessLinux || (spawnSync("prlimit").error ? "it needs prlimit, of util-linux" : false);

/** Runs a program, which has a client and these helpers, and returns the JSON that it prints. */
function run(program) {
  const script = `
    const { readFileSync } = require("node:fs");
    const { execFileSync } = require("node:child_process");
    const { NotifizzClient, diagnose } = require(${JSON.stringify(name)});
    const client = new NotifizzClient("TESTKEY", null, "whsec_TESTSECRET");
    const memory = (field) => Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(field + ":\\\\s+(\\\\d+) kB"))[1]) * 1024;
    /** Limits the address space of the process to this many bytes more than now. */
    const limit = (more) => execFileSync("prlimit", ["--pid", process.pid, "--as=" + (memory("VmSize") + more)]);
    /** It suffices for V8 itself, but not for another copy of the text. */
    const LEFT = 256 * 2 ** 20;
    const outcome = (call) => {
      try {
        return call();
      } catch ({ name, code }) {
        return name + " " + code;
      }
    };
    (${program})()`;
  const { status, signal, stdout, stderr } = runNode(["--expose-gc", "-e", script]);
  assert.deepEqual({ status, signal }, { status: 0, signal: null }, stderr);
  return JSON.parse(stdout);
}

test("the longest string that Node.js can hold is not a token", () => {
  const answers = run(() => {
    const longest = require("node:buffer").constants.MAX_STRING_LENGTH;
    const answers = [];
    for (const character of ["a", "é", "用"]) {
      const text = character.repeat(longest);
      answers.push(text.length === longest);
      answers.push(client.verifyHashedToken("user_42", text));
      answers.push(client.verifySubscribeToken("user_42", "project_7", text));
      answers.push(client.verifyDispatchSignature("{}", text));
    }
    console.log(JSON.stringify(answers));
  });
  assert.deepEqual(answers, Array(3).fill([true, false, false, false]).flat());
});

test("text that does not fit into memory is an error, and not a token", { skip: unlessLimits }, () => {
  const outcomes = run(() => {
    const token = "a".repeat(64);
    // It takes twice as much memory in UTF-8 as in V8.
    const huge = Buffer.alloc(400 * 2 ** 20, 0xe9).toString("latin1");
    limit(LEFT);
    const calls = {
      generateHashedToken: () => client.generateHashedToken(huge),
      generateSubscribeToken: () => client.generateSubscribeToken(huge, "project_7"),
      "generateSubscribeToken, resource": () => client.generateSubscribeToken("user_42", huge),
      signDispatchPayload: () => client.signDispatchPayload(huge),
      "widgetOptions, ID": () => client.widgetOptions({ userId: huge, userEmail: "alice@example.com" }),
      "widgetOptions, e-mail": () => client.widgetOptions({ userId: "user_42", userEmail: huge }),
      "widgetOptions, Front API Key": () =>
        client.widgetOptions({ userId: "user_42", userEmail: "alice@example.com", apiKey: huge }),
      "new, auth secret key": () => new NotifizzClient(huge),
      "new, token scheme": () => new NotifizzClient("TESTKEY", null, { tokenScheme: huge }),
      "new, webhook signing secret": () => new NotifizzClient("TESTKEY", null, huge),
      "diagnose, token": () => diagnose({ token: huge, userId: "user_42", authSecretKey: "TESTKEY" }),
      "diagnose, ID": () => diagnose({ token, userId: huge, authSecretKey: "TESTKEY" }),
      "diagnose, key": () => diagnose({ token, userId: "user_42", authSecretKey: huge }),
      "diagnose, SDK key": () => diagnose({ token, userId: "user_42", authSecretKey: "TESTKEY", sdkSecretKey: huge }),
      "diagnose, e-mail": () => diagnose({ token, userId: "user_42", authSecretKey: "TESTKEY", userEmail: huge }),
    };
    const verifications = {
      verifyHashedToken: () => client.verifyHashedToken(huge, token),
      verifySubscribeToken: () => client.verifySubscribeToken(huge, "project_7", token),
      "verifySubscribeToken, resource": () => client.verifySubscribeToken("user_42", huge, token),
      verifyDispatchSignature: () => client.verifyDispatchSignature(huge, token),
    };
    const outcomesOf = (calls) => Object.entries(calls).map(([name, call]) => [name, outcome(call)]);
    const unharmed = client.verifyHashedToken("user_42", client.generateHashedToken("user_42"));
    console.log(JSON.stringify({ calls: outcomesOf(calls), verifications: outcomesOf(verifications), unharmed }));
  });
  assert.equal(outcomes.calls.length, 15);
  for (const [call, outcome] of outcomes.calls) assert.equal(outcome, "Error ERR_MEMORY_ALLOCATION_FAILED", call);
  assert.equal(outcomes.verifications.length, 4);
  for (const [call, outcome] of outcomes.verifications) assert.equal(outcome, false, call);
  assert.equal(outcomes.unharmed, true);
});

test("bytes are not copied, so that they need not fit into memory twice", { skip: unlessLimits }, () => {
  const { createHmac } = require("node:crypto");
  const signature = createHmac("sha256", "whsec_TESTSECRET")
    .update(Buffer.alloc(400 * 2 ** 20, 0xe9))
    .digest("hex");
  const answers = run(() => {
    const huge = Buffer.alloc(400 * 2 ** 20, 0xe9);
    limit(LEFT);
    const signature = client.signDispatchPayload(huge);
    console.log(JSON.stringify([signature, client.verifyDispatchSignature(huge, signature)]));
  });
  assert.deepEqual(answers, [signature, true]);
});

test("the raw key is kept under sha256-concat only", { skip: unlessLimits }, () => {
  const kept = run(async () => {
    const size = 64 * 2 ** 20;
    const create = (tokenScheme) =>
      new NotifizzClient(Buffer.alloc(size, "k").toString("latin1"), null, { tokenScheme });
    /** The memory in use without V8's, whose own copy of the key is collected at some time. */
    const native = async () => {
      for (let i = 0; i < 5; i += 1) {
        global.gc();
        await new Promise(setImmediate);
      }
      return memory("VmRSS") - process.memoryUsage().heapTotal;
    };
    const kept = {};
    for (const tokenScheme of ["hmac-sha256", "sha256-concat"]) {
      const before = await native();
      const client = create(tokenScheme);
      kept[tokenScheme] = Math.round(((await native()) - before) / size);
      client.generateHashedToken("user_42");
    }
    console.log(JSON.stringify(kept));
  });
  assert.deepEqual(kept, { "hmac-sha256": 0, "sha256-concat": 1 });
});
