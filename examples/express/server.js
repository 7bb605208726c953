// The Notifizz widget for the signed-in user: the page asks for its options, the server makes the
// token for the user of the session.
const { randomBytes } = require("node:crypto");
const express = require("express");
const session = require("express-session");
const { NotifizzClient } = require("notifizz-token");

const { NOTIFIZZ_AUTH_SECRET_KEY, NOTIFIZZ_FRONT_API_KEY, NOTIFIZZ_TOKEN_SCHEME, PORT, WIDGET_DIR } = process.env;

// Once, when the server starts, so that a bad key is found then and not at the first request.
const notifizz = new NotifizzClient(NOTIFIZZ_AUTH_SECRET_KEY, null, { tokenScheme: NOTIFIZZ_TOKEN_SCHEME });

// Your own users, and your own way to check a password.
const USERS = new Map([
  ["alice", { password: "wonderland", id: 42, email: "alice@example.com" }],
  ["bob", { password: "builder", id: 43, email: "bob@example.com" }],
]);

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

app.get("/notifizz/widget-options", (request, response) => {
  // Whoever has the token is that user to the widget, so no cache may keep it.
  response.set("Cache-Control", "no-store");
  const user = USERS.get(request.session.username);
  if (user === undefined) return response.status(401).json({ error: "login_required" });
  // The user of the session, never an ID from the request.
  response.json(
    notifizz.widgetOptions({ userId: `user_${user.id}`, userEmail: user.email, apiKey: NOTIFIZZ_FRONT_API_KEY }),
  );
});

if (WIDGET_DIR) app.use(express.static(WIDGET_DIR));
app.get("/", (_request, response) => {
  response.type("text/plain").send("The page is not built yet: set WIDGET_DIR to the folder that has it.\n");
});

app.listen(Number(PORT ?? 3000), "127.0.0.1", (error) => {
  if (error) throw error;
});
