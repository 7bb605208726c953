import { session } from "../../lib/session.js";
import { USERS } from "../../lib/users.js";

export async function POST(request) {
  // A body that is not a form names no user.
  const form = await request.formData().catch(() => new FormData());
  const username = form.get("username");
  const user = USERS.get(username);
  if (user === undefined || user.password !== form.get("password")) return new Response(null, { status: 401 });
  const current = await session();
  current.username = username;
  await current.save();
  return new Response(null, { status: 204 });
}
