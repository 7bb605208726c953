import { widgetOptionsHandler } from "notifizz-token/web";
import { notifizz } from "../../../lib/notifizz.js";
import { session } from "../../../lib/session.js";
import { USERS } from "../../../lib/users.js";

/** The user of the session, never one from the request. An ID that is missing stays missing. */
async function getUser() {
  const { username } = await session();
  const user = USERS.get(username);
  return user && { userId: user.id == null ? null : `user_${user.id}`, userEmail: user.email };
}

export const GET = widgetOptionsHandler({ client: notifizz, getUser, apiKey: process.env.NOTIFIZZ_FRONT_API_KEY });
