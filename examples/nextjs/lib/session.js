import { randomBytes } from "node:crypto";
import { getIronSession } from "iron-session";
import { cookies, headers } from "next/headers";

// One for all routes, whichever bundles they end up in. Set SESSION_SECRET to keep sessions over a restart.
globalThis.sessionSecret ??= process.env.SESSION_SECRET ?? randomBytes(32).toString("hex");

export async function session() {
  const secure = (await headers()).get("x-forwarded-proto") === "https";
  return getIronSession(await cookies(), {
    cookieName: "session",
    password: globalThis.sessionSecret,
    cookieOptions: { httpOnly: true, sameSite: "lax", secure },
  });
}
