import { NotifizzClient } from "notifizz-token";

let client;

/** One client for the life of the process. It is created on first use, because `next build` loads this file without the key. */
export function notifizz() {
  client ??= new NotifizzClient(process.env.NOTIFIZZ_AUTH_SECRET_KEY, null, {
    tokenScheme: process.env.NOTIFIZZ_TOKEN_SCHEME,
    // For the webhook.
    webhookSigningSecret: process.env.NOTIFIZZ_WEBHOOK_SIGNING_SECRET,
  });
  return client;
}
