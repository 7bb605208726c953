// The Notifizz widget for the signed-in user: the page asks for its options, the server generates
// the token for the user of the session.
const { randomBytes } = require("node:crypto");
const { realpath } = require("node:fs/promises");
const path = require("node:path");
const express = require("express");
const session = require("express-session");
const { NotifizzClient } = require("notifizz-token");
const { dispatchHandler, widgetOptionsHandler } = require("notifizz-token/express");

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

const app = express();
app.disable("x-powered-by");
app.use(
  session({
    name: "session",
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString("hex"),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: "lax", secure: "auto" },
  }),
);

// Browsers say which site sends a request. A login sent by another site would log the visitor in as
// somebody else.
app.use((request, response, next) => {
  const site = request.get("Sec-Fetch-Site") ?? "none";
  if (request.method === "POST" && site !== "same-origin" && site !== "none") return response.sendStatus(403);
  next();
});

app.post("/login", express.urlencoded({ extended: false }), (request, response, next) => {
  const { username, password } = request.body ?? {};
  const user = USERS.get(username);
  if (user === undefined || user.password !== password) return response.sendStatus(401);
  // A new session, so that nobody can plant its ID beforehand.
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.username = username;
    response.status(204).end();
  });
});

app.post("/logout", (request, response, next) => {
  request.session.destroy((error) => {
    if (error) return next(error);
    response.clearCookie("session").status(204).end();
  });
});

app.get("/notifizz/widget-options", widgetOptionsHandler({ client, getUser, apiKey: NOTIFIZZ_FRONT_API_KEY }));

/** Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event. */
function onDispatch(event) {
  console.log(`a dispatch of ${new Date(event.timestamp).toISOString()}`);
}
app.post("/notifizz/webhook", dispatchHandler({ receiver: client, onDispatch }));

// The files of the page. `express.static` alone would follow a symbolic link out of the folder.
app.get(/./, async (request, response, next) => {
  const name = request.path === "/" ? "index.html" : request.path;
  try {
    const root = await realpath(WIDGET_DIR);
    const file = await realpath(path.join(root, decodeURIComponent(name)));
    if (!file.startsWith(root + path.sep)) return next();
    // It answers 404 to a dotfile.
    response.sendFile(path.relative(root, file), { root });
  } catch {
    // There is no such file or no folder, or the path is not valid: `%00`, `%ff`.
    next();
  }
});
app.get("/", (_request, response) => {
  response.type("text/plain").send("The page is not built yet: set WIDGET_DIR to the folder that has it.\n");
});

// Express would answer with the error itself, and its stack.
app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  response.sendStatus(status);
});

app.listen(Number(PORT ?? 3000), "127.0.0.1", (error) => {
  if (error) throw error;
});
