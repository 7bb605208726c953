// The handlers of /web, /express and /fastify: the same requests to each, and the same answers.
const assert = require("node:assert/strict");
const { createHmac } = require("node:crypto");
const http = require("node:http");
const express = require("express");
const fastify = require("fastify");
const { name, binding, isNode, load, test } = require("./common.js");

const { DispatchReceiver, NotifizzClient } = binding;
const [web, forExpress, forFastify] = ["web", "express", "fastify"].map((path) => load(`${name}/${path}`));
const KEY = "YOUR_AUTH_SECRET_KEY";
const SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET";
const client = new NotifizzClient(KEY);
const receiver = new DispatchReceiver(SECRET);
const hmac = (key, text) => createHmac("sha256", key).update(text).digest("hex");

const headerOf = (request) => request.headers.get?.("x-user") ?? request.headers["x-user"];
const widget = {
  client,
  apiKey: "front",
  getUser: async (request) => {
    const user = headerOf(request);
    if (user === "broken") throw new Error("the session store is down");
    return user === undefined ? undefined : JSON.parse(user);
  },
};

const events = [];
const rejected = [];
const dispatch = {
  receiver,
  onDispatch: (event, request) => {
    assert.equal(typeof headerOf(request), "string");
    if (event.type === "broken") throw new Error("the queue is down");
    events.push(event);
  },
  onRejected: (error) => rejected.push(error.code),
};

/** Serves the handlers of the framework, and returns its port and how to stop it. */
const FRAMEWORKS = {
  async web() {
    const options = web.widgetOptionsHandler(widget);
    const webhook = web.dispatchHandler(dispatch);
    const server = http.createServer(async (request, response) => {
      const handler = request.url === "/options" ? options : webhook;
      const body = request.method === "POST" ? request : undefined;
      const url = `http://127.0.0.1${request.url}`;
      const { method, headers } = request;
      let answer;
      try {
        answer = await handler(new Request(url, { method, headers, body, duplex: "half" }));
      } catch {
        answer = new Response(null, { status: 500 });
      }
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    return listening(server);
  },
  async express() {
    const app = express();
    app.get("/options", forExpress.widgetOptionsHandler(widget));
    app.post("/webhook", forExpress.dispatchHandler(dispatch));
    app.post("/raw", express.raw({ type: () => true, limit: "20mb" }), forExpress.dispatchHandler(dispatch));
    app.use(express.json());
    app.post("/parsed", forExpress.dispatchHandler(dispatch));
    app.use((error, _request, response, _next) => response.status(500).send(error.message));
    return listening(http.createServer(app));
  },
  async fastify() {
    const app = fastify();
    app.get("/options", forFastify.widgetOptionsHandler(widget));
    app.register(forFastify.dispatchPlugin, { ...dispatch, url: "/webhook" });
    app.post("/parsed", async (request) => request.body);
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: app.server.address().port, stop: () => app.close() };
  },
};

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections?.();
    server.close();
  };
  return { port: server.address().port, stop };
}

async function call(port, path, user, body, type = "application/json") {
  const headers = {
    ...(user !== undefined && { "x-user": user }),
    ...(body !== undefined && { "content-type": type }),
  };
  const method = body === undefined ? "GET" : "POST";
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
  return [response.status, await response.text(), response.headers];
}

async function checkWidget(port) {
  const userId = "user_42";
  const userEmail = "alice@example.com";
  const shown = { apiKey: "front", authType: "backendToken", token: hmac(KEY, userId), userId, userEmail };
  for (const [user, status, answer] of [
    [undefined, 401, { error: "login_required" }],
    [null, 401, { error: "login_required" }],
    ["", 401, { error: "login_required" }],
    [{ userId, userEmail, more: 1 }, 200, shown],
    [{ userEmail }, 409, { error: "empty_user_id" }],
    [{ userId: null, userEmail }, 409, { error: "empty_user_id" }],
    [{ userId: "", userEmail }, 409, { error: "empty_user_id" }],
    [{ userId: "", userEmail: null }, 409, { error: "empty_user_id" }],
    [{ userId }, 409, { error: "empty_user_email" }],
    [{ userId, userEmail: " " }, 409, { error: "empty_user_email" }],
    // The developer's mistakes.
    [{ userId: 42, userEmail }, 500],
    ["broken", 500],
  ]) {
    const header = user === undefined || user === "broken" ? user : JSON.stringify(user);
    const [got, body, headers] = await call(port, "/options", header);
    assert.equal(got, status, header);
    if (status === 500) continue;
    assert.deepEqual(JSON.parse(body), answer);
    assert.equal(headers.get("cache-control"), "no-store, private");
    assert.match(headers.get("content-type"), /^application\/json\b/);
  }
}

function bodyOf(event, secret = SECRET) {
  const payload = JSON.stringify(event);
  return JSON.stringify({ payload, signature: hmac(secret, payload) });
}

async function checkWebhook(port, path) {
  const timestamp = Date.now();
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
    const event = { timestamp, text: "ü🔔" };
    const [status, body] = await call(port, path, "x", bodyOf(event), type);
    assert.deepEqual([status, body], [204, ""]);
    assert.deepEqual(events.splice(0), [event]);
  }
  for (const [sent, code] of [
    ["", "BODY_MALFORMED"],
    ["{}", "BODY_MALFORMED"],
    [bodyOf({ timestamp }, "other"), "SIGNATURE_MISMATCH"],
    [bodyOf({}), "TIMESTAMP_MISSING"],
    [bodyOf({ timestamp: timestamp - 360_000 }), "TIMESTAMP_OUT_OF_TOLERANCE"],
    // express.raw() has a limit of its own.
    ...(path === "/raw" ? [] : [[bodyOf({ timestamp, text: "z".repeat(11 * 1024 * 1024) }), "BODY_MALFORMED"]]),
  ]) {
    const [status, body] = await call(port, path, "x", sent);
    assert.deepEqual([status, body], [400, '{"error":"dispatch_rejected"}'], code);
    assert.deepEqual(rejected.splice(0), [`ERR_NOTIFIZZ_DISPATCH_${code}`]);
  }
  const [status] = await call(port, path, "x", bodyOf({ timestamp, type: "broken" }));
  assert.equal(status, 500);
  assert.deepEqual(events, []);
}

for (const [framework, serve] of Object.entries(FRAMEWORKS)) {
  test(`the handlers of /${framework}`, { skip: !isNode }, async () => {
    const { port, stop } = await serve();
    try {
      await checkWidget(port);
      await checkWebhook(port, "/webhook");
      if (framework === "express") {
        await checkWebhook(port, "/raw");
        const [status, message] = await call(port, "/parsed", "x", bodyOf({ timestamp: Date.now() }));
        assert.equal(status, 500);
        assert.match(message, /add its route before express\.json\(\)/);
      }
      if (framework === "fastify") {
        const [, echo] = await call(port, "/parsed", "x", '{"a":1}');
        assert.equal(echo, '{"a":1}', "the parsers of the rest are the application's own");
      }
    } finally {
      await stop();
    }
  });
}

test("what else a host passes goes to the functions", { skip: !isNode }, async () => {
  const options = web.widgetOptionsHandler({ client, getUser: (_, { locals }) => locals.user });
  const request = new Request("http://127.0.0.1/");
  const user = { userId: "user_42", userEmail: "alice@example.com" };
  assert.equal((await options(request, { locals: { user } })).status, 200);
  assert.equal((await options(request, { locals: {} })).status, 401);
});

test("a client and a receiver can be created at the first request, once", { skip: !isNode }, async () => {
  let created = 0;
  const lazy = (value) => () => {
    created += 1;
    if (created === 1) throw new Error("no key yet");
    return value;
  };
  const options = web.widgetOptionsHandler({ client: lazy(client), getUser() {} });
  const webhook = web.dispatchHandler({ receiver: lazy(receiver), onDispatch() {}, onRejected() {} });
  assert.equal(created, 0);
  const request = () => new Request("http://127.0.0.1/", { method: "POST", body: "{}" });
  await assert.rejects(options(request()), { message: "no key yet" });
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await options(request())).status, 401);
    assert.equal((await webhook(request())).status, 400);
  }
  assert.equal(created, 3);
  await assert.rejects(web.dispatchHandler({ receiver: () => KEY, onDispatch() {} })(request()), {
    code: "ERR_INVALID_ARG_TYPE",
  });
});

test("a rejected webhook is written to the console unless a function takes it", { skip: !isNode }, async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const webhook = web.dispatchHandler({ receiver, onDispatch() {} });
  const { status } = await webhook(new Request("http://127.0.0.1/", { method: "POST", body: "secret-body" }));
  assert.equal(status, 400);
  const [[message]] = warn.mock.calls.map((call) => call.arguments);
  assert.match(message, /^a dispatch webhook was rejected: ERR_NOTIFIZZ_DISPATCH_BODY_MALFORMED: /);
  assert.doesNotMatch(message, /secret-body/);
});

test("wrong options are found when the handler is created", () => {
  for (const { widgetOptionsHandler, dispatchHandler } of [web, forExpress]) {
    for (const options of [undefined, {}, { client }, { client: {}, getUser() {} }, { client, getUser: "alice" }]) {
      assert.throws(() => widgetOptionsHandler(options), { code: "ERR_INVALID_ARG_TYPE" });
    }
    assert.throws(() => widgetOptionsHandler({ ...widget, user: 1 }), { code: "ERR_INVALID_ARG_VALUE" });
    assert.throws(() => widgetOptionsHandler({ ...widget, apiKey: KEY }), {
      code: "ERR_NOTIFIZZ_FRONT_API_KEY_IS_SECRET",
    });
    for (const options of [{}, { receiver }, { receiver: KEY, onDispatch() {} }, { ...dispatch, onRejected: 1 }]) {
      assert.throws(() => dispatchHandler(options), { code: "ERR_INVALID_ARG_TYPE" });
    }
  }
  const withoutSecret = web.dispatchHandler({ receiver: client, onDispatch() {} });
  const request = new Request("http://127.0.0.1/", { method: "POST", body: "{}" });
  return assert.rejects(withoutSecret(request), { code: "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET" });
});
