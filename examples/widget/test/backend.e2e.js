// Notifizz's four steps, in a real browser, against one backend:
//     node test/backend.e2e.js [NAME COMMAND...]
// The command serves on the port PORT; the tests' own backend is the default. SCREENSHOTS, if set, is a
// folder for pictures.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import {
  encodings,
  KEY,
  launch,
  Record,
  startBackend,
  startMockServer,
  TEST_BACKEND,
  token,
  USERS,
  Visitor,
} from "./fixtures.js";

const [title = "test-backend", ...command] = process.argv.slice(2);
if (command.length === 0) command.push(...TEST_BACKEND);

const { alice, bob } = USERS;
const TOKENS = Object.values(USERS).flatMap(({ id }) => [token(id), token(id, "sha256-concat")]);

const browser = await launch();
const backend = await startBackend(command, "hmac-sha256");
const concatBackend = await startBackend(command, "sha256-concat");
const mockServer = await startMockServer("hmac-sha256");
const concatMockServer = await startMockServer("sha256-concat");
const servers = [backend, concatBackend, mockServer, concatMockServer];
const record = new Record();

const visit = (scenario, { to = backend, checkedBy = mockServer } = {}) =>
  Visitor.visit(browser, { backend: to.origin, mockServer: checkedBy.origin, record }, scenario);

async function picture({ page }, name) {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${title}-${name}.png`, animations: "disabled" });
}

function assertRejected(verdict, code) {
  assert.equal(verdict.state, "rejected");
  assert.equal(verdict.code, code);
}

function assertAccepted(verdict) {
  assert.equal(verdict.state, "accepted", verdict.text);
}

/** The visitor has no session, and the page holds no token. */
async function assertLoggedOut(visitor) {
  const { status, cache, body } = await visitor.ask();
  assert.equal(status, 401);
  assert.match(cache, /no-store/);
  assert.deepEqual(JSON.parse(body), { error: "login_required" });
  const held = await visitor.holdings();
  for (const value of TOKENS) assert.ok(!held.includes(value), "the page holds a token");
  assert.equal(await visitor.bell().count(), 0, "there is a bell");
}

test("a visitor who is not logged in gets 401 and no token", () =>
  visit(async (visitor) => {
    await assertLoggedOut(visitor);
    assert.match(await visitor.page.locator("#step-1").textContent(), /401/);
    assert.deepEqual(await visitor.states(), ["waiting", "waiting", "waiting", "waiting"]);
    await picture(visitor, "visitor");
  }));
test("a wrong password is rejected, and gives no token", () =>
  visit(async (visitor) => {
    await visitor.enter("alice", "looking glass");
    assert.match(await visitor.page.getByRole("alert").textContent(), /Wrong user name or password/);
    await assertLoggedOut(visitor);
  }));
test("alice logs in, her token is accepted", () =>
  visit(async (visitor) => {
    assertAccepted(await visitor.logIn("alice"));
    assert.deepEqual(await visitor.states(), ["done", "done", "done", "accepted"]);
    assert.equal(await visitor.received(), token(alice.id));
    assert.equal(await visitor.bell().getAttribute("aria-label"), "Notifications, 3 unread");
    await visitor.bell().click();
    const panel = visitor.page.getByRole("region", { name: "Notifications" });
    assert.equal(await panel.getByRole("listitem").count(), 3);
    await picture(visitor, "accepted");
  }));
test("bob logs in after her, and his token differs and is accepted", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    await visitor.logOut();
    assertAccepted(await visitor.logIn("bob"));
    assert.equal(await visitor.received(), token(bob.id));
  }));
test("alice's token with bob's ID is rejected", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    assertRejected(await visitor.press("#other-id"), "no_known_cause");
    assert.equal(await visitor.page.getByLabel("User ID").inputValue(), bob.id);
    assert.equal(await visitor.page.getByLabel("Token").inputValue(), token(alice.id));
    assert.equal(await visitor.bell().getAttribute("aria-label"), "Notifications, rejected");
    await picture(visitor, "other-id");
  }));
test("a forged token is rejected", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    assertRejected(await visitor.press("#forge"), "no_known_cause");
    const sent = await visitor.page.getByLabel("Token").inputValue();
    assert.ok(/^[0-9a-f]{64}$/.test(sent) && sent !== token(alice.id));
    await picture(visitor, "forged");
    assertAccepted(await visitor.press("#honest"));
  }));
test("the right token in another form is rejected, and the form is named", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    assertRejected(await visitor.press("#upper"), "token_upper_case");
  }));
test("a token of the other scheme is rejected with the hint", async () => {
  const hint = (scheme) => new RegExp(`generated under ${scheme}: set the token scheme to "${scheme}"`);
  await visit(
    async (visitor) => {
      const verdict = await visitor.logIn("alice");
      assert.equal(await visitor.received(), token(alice.id, "sha256-concat"));
      assertRejected(verdict, "other_scheme");
      assert.match(verdict.text, hint("sha256-concat"));
      await picture(visitor, "other-scheme");
    },
    { to: concatBackend },
  );
  await visit(
    async (visitor) => {
      const verdict = await visitor.logIn("alice");
      assertRejected(verdict, "other_scheme");
      assert.match(verdict.text, hint("hmac-sha256"));
    },
    { checkedBy: concatMockServer },
  );
});

test("the other scheme at both ends is accepted", () =>
  visit(async (visitor) => assertAccepted(await visitor.logIn("alice")), {
    to: concatBackend,
    checkedBy: concatMockServer,
  }));
test("an ID in the request changes nothing, and no answer may be stored", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    const { status, cache, body } = await visitor.ask(`?userId=${bob.id}&user_id=${bob.id}&id=${bob.id}`);
    assert.equal(status, 200);
    assert.match(cache, /no-store/);
    const { userId, token: given } = JSON.parse(body);
    assert.deepEqual([userId, given], [alice.id, token(alice.id)]);
  }));
test("after logging out there is no token left", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    const cookies = (await visitor.context.cookies()).filter(({ name }) => name !== "csrftoken");
    assert.ok(cookies.length > 0 && cookies.every(({ httpOnly }) => httpOnly), "scripts can read the session");
    await visitor.logOut();
    await assertLoggedOut(visitor);
    await visitor.page.reload();
    await visitor.page.locator("#log-in, #session").first().waitFor();
    await assertLoggedOut(visitor);
  }));
test("no answer to the browser contains the key, in any encoding", async () => {
  await record.complete();
  const asked = record.responses.filter(({ url }) => url.includes("/notifizz/widget-options"));
  assert.deepEqual(record.lost, []);
  assert.ok(asked.length >= 15, `only ${asked.length} answers were seen`);
  assert.ok(record.search([alice.id]).length >= 10, "the search does not find what is there");
  assert.deepEqual(record.search(encodings(KEY)), [], "the key was sent out");
  assert.deepEqual(record.strays, [], "the page requested something else");
  assert.deepEqual(record.problems, [], "the browser reports an error");
  for (const server of servers) assert.ok(!server.log().includes(KEY), "the key is in a log");
});
