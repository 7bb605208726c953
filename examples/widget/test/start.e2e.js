// ./examples/widget/start as a person runs it: the tests answer no request in its place.
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort, KEY, launch, Visitor } from "./fixtures.js";

const port = await freePort();
const start = fileURLToPath(new URL("../start", import.meta.url));
const child = spawn(start, [], {
  env: { ...process.env, PORT: String(port), NOTIFIZZ_AUTH_SECRET_KEY: KEY },
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = new Promise((resolve) => child.once("close", resolve));
const lines = [];
for await (const line of createInterface(child.stdout)) {
  lines.push(line);
  if (line.includes("Ctrl-C")) break;
}
const addresses = lines.join("\n").match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
const browser = await launch();
after(() => child.kill("SIGTERM"));

const answers = async (address) => {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
};

test("it prints the addresses of the page and the mock server", async () => {
  assert.equal(addresses.length, 2, lines.join("\n"));
  assert.equal(addresses[0], `http://127.0.0.1:${port}`);
  assert.ok(!lines.join("\n").includes(KEY));
});

test("alice is accepted, and rejected with bob's ID, and nothing else is requested", async () => {
  const visitor = await Visitor.arrive(browser, { backend: addresses[0], local: addresses[1] });
  assert.match(await visitor.page.locator(".note").textContent(), /no Notifizz product/);
  assert.equal((await visitor.logIn("alice")).state, "accepted");
  assert.equal((await visitor.press("#other-id")).code, "no_known_cause");
  await visitor.leave();
  assert.ok(visitor.record.responses.some(({ url }) => url === `${addresses[1]}/verify`));
  const { strays, problems, lost } = visitor.record;
  assert.deepEqual([strays, problems, lost], [[], [], []]);
});

test("stopping it stops all of it", async () => {
  assert.deepEqual(await Promise.all(addresses.map(answers)), [true, true]);
  child.kill("SIGTERM");
  await ended;
  assert.deepEqual(await Promise.all(addresses.map(answers)), [false, false]);
});
