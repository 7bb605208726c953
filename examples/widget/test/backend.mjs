// A backend for the tests, which does what every example does (examples/README.md). Do not copy it; copy
// an example.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { NotifizzClient } from "notifizz-token";

const { NOTIFIZZ_AUTH_SECRET_KEY: key, NOTIFIZZ_FRONT_API_KEY: apiKey, PORT, WIDGET_DIR } = process.env;
const client = new NotifizzClient(key, null, { tokenScheme: process.env.NOTIFIZZ_TOKEN_SCHEME || "hmac-sha256" });
const USERS = {
  alice: { password: "wonderland", userId: "user_42", userEmail: "alice@example.com" },
  bob: { password: "builder", userId: "user_43", userEmail: "bob@example.com" },
};
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const sessions = new Map();

async function handle(request, response) {
  const json = (status, value) =>
    response
      .writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" })
      .end(JSON.stringify(value));
  const id = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const url = new URL(request.url, "http://127.0.0.1");
  switch (`${request.method} ${url.pathname}`) {
    case "POST /login": {
      let body = "";
      for await (const chunk of request) body += chunk;
      const form = new URLSearchParams(body);
      const user = Object.hasOwn(USERS, form.get("username")) ? USERS[form.get("username")] : null;
      if (user?.password !== form.get("password")) return json(401, { error: "wrong_login" });
      const fresh = randomUUID();
      sessions.set(fresh, user);
      return response.writeHead(204, { "Set-Cookie": `session=${fresh}; Path=/; HttpOnly; SameSite=Lax` }).end();
    }
    case "POST /logout":
      sessions.delete(id);
      return response.writeHead(204).end();
    case "GET /notifizz/widget-options": {
      const user = sessions.get(id);
      if (!user) return json(401, { error: "login_required" });
      const { userId, userEmail } = user;
      return json(200, client.widgetOptions({ userId, userEmail, apiKey }));
    }
    default: {
      const name = url.pathname === "/" ? "index.html" : basename(url.pathname);
      try {
        const body = readFileSync(join(WIDGET_DIR, name));
        return response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "text/plain" }).end(body);
      } catch {
        return json(404, { error: "not_found" });
      }
    }
  }
}

createServer((request, response) => {
  // A request may be aborted, and an unhandled rejection would end the server.
  handle(request, response).catch(() => response.destroy());
}).listen(Number(PORT), "127.0.0.1");
