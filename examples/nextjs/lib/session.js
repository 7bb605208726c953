import { randomBytes } from "node:crypto";
import { getIronSession } from "iron-session";
import { cookies } from "next/headers";

// One for all routes, whichever bundles they end up in. Set SESSION_SECRET to keep sessions over a restart.
globalThis.sessionSecret ??= process.env.SESSION_SECRET ?? randomBytes(32).toString("hex");

export async function session() {
  return getIronSession(await cookies(), {
    cookieName: "session",
    password: globalThis.sessionSecret,
    // Over plain HTTP, as here on 127.0.0.1, a browser would not send a secure cookie back.
    cookieOptions: { httpOnly: true, sameSite: "lax", secure: process.env.INSECURE_COOKIES !== "1" },
  });
}
