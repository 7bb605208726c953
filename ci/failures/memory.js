// Prints what each call does with text for which memory does not suffice, and whether the client still works.
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { NotifizzClient, diagnose } = require("notifizz-token");

const client = new NotifizzClient("key", null, "secret");
const token = client.generateHashedToken("user_42");
// In UTF-8 it needs twice as much.
const text = Buffer.alloc(400 * 2 ** 20, 0xe9).toString("latin1");
const used = Number(readFileSync("/proc/self/statm", "utf8").split(" ")[0]) * 4096;
// It suffices for V8 itself.
execFileSync("prlimit", ["--pid", process.pid, `--as=${used + 2 ** 28}`]);

const calls = [
  () => client.generateHashedToken(text),
  () => client.generateSubscribeToken("user_42", text),
  () => client.signDispatchPayload(text),
  () => client.widgetOptions({ userId: text, userEmail: "alice@example.com" }),
  () => client.widgetOptions({ userId: "user_42", userEmail: text }),
  () => new NotifizzClient(text),
  () => new NotifizzClient("key", null, text),
  () => diagnose({ token, userId: text, authSecretKey: "key" }),
  () => client.verifyHashedToken(text, token),
  () => client.verifyDispatchSignature(text, token),
  () => client.receiveDispatch(text),
  () => client.generateHashedToken("user_42") === token,
];
for (const call of calls) {
  try {
    console.log(call());
  } catch ({ code, message }) {
    console.log(code ?? message);
  }
}
