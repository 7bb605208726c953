import { notifizz } from "../../../lib/notifizz.js";
import { session } from "../../../lib/session.js";
import { USERS } from "../../../lib/users.js";

// Whoever has the token is that user to the widget, so no cache may keep it.
const headers = { "Cache-Control": "no-store" };

export async function GET() {
  const { username } = await session();
  const user = USERS.get(username);
  if (user === undefined) return Response.json({ error: "login_required" }, { status: 401, headers });
  // The user of the session, never an ID from the request.
  const options = notifizz().widgetOptions({
    userId: `user_${user.id}`,
    userEmail: user.email,
    apiKey: process.env.NOTIFIZZ_FRONT_API_KEY,
  });
  return Response.json(options, { headers });
}
