// Notifizz's four steps, in a real browser, against one backend:
//     node test/backend.e2e.js NAME COMMAND...
// The command serves on PORT. MOCK_SERVER is the folder where the stand-in is installed; SCREENSHOTS,
// if set, is a folder for pictures.
import { strict as assert } from "node:assert";
import { pathToFileURL } from "node:url";
import {
  disguises,
  KEY,
  launch,
  play,
  Record,
  startBackend,
  startMockServer,
  token,
  USERS,
  Visitor,
} from "./fixtures.js";

export const SCENARIOS = 12;

const { alice, bob } = USERS;
const TOKENS = Object.values(USERS).flatMap(({ id }) => [token(id), token(id, "sha256-concat")]);

function rejected(verdict, code) {
  assert.equal(verdict.state, "rejected");
  assert.equal(verdict.code, code);
}

function accepted(verdict) {
  assert.equal(verdict.state, "accepted", verdict.text);
}

/** Plays it, and gives the names of the scenarios that failed. */
export async function story(title, command, { browser, environment, log } = {}) {
  const servers = [];
  const start = async (starting) => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const record = new Record();
  try {
    const backend = await start(startBackend(command, "hmac-sha256", environment));
    const concatBackend = await start(startBackend(command, "sha256-concat", environment));
    const mockServer = await start(startMockServer("hmac-sha256"));
    const concatStandIn = await start(startMockServer("sha256-concat"));

    const visit = async (doing, { to = backend, checkedBy = mockServer } = {}) => {
      const visitor = await Visitor.arrive(browser, { backend: to.origin, mockServer: checkedBy.origin, record });
      try {
        await doing(visitor);
      } finally {
        await visitor.leave();
      }
    };
    const picture = async ({ page }, name) => {
      const folder = process.env.SCREENSHOTS;
      if (folder) await page.screenshot({ path: `${folder}/${title}-${name}.png`, animations: "disabled" });
    };
    const nobody = async (visitor) => {
      const { status, cache, body } = await visitor.ask();
      assert.equal(status, 401);
      assert.match(cache, /no-store/);
      assert.deepEqual(JSON.parse(body), { error: "login_required" });
      const held = await visitor.holdings();
      for (const value of TOKENS) assert.ok(!held.includes(value), "the page holds a token");
      assert.equal(await visitor.bell().count(), 0, "there is a bell");
    };

    const scenarios = [
      [
        "a visitor who is not logged in gets 401 and no token",
        () =>
          visit(async (visitor) => {
            await nobody(visitor);
            assert.match(await visitor.page.locator("#step-1").textContent(), /401/);
            assert.deepEqual(await visitor.states(), ["waiting", "waiting", "waiting", "waiting"]);
            await picture(visitor, "visitor");
          }),
      ],
      [
        "a wrong password is rejected, and gives no token",
        () =>
          visit(async (visitor) => {
            await visitor.enter("alice", "looking glass");
            assert.match(await visitor.page.getByRole("alert").textContent(), /Wrong user name or password/);
            await nobody(visitor);
          }),
      ],
      [
        "alice logs in, her token is accepted",
        () =>
          visit(async (visitor) => {
            accepted(await visitor.logIn("alice"));
            assert.deepEqual(await visitor.states(), ["done", "done", "done", "accepted"]);
            assert.equal(await visitor.received(), token(alice.id));
            assert.equal(await visitor.bell().getAttribute("aria-label"), "Notifications, 3 unread");
            await visitor.bell().click();
            const panel = visitor.page.getByRole("region", { name: "Notifications" });
            assert.equal(await panel.getByRole("listitem").count(), 3);
            await picture(visitor, "accepted");
          }),
      ],
      [
        "bob logs in after her, his token is another and is accepted",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            await visitor.logOut();
            accepted(await visitor.logIn("bob"));
            assert.equal(await visitor.received(), token(bob.id));
          }),
      ],
      [
        "alice's token with bob's ID is rejected",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            rejected(await visitor.press("#other-id"), "no_known_cause");
            assert.equal(await visitor.page.getByLabel("User ID").inputValue(), bob.id);
            assert.equal(await visitor.page.getByLabel("Token").inputValue(), token(alice.id));
            assert.equal(await visitor.bell().getAttribute("aria-label"), "Notifications, rejected");
            await picture(visitor, "other-id");
          }),
      ],
      [
        "a forged token is rejected",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            rejected(await visitor.press("#forge"), "no_known_cause");
            const sent = await visitor.page.getByLabel("Token").inputValue();
            assert.ok(/^[0-9a-f]{64}$/.test(sent) && sent !== token(alice.id));
            await picture(visitor, "forged");
            accepted(await visitor.press("#honest"));
          }),
      ],
      [
        "the right token in another form is rejected, and the form is named",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            rejected(await visitor.press("#upper"), "token_upper_case");
          }),
      ],
      [
        "a token of the other scheme is rejected with the hint",
        async () => {
          const hint = (scheme) => new RegExp(`generated under ${scheme}: set the token scheme to "${scheme}"`);
          await visit(
            async (visitor) => {
              const verdict = await visitor.logIn("alice");
              assert.equal(await visitor.received(), token(alice.id, "sha256-concat"));
              rejected(verdict, "other_scheme");
              assert.match(verdict.text, hint("sha256-concat"));
              await picture(visitor, "other-scheme");
            },
            { to: concatBackend },
          );
          await visit(
            async (visitor) => {
              const verdict = await visitor.logIn("alice");
              rejected(verdict, "other_scheme");
              assert.match(verdict.text, hint("hmac-sha256"));
            },
            { checkedBy: concatStandIn },
          );
        },
      ],
      [
        "the other scheme at both ends is accepted",
        () =>
          visit(async (visitor) => accepted(await visitor.logIn("alice")), {
            to: concatBackend,
            checkedBy: concatStandIn,
          }),
      ],
      [
        "an ID in the request changes nothing, and no answer may be stored",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            const { status, cache, body } = await visitor.ask(`?userId=${bob.id}&user_id=${bob.id}&id=${bob.id}`);
            assert.equal(status, 200);
            assert.match(cache, /no-store/);
            const { userId, token: given } = JSON.parse(body);
            assert.deepEqual([userId, given], [alice.id, token(alice.id)]);
          }),
      ],
      [
        "after logging out there is no token left",
        () =>
          visit(async (visitor) => {
            await visitor.logIn("alice");
            const cookies = (await visitor.context.cookies()).filter(({ name }) => name !== "csrftoken");
            assert.ok(cookies.length > 0 && cookies.every(({ httpOnly }) => httpOnly), "scripts can read the session");
            await visitor.logOut();
            await nobody(visitor);
            await visitor.page.reload();
            await visitor.page.locator("#log-in, #session").first().waitFor();
            await nobody(visitor);
          }),
      ],
      [
        "no byte that the browser got has the key in it, in any encoding",
        async () => {
          await record.complete();
          const asked = record.responses.filter(({ url }) => url.includes("/notifizz/widget-options"));
          assert.deepEqual(record.lost, []);
          assert.ok(asked.length >= 15, `only ${asked.length} answers were seen`);
          assert.ok(record.search([alice.id]).length >= 10, "the search does not find what is there");
          assert.deepEqual(record.search(disguises(KEY)), [], "the key was sent out");
          assert.deepEqual(record.strays, [], "something else was asked for");
          assert.deepEqual(record.problems, [], "the browser complains");
          for (const server of servers) assert.ok(!server.log().includes(KEY), "the key is in a log");
        },
      ],
    ];
    assert.equal(scenarios.length, SCENARIOS);
    return await play(title, scenarios, log);
  } finally {
    for (const server of servers) await server.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [title, ...command] = process.argv.slice(2);
  const browser = await launch();
  try {
    const failed = await story(title, command, { browser });
    process.exitCode = failed.length ? 1 : 0;
  } finally {
    await browser.close();
  }
}
