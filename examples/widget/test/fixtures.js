// What the tests share: servers, a browser that remembers every byte it got, and the page's parts.
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

export const KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b";
export const API_KEY = "EXAMPLE_FRONT_API_KEY";
export const USERS = {
  alice: { password: "wonderland", id: "user_42", email: "alice@example.com" },
  bob: { password: "builder", id: "user_43", email: "bob@example.com" },
};
const WIDGET_HOST = "widget.notifizz.com";
const OPTIONS = "/notifizz/widget-options";

/** What is expected comes from Node's own crypto, not from ours. */
export function token(userId, scheme = "hmac-sha256") {
  if (scheme === "hmac-sha256") return createHmac("sha256", KEY).update(userId).digest("hex");
  return createHash("sha256")
    .update(userId + KEY)
    .digest("hex");
}

/** The key in all the clothes that it could be sent out in. */
export function disguises(key) {
  const bytes = Buffer.from(key);
  const found = [key, key.toLowerCase(), bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
  const each = (write) => [...key].map((character) => write(character.charCodeAt(0).toString(16))).join("");
  found.push(
    each((hex) => `%${hex}`),
    each((hex) => `\\u00${hex}`),
    each((hex) => `&#x${hex};`),
    [...key].reverse().join(""),
  );
  // In base64 a text looks different at each of the three places where it can begin; the characters
  // at its ends belong to its neighbours too.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
    const inner = text.slice(before && before + 1, text.length - 2);
    found.push(inner, inner.replaceAll("-", "+").replaceAll("_", "/"));
  }
  return [...new Set(found)];
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a command that serves on a port of its own, and waits until it does. */
export async function serve(command, environment) {
  const port = await freePort();
  let log = "";
  // A process group of its own, so that what the command starts is stopped with it.
  const child = spawn(
    command[0],
    command.slice(1).map((text) => text.replace("{port}", port)),
    {
      env: { ...process.env, ...environment, PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  const ended = new Promise((resolve) => child.once("close", resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      log += text;
    });
  }
  const server = {
    origin: `http://127.0.0.1:${port}`,
    log: () => log,
    async stop() {
      const kill = (signal) => {
        try {
          process.kill(-child.pid, signal);
        } catch {
          // It is gone already.
        }
      };
      kill("SIGTERM");
      await Promise.race([ended, sleep(5000)]);
      kill("SIGKILL");
      await ended;
    },
  };
  const deadline = Date.now() + 90_000;
  for (;;) {
    try {
      await (await fetch(server.origin)).arrayBuffer();
      return server;
    } catch {
      if (child.exitCode !== null || Date.now() > deadline) {
        await server.stop();
        throw new Error(`${command.join(" ")} does not serve:\n${log.slice(-4000)}`);
      }
      await sleep(100);
    }
  }
}

export function startMockServer(scheme) {
  return serve([process.execPath, `${process.env.MOCK_SERVER}/server.mjs`, "{port}"], {
    NOTIFIZZ_AUTH_SECRET_KEY: KEY,
    NOTIFIZZ_TOKEN_SCHEME: scheme,
  });
}

export function startBackend(command, scheme, environment = {}) {
  return serve(command, {
    NOTIFIZZ_AUTH_SECRET_KEY: KEY,
    NOTIFIZZ_FRONT_API_KEY: API_KEY,
    NOTIFIZZ_TOKEN_SCHEME: scheme,
    ...environment,
  });
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What came to a browser: one entry for each answer, to be searched. */
export class Record {
  #pending = [];
  responses = [];
  strays = [];
  problems = [];
  /** Answers that could not be read, so that nobody may say what was not in them. */
  lost = [];

  watch(context) {
    context.on("response", (response) =>
      this.#pending.push(this.#keep(response).catch(() => this.lost.push(response.url()))),
    );
    context.on("weberror", (error) => this.problems.push(String(error.error())));
    context.on("console", (message) => {
      // Chromium reports the 401 that we ask for.
      const expected = /status of 401/.test(message.text());
      if (message.type() === "error" && !expected) this.problems.push(message.text());
    });
  }

  async #keep(response) {
    const status = response.status();
    const bodyless = status === 204 || (status >= 300 && status < 400) || response.request().method() === "OPTIONS";
    const body = bodyless ? Buffer.alloc(0) : await response.body();
    const headers = (await response.headersArray()).map(({ name, value }) => `${name}: ${value}`).join("\n");
    this.responses.push({ url: response.url(), status, text: `${headers}\n\n${body.toString("latin1")}` });
  }

  async complete() {
    // A page that leaves an answer unread would keep this waiting.
    const late = sleep(15_000, "late", { ref: false });
    assert.notEqual(await Promise.race([Promise.all(this.#pending), late]), "late", "an answer never ended");
  }

  /** Where any of these texts occurs. */
  search(texts) {
    return this.responses.filter(({ text }) => texts.some((needle) => text.includes(needle))).map(({ url }) => url);
  }
}

/**
 * One visitor with a browser of their own. What the page asks of Notifizz is answered by the
 * stand-in, or is the text `script`; without either, and from anywhere else, nothing is.
 */
export class Visitor {
  static async arrive(browser, { backend, mockServer, script, local, record = new Record(), ...options }) {
    const context = await browser.newContext({ viewport: { width: 1180, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    record.watch(context);
    const answer = async (route, url) => {
      if (url.origin === backend || url.origin === local) return route.continue();
      if (url.host === WIDGET_HOST && mockServer) {
        return route.fulfill({ response: await route.fetch({ url: `${mockServer}${url.pathname}` }) });
      }
      if (url.host === WIDGET_HOST && script !== undefined) {
        const headers = { "Access-Control-Allow-Origin": backend };
        return route.fulfill({ contentType: "text/javascript", headers, body: script });
      }
      record.strays.push(url.href);
      return route.abort();
    };
    await context.route("**/*", async (route) => {
      const url = new URL(route.request().url());
      // One that is under way when the browser is closed.
      await answer(route, url).catch(() => record.lost.push(url.href));
    });
    const visitor = new Visitor();
    Object.assign(visitor, { context, record, backend, page: await context.newPage() });
    await visitor.page.goto(backend);
    await visitor.page.locator("#step-1").waitFor();
    await visitor.page.locator("#log-in, #session").first().waitFor();
    return visitor;
  }

  async leave() {
    try {
      await this.record.complete();
    } finally {
      await this.context.close();
    }
  }

  async enter(name, password = USERS[name].password) {
    if (await this.page.locator("#session").count()) throw new Error("somebody is logged in already");
    await this.page.getByLabel("User name").fill(name);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Log in", exact: true }).click();
  }

  /** Logs in and waits for what becomes of it. */
  async logIn(name) {
    await this.enter(name);
    await this.page.locator("#session").waitFor();
    return this.verdict();
  }

  async logOut() {
    await this.page.locator("#log-out").click();
    await this.page.locator("#log-in, #log-out:enabled").first().waitFor();
  }

  async press(selector) {
    // The verdict before must not be taken for the one after.
    const seen = await this.page.locator("#step-4 :is(.good, .bad)").elementHandle();
    await this.page.locator(selector).click();
    await this.page.waitForFunction((element) => !element.isConnected, seen);
    return this.verdict();
  }

  /** Step 4's outcome, once there is one: its state, and the code and sentence of a rejection. */
  async verdict() {
    const step = this.page.locator("#step-4");
    await step.locator(".good, .bad").waitFor();
    const state = (await step.locator(".state").textContent()) ?? "";
    const code = await step.locator(".bad code").allTextContents();
    return { state, code: code[0], text: (await step.locator(".good, .bad").textContent()) ?? "" };
  }

  bell() {
    return this.page.locator("notifizz-bell").getByRole("button");
  }

  states() {
    return this.page.locator(".steps .state").allTextContents();
  }

  received() {
    return this.page.locator("#received").textContent();
  }

  /** What the page holds: text, fields, cookies that scripts can read, storage. */
  holdings() {
    return this.page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        [...document.querySelectorAll("input, textarea")].map((field) => field.value),
        document.cookie,
        { ...localStorage },
        { ...sessionStorage },
      ]),
    );
  }

  /** The endpoint itself, with this visitor's cookies. */
  async ask(query = "") {
    return this.page.evaluate(async (path) => {
      const response = await fetch(path);
      return {
        status: response.status,
        cache: response.headers.get("Cache-Control") ?? "",
        body: await response.text(),
      };
    }, OPTIONS + query);
  }
}

/** Runs scenarios one after the other, whatever becomes of each, and says what failed. */
export async function play(title, scenarios, log = console.log) {
  const failed = [];
  for (const [index, [name, scenario]] of scenarios.entries()) {
    const label = `${title}: ${index + 1}/${scenarios.length} ${name}`;
    try {
      await scenario();
      log(`ok    ${label}`);
    } catch (error) {
      failed.push(name);
      log(`FAIL  ${label}\n      ${String(error instanceof assert.AssertionError ? error.message : error.stack)}`);
    }
  }
  log(`${title}: ${scenarios.length - failed.length} of ${scenarios.length} scenarios passed`);
  return failed;
}
