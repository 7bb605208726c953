import { notifizz } from "../../../lib/notifizz.js";
import { session } from "../../../lib/session.js";
import { notifizzId, USERS } from "../../../lib/users.js";

// Whoever has the token is that user to the widget, so no cache may keep it.
const headers = { "Cache-Control": "no-store" };

// The answers for a user without an ID or an e-mail address, by the error code.
const INCOMPLETE = new Map([
  ["ERR_NOTIFIZZ_EMPTY_USER_ID", "empty_user_id"],
  ["ERR_NOTIFIZZ_EMPTY_USER_EMAIL", "empty_user_email"],
]);

export async function GET() {
  const { username } = await session();
  const user = USERS.get(username);
  if (user === undefined) return Response.json({ error: "login_required" }, { status: 401, headers });
  try {
    // The user of the session, never an ID from the request.
    const options = notifizz().widgetOptions({
      userId: notifizzId(user),
      userEmail: user.email ?? "",
      apiKey: process.env.NOTIFIZZ_FRONT_API_KEY,
    });
    return Response.json(options, { headers });
  } catch (error) {
    const code = INCOMPLETE.get(error.code);
    if (code === undefined) throw error;
    return Response.json({ error: code }, { status: 409, headers });
  }
}
