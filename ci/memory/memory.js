// Has secrets, and waits at each step for a search of its memory and of what it dumps of itself.
const { once } = require("node:events");
const { writeHeapSnapshot } = require("node:v8");
const { NotifizzClient, diagnose, diagnoseDispatch } = require("notifizz-token");

const masked = process.argv.slice(2);

function unmask(text) {
  const bytes = Buffer.from(text, "latin1").map((byte) => byte ^ 1);
  const secret = bytes.latin1Slice();
  bytes.fill(0);
  return secret;
}

/** V8 has no way to wipe a string. It overwrites those that are no longer in use, with --clear-free-memory. */
async function collect() {
  for (let i = 0; i < 5; i += 1) {
    global.gc();
    await new Promise(setImmediate);
  }
}

async function step(name) {
  await collect();
  process.stdout.write(`${name}\n`);
  await once(process.stdin, "data");
}

function dump(name) {
  // It overwrites registers. The dynamic linker saves them on the stack whenever it looks up a function, and
  // after a call they hold a part of a key state.
  new NotifizzClient("no secret");
  writeHeapSnapshot(`${name}.heapsnapshot`);
  process.report.writeReport(`${name}.report.json`);
}

function expectError(call) {
  try {
    call();
  } catch {
    return;
  }
  throw new Error("it was accepted");
}

function use(tokenScheme) {
  const [key, previous, webhook] = masked.map(unmask);
  const options = { tokenScheme, previousAuthSecretKeys: [previous], webhookSigningSecret: [webhook] };
  const client = new NotifizzClient(key, null, options);
  const token = client.generateHashedToken("user_42");
  client.verifyHashedToken("user_42", token);
  client.verifySubscribeToken("user_42", "project_7", client.generateSubscribeToken("user_42", "project_7"));
  client.verifyDispatchSignature("{}", client.signDispatchPayload("{}"));
  client.widgetOptions({ userId: "user_42", userEmail: "alice@example.com", apiKey: "FRONT_KEY" });
  diagnose({ token, userId: "user_43", authSecretKey: key, sdkSecretKey: previous });
  diagnoseDispatch({ payload: "{}", signature: token, webhookSigningSecret: webhook });
  // Secrets in the place of something else, which are causes.
  diagnose({ token: previous, userId: webhook, authSecretKey: key, userEmail: previous });
  diagnoseDispatch({ payload: key, signature: previous, webhookSigningSecret: webhook });
  const rejected = unmask(`${masked[2]}\b`);
  expectError(() => new NotifizzClient(key, null, { ...options, webhookSigningSecret: [webhook, rejected] }));
  expectError(() => client.widgetOptions({ userId: "user_42", userEmail: "alice@example.com", apiKey: key }));
  expectError(() => client.receiveDispatch('{"payload": "{}", "signature": ""}'));
  return client;
}

async function main() {
  await step("before");
  // One is closed, and the others are collected.
  let clients = [use("hmac-sha256"), use("hmac-sha256"), use("sha256-concat")];
  await collect();
  dump("living");
  await step("living");
  clients[0].close();
  clients = null;
  await step("gone");
  const kept = masked.map(unmask);
  process.env.KEPT = kept[0];
  dump("kept");
  await step("kept: text");
  process.exit(kept.length - masked.length);
}

main();
