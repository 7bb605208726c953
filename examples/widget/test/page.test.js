// The page itself is readable, usable and honest, whatever backend serves it. SCREENSHOTS, if set, is a
// folder for pictures, and PICTURE a file for the picture in README.md.
import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import UPNG from "upng-js";
import { API_KEY, launch, Record, startBackend, startMockServer, TEST_BACKEND, Visitor } from "./fixtures.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = process.env.SCREENSHOTS;

async function picture(page, name) {
  const path = `${folder}/page-${name.replaceAll(" ", "-")}.png`;
  if (folder) await page.screenshot({ path, fullPage: true });
}

/** The violations that axe finds, and the number of elements whose contrast it could judge. */
async function examine({ page }) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const contrast = passes.find(({ id }) => id === "color-contrast");
  return {
    wrong: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    judged: contrast?.nodes.length ?? 0,
  };
}

/** The states of the page that a visitor reaches, in order. */
const STATES = {
  visitor: async () => {},
  "wrong password": async (visitor) => {
    await visitor.enter("alice", "looking glass");
    await visitor.page.getByRole("alert").waitFor();
  },
  accepted: (visitor) => visitor.logIn("alice"),
  panel: async (visitor) => {
    await visitor.bell().click();
    await visitor.page.getByRole("region", { name: "Notifications" }).waitFor();
  },
  rejected: async (visitor) => {
    await visitor.press("#other-id");
    await visitor.page.locator("summary").click();
    await visitor.bell().click();
  },
};

async function walk(visitor, look) {
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(visitor);
    // All animations have to end first.
    await visitor.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    await look(state);
  }
}

const browser = await launch();
const record = new Record();
const backend = await startBackend(TEST_BACKEND, "hmac-sha256");
const noApiKey = await startBackend(TEST_BACKEND, "hmac-sha256", { NOTIFIZZ_FRONT_API_KEY: undefined });
const mockServer = await startMockServer("hmac-sha256");

function visit(scenario, options = {}) {
  const { origin } = backend;
  const visitor = { backend: origin, mockServer: mockServer.origin, reducedMotion: "reduce", record, ...options };
  return Visitor.visit(browser, visitor, scenario);
}

const accessible = (colorScheme) => () =>
  visit(
    async (visitor) => {
      const dark = await visitor.page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
      assert.equal(dark, colorScheme === "dark");
      const [, red] = (await visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(
        /^rgb\((\d+),/,
      );
      assert.equal(Number(red) < 128, dark, `the ground has red ${red}`);
      await walk(visitor, async (state) => {
        const { wrong, judged } = await examine(visitor);
        assert.deepEqual(wrong, [], state);
        assert.ok(judged >= 15, `${state}: the contrast of only ${judged} elements`);
        await picture(visitor.page, `${colorScheme}-${state}`);
      });
    },
    { colorScheme },
  );

const narrow = (width) => () =>
  visit(
    async (visitor) => {
      const { page } = visitor;
      await walk(visitor, async (state) => {
        const [content, screen] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.equal(screen, width);
        assert.ok(content <= width, `${state}: ${content} pixels wide`);
        await picture(page, `${width}-${state}`);
      });
    },
    { viewport: { width, height: 740 }, isMobile: true, hasTouch: true },
  );

/** Presses Tab until this is focused, and checks that the focus is visible. */
async function tabTo({ page }, description, matches) {
  for (let pressed = 0; pressed < 20; pressed++) {
    await page.keyboard.press("Tab");
    const { isFocused, outline } = await page.evaluate((selector) => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return {
        isFocused: element?.matches(selector),
        outline: getComputedStyle(element ?? document.body).outlineStyle,
      };
    }, matches);
    if (!isFocused) continue;
    assert.notEqual(outline, "none", `${description}: the focus does not show`);
    return;
  }
  assert.fail(`${description} cannot be reached with Tab`);
}

/** The controls that cannot be reached with Tab. */
async function unreachable({ page }) {
  const CONTROLS = "button:enabled, input, textarea, summary, a[href]";
  const count = await page
    .locator(CONTROLS)
    .evaluateAll((all) => all.filter((control) => control.checkVisibility()).length);
  assert.ok(count > 8, `only ${count} controls`);
  for (let pressed = 0; pressed < 2 * count; pressed++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => document.activeElement.setAttribute("data-reached", ""));
  }
  return page
    .locator(CONTROLS)
    .evaluateAll((all) =>
      all
        .filter(
          (control) =>
            control.checkVisibility() && !control.hasAttribute("data-reached") && !control.getRootNode().host,
        )
        .map((control) => control.outerHTML),
    );
}

test("axe finds no violation in any state, in light colours", accessible("light"));

test("axe finds no violation in any state, in dark colours", accessible("dark"));

test("nothing is wider than a phone", narrow(390));

test("nothing is wider than the narrowest phone", narrow(320));

test("everything can be done with the keyboard, and the focus shows", () =>
  visit(async (visitor) => {
    const { keyboard } = visitor.page;
    await tabTo(visitor, "the user name", "#username");
    await keyboard.type("alice");
    await tabTo(visitor, "the password", "#password");
    await keyboard.type("wonderland");
    await keyboard.press("Enter");
    assert.equal((await visitor.verdict()).state, "accepted");
    await tabTo(visitor, "the bell", ".bell");
    await keyboard.press("Enter");
    const panel = visitor.page.getByRole("region", { name: "Notifications" });
    await panel.waitFor();
    assert.equal(await visitor.bell().getAttribute("aria-expanded"), "true");
    await keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    assert.ok(await visitor.bell().evaluate((bell) => bell.getRootNode().activeElement === bell));
    await tabTo(visitor, "a way to cheat", "#other-id");
    await keyboard.press("Space");
    await visitor.page.locator("#step-4 .bad").waitFor();
    await tabTo(visitor, "own values", "summary");
    await keyboard.press("Enter");
    await tabTo(visitor, "the user ID", "#user-id");
    await keyboard.type("user_42"); // Tab has selected what was there
    await keyboard.press("Enter");
    await visitor.page.locator("#step-4 .good").waitFor();
    assert.deepEqual(await unreachable(visitor), []);
  }));
test("a screen reader is told what happens", () =>
  visit(async (visitor) => {
    const heard = () => visitor.page.getByRole("status").textContent();
    assert.match(await heard(), /Not logged in/);
    await visitor.logIn("alice");
    assert.match(await heard(), /was accepted/);
    await visitor.press("#forge");
    assert.match(await heard(), /was rejected\. None of the known mistakes/);
  }));
test("the mock server says what it is, on the page and in its panel", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    assert.match(await visitor.page.locator(".note").textContent(), /no Notifizz product/);
    await visitor.bell().click();
    assert.match(
      await visitor.page.getByRole("region", { name: "Notifications" }).textContent(),
      /Mock server, on this computer only/,
    );
  }));
test("Notifizz's own component loads the widget and calls it as its loader does", () =>
  visit(
    async (visitor) => {
      await visitor.enter("alice");
      await visitor.page.waitForFunction(() => window.calls?.length);
      const { calls, settings } = await visitor.page.evaluate(() => ({
        calls: window.calls,
        settings: window._notifizz._notifizzSettings,
      }));
      assert.equal(calls.length, 1);
      const [name, token, user] = calls[0];
      assert.equal(name, "authenticateWithBackendToken");
      assert.equal(token, await visitor.received());
      assert.deepEqual(user, { user: { email: "alice@example.com", id: "user_42" } });
      assert.equal(settings.apiKey, API_KEY);
      assert.equal(settings.server, "https://widget.notifizz.com");
      // Another widget reports nothing to the page, and the page claims nothing.
      assert.match(await visitor.page.locator("#step-4").textContent(), /look at the bell/);
      assert.equal(await visitor.page.locator(".note").count(), 0);
      assert.deepEqual(await visitor.states(), ["done", "done", "done", "working"]);
    },
    {
      mockServer: undefined,
      script:
        "window.calls = []; window.notifizz = (...args) => window.calls.push(JSON.parse(JSON.stringify(args)));" +
        "for (const args of window._notifizz._queue) window.notifizz(...args);",
    },
  ));
test("the page without a build that docs/add-to-your-app.md shows", () =>
  visit(async (visitor) => {
    await visitor.logIn("alice");
    const guide = readFileSync(new URL("../../../docs/add-to-your-app.md", import.meta.url), "utf8");
    const [, html] = /```html\n(.*?)```/s.exec(guide);
    const address = `${backend.origin}/plain`;
    await visitor.page.route(address, (route) => route.fulfill({ contentType: "text/html", body: html }));
    await visitor.page.goto(address);
    const bell = visitor.page.getByRole("button", { name: "Notifications, 3 unread" });
    await bell.waitFor();
  }));
test("a Content-Security-Policy as docs/troubleshooting.md says lets the component work", async () => {
  // The documentation says to take the hash from the browser's error message.
  const policy = (hash) =>
    `script-src 'self' https://widget.notifizz.com ${hash}; connect-src 'self' https://widget.notifizz.com`;
  const under = (hash, doing) =>
    visit(
      async (visitor) => {
        await visitor.page.route(`${backend.origin}/`, async (route) => {
          const response = await route.fetch();
          const headers = { ...response.headers(), "content-security-policy": policy(hash) };
          await route.fulfill({ response, headers });
        });
        await visitor.page.reload();
        await visitor.enter("alice");
        await doing(visitor);
      },
      { record: new Record() },
    );
  let hash;
  await under("", async ({ page, record: { problems } }) => {
    for (let waited = 0; !hash && waited < 100; waited++) {
      await page.waitForTimeout(100);
      hash = /'sha256-[^']+'/.exec(problems.join("\n"))?.[0];
    }
    assert.ok(hash, problems.join("\n"));
    assert.equal(await page.locator("notifizz-bell").getByRole("button").count(), 0);
  });
  await under(hash, async (visitor) => assert.equal((await visitor.verdict()).state, "accepted"));
});

test("the page says so when the widget does not load", async () => {
  const own = new Record();
  await visit(
    async (visitor) => {
      await visitor.enter("alice");
      assert.match(await visitor.page.getByRole("alert").textContent(), /widget\.js did not load/);
    },
    { mockServer: undefined, record: own },
  );
  assert.deepEqual(own.strays, ["https://widget.notifizz.com/widget.js"]);
});

test("the page says so when the backend has no Front API Key", () =>
  visit(
    async (visitor) => {
      await visitor.enter("alice");
      assert.match(await visitor.page.getByRole("alert").textContent(), /NOTIFIZZ_FRONT_API_KEY/);
    },
    { backend: noApiKey.origin },
  ));
test("the picture for README", () =>
  visit(
    async (visitor) => {
      await visitor.logIn("alice");
      await visitor.bell().click();
      await visitor.page.mouse.move(0, 0);
      const shot = UPNG.decode(await visitor.page.screenshot({ animations: "disabled" }));
      // 256 colours are plenty for a page, and a third of the size.
      const picture = Buffer.from(UPNG.encode(UPNG.toRGBA8(shot), shot.width, shot.height, 256));
      assert.ok(picture.length < 200_000, `${picture.length} bytes`);
      const file = process.env.PICTURE;
      if (file) writeFileSync(file, picture);
      if (folder) writeFileSync(`${folder}/README.png`, picture);
      const committed = readFileSync(new URL("../../../docs/images/widget.png", import.meta.url));
      const { width, height } = UPNG.decode(committed);
      assert.deepEqual([width, height], [shot.width, shot.height], "docs/images/widget.png is of another page");
    },
    { viewport: { width: 1080, height: 910 }, deviceScaleFactor: 2, colorScheme: "light" },
  ));
test("the browser reported no error, and requested nothing else", async () => {
  await record.complete();
  assert.ok(record.responses.length >= 50);
  assert.deepEqual([record.problems, record.strays, record.lost], [[], [], []]);
});
