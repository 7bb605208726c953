/**
 * A mock server in place of Notifizz, for trying the example and for its test. It is no Notifizz product: it
 * knows one Auth Secret Key, checks tokens with notifizz-token, and invents the notifications.
 *
 *     node server.mjs [PORT]      on 127.0.0.1 only; without a PORT, any free one
 *
 * NOTIFIZZ_AUTH_SECRET_KEY is required; NOTIFIZZ_TOKEN_SCHEME, if set, is the scheme it expects.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { diagnose, NotifizzClient } from "notifizz-token";

const authSecretKey = process.env.NOTIFIZZ_AUTH_SECRET_KEY;
if (!authSecretKey) {
  console.error("NOTIFIZZ_AUTH_SECRET_KEY is not set");
  process.exit(2);
}
const tokenScheme = process.env.NOTIFIZZ_TOKEN_SCHEME || "hmac-sha256";
const client = new NotifizzClient(authSecretKey, null, { tokenScheme });
const widget = readFileSync(new URL("widget.js", import.meta.url));

const NOTIFICATIONS = [
  { title: "Your invoice for October is ready", when: "5 minutes ago" },
  { title: "Carol answered in “Release plan”", when: "1 hour ago" },
  { title: "Your export has finished", when: "yesterday" },
];

/** Verifies a token as Notifizz does, and adds a diagnosis if it is rejected. */
function verify({ token, userId, userEmail }) {
  if (client.verifyHashedToken(userId, token)) return { state: "accepted", notifications: NOTIFICATIONS };
  try {
    const { code, message } = diagnose({ token, userId, authSecretKey, tokenScheme, userEmail });
    return { state: "rejected", code, message };
  } catch (error) {
    // Such as an empty user ID. The messages contain no input.
    return { state: "rejected", code: error.code, message: error.message };
  }
}

/** Whether this is the origin of a page that this computer serves, as browsers write it. */
function isLoopbackOrigin(text) {
  try {
    const { protocol, hostname, origin } = new URL(text);
    // Other schemes have hosts too, such as `javascript:`. `origin` has no user name or path.
    const isWeb = protocol === "http:" || protocol === "https:";
    return isWeb && (hostname === "127.0.0.1" || hostname === "localhost") && origin === text;
  } catch {
    return false;
  }
}

async function readForm(request) {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    body += chunk;
    if (body.length > 10_000) return null;
  }
  const form = new URLSearchParams(body);
  const field = (name) => form.get(name) ?? "";
  return { token: field("token"), userId: field("userId"), userEmail: field("userEmail") };
}

async function handle(request, response) {
  const answer = (status, type, body) => {
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
  };
  const json = (status, value) => answer(status, "application/json", JSON.stringify(value));
  // Other pages get no answer, not even through a name that resolves to this computer.
  if (!isLoopbackOrigin(`http://${request.headers.host}`)) return json(403, { error: "not_loopback" });
  const { origin } = request.headers;
  if (origin && isLoopbackOrigin(origin)) {
    response.setHeader("Access-Control-Allow-Origin", origin).setHeader("Vary", "Origin");
  } else if (origin) {
    return json(403, { error: "not_loopback" });
  }

  switch (`${request.method} ${request.url}`) {
    case "GET /":
      return answer(
        200,
        "text/plain",
        "A mock server in place of Notifizz, for the widget example. It is no Notifizz product.\n",
      );
    case "GET /widget.js":
      return answer(200, "text/javascript; charset=utf-8", widget);
    case "POST /verify": {
      const form = await readForm(request);
      return form ? json(200, verify(form)) : json(413, { error: "too_large" });
    }
    default:
      return json(404, { error: "not_found" });
  }
}

const server = createServer((request, response) => {
  // A request may be aborted, and an unhandled rejection would end the server.
  handle(request, response).catch(() => response.destroy());
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
