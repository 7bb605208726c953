// The Notifizz widget for the signed-in user: the page asks for its options, the server generates
// the token for the user of the session.
const { randomBytes } = require("node:crypto");
const { realpath } = require("node:fs/promises");
const path = require("node:path");
const cookie = require("@fastify/cookie");
const formbody = require("@fastify/formbody");
const session = require("@fastify/session");
const files = require("@fastify/static");
const fastify = require("fastify");
const { NotifizzClient } = require("notifizz-token");
const { dispatchPlugin, widgetOptionsHandler } = require("notifizz-token/fastify");

const { NOTIFIZZ_AUTH_SECRET_KEY, NOTIFIZZ_FRONT_API_KEY, NOTIFIZZ_TOKEN_SCHEME, PORT, WIDGET_DIR } = process.env;

// Once, when the server starts, so that a bad key is found then and not at the first request.
const client = new NotifizzClient(NOTIFIZZ_AUTH_SECRET_KEY, null, {
  tokenScheme: NOTIFIZZ_TOKEN_SCHEME,
  // For the webhook.
  webhookSigningSecret: process.env.NOTIFIZZ_WEBHOOK_SIGNING_SECRET,
});

// Your own users, and your own way to check a password. Carol and Dave are not saved yet and have no
// ID, Erin has no e-mail address.
const USERS = new Map([
  ["alice", { password: "wonderland", id: 42, email: "alice@example.com" }],
  ["bob", { password: "builder", id: 43, email: "bob@example.com" }],
  ["carol", { password: "unsaved", id: null, email: "carol@example.com" }],
  ["dave", { password: "unsaved", id: null, email: "dave@example.com" }],
  ["erin", { password: "postless", id: 44, email: null }],
]);

/** The user of the session, never one from the request. An ID that is missing stays missing. */
function getUser({ session }) {
  const user = USERS.get(session.username);
  return user && { userId: user.id == null ? null : `user_${user.id}`, userEmail: user.email };
}

/** Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event. */
function onDispatch(event, request) {
  request.log.info(`a dispatch of ${new Date(event.timestamp).toISOString()}`);
}

const app = fastify();
app.register(formbody);
app.register(cookie);
app.register(session, {
  cookieName: "session",
  secret: process.env.SESSION_SECRET ?? randomBytes(32).toString("hex"),
  saveUninitialized: false,
  cookie: { httpOnly: true, sameSite: "lax", secure: "auto" },
});

// Browsers say which site sends a request. A login sent by another site would log the visitor in as
// somebody else.
app.addHook("onRequest", async (request, reply) => {
  const site = request.headers["sec-fetch-site"] ?? "none";
  if (request.method === "POST" && site !== "same-origin" && site !== "none") return reply.code(403).send();
});

app.post("/login", async (request, reply) => {
  const { username, password } = request.body ?? {};
  const user = USERS.get(username);
  if (user === undefined || user.password !== password) return reply.code(401).send();
  // A new session, so that nobody can plant its ID beforehand.
  await request.session.regenerate();
  request.session.username = username;
  return reply.code(204).send();
});

app.post("/logout", async (request, reply) => {
  await request.session.destroy();
  return reply.clearCookie("session").code(204).send();
});

app.get("/notifizz/widget-options", widgetOptionsHandler({ client, getUser, apiKey: NOTIFIZZ_FRONT_API_KEY }));
app.register(dispatchPlugin, { receiver: client, onDispatch });

// The files of the page. The plugin alone would follow a symbolic link out of the folder.
app.register(files, { root: path.resolve(WIDGET_DIR ?? "."), serve: false, dotfiles: "ignore" });
app.get("/*", async (request, reply) => {
  const name = request.params["*"] || "index.html";
  try {
    const root = await realpath(WIDGET_DIR);
    const file = await realpath(path.join(root, name));
    if (!file.startsWith(root + path.sep)) return reply.callNotFound();
    return reply.sendFile(path.relative(root, file), root);
  } catch {
    // There is no such file or no folder, or the path is not valid: `%00`.
    if (request.params["*"]) return reply.callNotFound();
    return reply.type("text/plain").send("The page is not built yet: set WIDGET_DIR to the folder that has it.\n");
  }
});

app.listen({ port: Number(PORT ?? 3000), host: "127.0.0.1" }).catch((error) => {
  console.error(error);
  process.exit(1);
});
