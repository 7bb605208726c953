// Express in a cluster of two workers, for load.py.
const cluster = require("node:cluster");
const express = require("express");
const { NotifizzClient } = require("notifizz-token");
const { dispatchHandler, widgetOptionsHandler } = require("notifizz-token/express");

const { NOTIFIZZ_AUTH_SECRET_KEY, NOTIFIZZ_FRONT_API_KEY, NOTIFIZZ_WEBHOOK_SIGNING_SECRET, PORT } = process.env;

function getUser(request) {
  const userId = request.get("X-User");
  return userId === undefined ? null : { userId, userEmail: `${userId}@example.com` };
}

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  cluster.on("exit", () => cluster.fork());
} else {
  const client = new NotifizzClient(NOTIFIZZ_AUTH_SECRET_KEY, null, {
    webhookSigningSecret: NOTIFIZZ_WEBHOOK_SIGNING_SECRET,
  });
  const app = express();
  app.get("/notifizz/widget-options", widgetOptionsHandler({ client, getUser, apiKey: NOTIFIZZ_FRONT_API_KEY }));
  app.post("/notifizz/webhook", dispatchHandler({ receiver: client, onDispatch() {} }));
  app.listen(Number(PORT), "127.0.0.1");
}
