// Shared by the tests: servers, a browser that records every byte it received, and the parts of the page.
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:net";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath, pageFolder } from "../tools.js";

export const KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b";
export const API_KEY = "EXAMPLE_FRONT_API_KEY";
export const USERS = {
  alice: { password: "wonderland", id: "user_42", email: "alice@example.com" },
  bob: { password: "builder", id: "user_43", email: "bob@example.com" },
};
const WIDGET_HOST = "widget.notifizz.com";
const OPTIONS = "/notifizz/widget-options";

/** Expected tokens come from node:crypto, not from the package under test. */
export function token(userId, scheme = "hmac-sha256") {
  if (scheme === "hmac-sha256") return createHmac("sha256", KEY).update(userId).digest("hex");
  return createHash("sha256")
    .update(userId + KEY)
    .digest("hex");
}

/** The key in every encoding in which it could be sent. */
export function encodings(key) {
  const bytes = Buffer.from(key);
  const texts = [key, key.toLowerCase(), bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
  const each = (write) => [...key].map((character) => write(character.charCodeAt(0).toString(16))).join("");
  texts.push(
    each((hex) => `%${hex}`),
    each((hex) => `\\u00${hex}`),
    each((hex) => `&#x${hex};`),
    [...key].reverse().join(""),
  );
  // The base64 form of a text depends on its offset modulo 3, and the characters at its ends also encode
  // its neighbours.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
    const inner = text.slice(before && before + 1, text.length - 2);
    texts.push(inner, inner.replaceAll("-", "+").replaceAll("_", "/"));
  }
  return [...new Set(texts)];
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a command that serves on a free port, and waits until it does. It is stopped after all tests. */
export async function serve(command, environment) {
  const port = await freePort();
  let log = "";
  // It is a process group of its own, so that its children are stopped with it.
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
          // It has ended already.
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
      after(() => server.stop());
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

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A backend that does what every example does. */
export const TEST_BACKEND = [process.execPath, fileOf("backend.mjs")];

export function startMockServer(scheme) {
  return serve([process.execPath, fileOf("../mock-server/server.mjs"), "{port}"], {
    NOTIFIZZ_AUTH_SECRET_KEY: KEY,
    NOTIFIZZ_TOKEN_SCHEME: scheme,
  });
}

export function startBackend(command, scheme, environment = {}) {
  return serve(command, {
    NOTIFIZZ_AUTH_SECRET_KEY: KEY,
    NOTIFIZZ_FRONT_API_KEY: API_KEY,
    NOTIFIZZ_TOKEN_SCHEME: scheme,
    WIDGET_DIR: pageFolder,
    ...environment,
  });
}

/** A browser, which is closed after all tests. */
export async function launch() {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
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
  after(() => browser.close());
  return browser;
}

/** Every answer that a browser received, to be searched. */
export class Record {
  #pending = [];
  responses = [];
  strays = [];
  problems = [];
  /** Answers that could not be read, about whose content nothing can be said. */
  lost = [];

  watch(context) {
    context.on("response", (response) =>
      this.#pending.push(this.#keep(response).catch(() => this.lost.push(response.url()))),
    );
    context.on("weberror", (error) => this.problems.push(String(error.error())));
    context.on("console", (message) => {
      // Chromium reports the 401 that the page expects.
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

  /** The addresses of the answers in which any of these texts occurs. */
  search(texts) {
    return this.responses.filter(({ text }) => texts.some((needle) => text.includes(needle))).map(({ url }) => url);
  }
}

/**
 * One visitor with a browser context of their own. The mock server, or the text `script`, answers what
 * the page requests from Notifizz. Any other request fails, and is recorded as a stray.
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
      // A request may be under way when the browser is closed.
      await answer(route, url).catch(() => record.lost.push(url.href));
    });
    const visitor = new Visitor();
    Object.assign(visitor, { context, record, backend, page: await context.newPage() });
    await visitor.page.goto(backend);
    await visitor.page.locator("#step-1").waitFor();
    await visitor.page.locator("#log-in, #session").first().waitFor();
    return visitor;
  }

  /** Calls back with a visitor, who leaves afterwards. */
  static async visit(browser, options, scenario) {
    const visitor = await Visitor.arrive(browser, options);
    try {
      await scenario(visitor);
    } finally {
      await visitor.leave();
    }
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

  /** Logs in and waits for the verdict. */
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
    // The old verdict must not be mistaken for the new one.
    const seen = await this.page.locator("#step-4 :is(.good, .bad)").elementHandle();
    await this.page.locator(selector).click();
    await this.page.waitForFunction((element) => !element.isConnected, seen);
    return this.verdict();
  }

  /** Waits for the outcome of step 4: its state, and the code and sentence of a rejection. */
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

  /** Everything that the page holds: text, fields, cookies that scripts can read, storage. */
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

  /** Requests the widget options with this visitor's cookies. */
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
