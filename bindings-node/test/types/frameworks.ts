// The handlers as users of each framework write them.
import express, { type Request as ExpressRequest } from "express";
import fastify from "fastify";
import { DispatchReceiver, NotifizzClient } from "notifizz-token";
import * as forExpress from "notifizz-token/express";
import * as forFastify from "notifizz-token/fastify";
import { dispatchHandler, type SignedInUser, widgetOptionsHandler } from "notifizz-token/web";

const client = new NotifizzClient("key", null, {
  webhookSigningSecret: ["new", "old"],
  previousAuthSecretKeys: ["old"],
});
const receiver = new DispatchReceiver("whsec");
const user: SignedInUser = { userId: "user_42", userEmail: null };

// Next.js, Bun, Deno, Workers.
export const GET: (request: Request) => Promise<Response> = widgetOptionsHandler({ client, getUser: async () => user });
export const POST: (request: Request) => Promise<Response> = dispatchHandler({
  receiver,
  onDispatch: async ({ timestamp, ...event }) => console.log(timestamp.toFixed(), event),
  onRejected: (error) => console.error(error.code),
});
// SvelteKit and others, which pass more than the request.
export const load = widgetOptionsHandler<[{ locals: { user?: SignedInUser } }]>({
  client,
  getUser: (request, { locals }) => (request.headers.has("cookie") ? locals.user : undefined),
  apiKey: process.env.NOTIFIZZ_FRONT_API_KEY,
});

const app = express();
app.get(
  "/notifizz/widget-options",
  forExpress.widgetOptionsHandler({ client, getUser: (request: ExpressRequest) => request.app.locals.user }),
);
app.post("/notifizz/webhook", forExpress.dispatchHandler({ receiver, onDispatch: (event) => console.log(event) }));

const server = fastify();
server.get(
  "/notifizz/widget-options",
  forFastify.widgetOptionsHandler({
    client,
    getUser: (request) => ({ userId: request.id, userEmail: null }),
  }),
);
server.register(forFastify.dispatchPlugin, { receiver: client, onDispatch: (event) => console.log(event), url: "/x" });
server.register(forFastify.dispatchPlugin, {
  receiver,
  onDispatch: (_event, request) => request.log.info("received"),
});

// @ts-expect-error no number is an ID
widgetOptionsHandler({ client, getUser: () => ({ userId: 42, userEmail: "" }) });
// @ts-expect-error a receiver has no widget options
widgetOptionsHandler({ client: receiver, getUser: () => user });
// @ts-expect-error an unknown option
dispatchHandler({ receiver, onDispatch() {}, tolerance: 300 });
