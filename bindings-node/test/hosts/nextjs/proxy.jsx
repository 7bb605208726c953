import { backend, NotifizzClient } from "notifizz-token";

export const config = { matcher: "/proxied" };

export function proxy() {
  const client = new NotifizzClient("YOUR_AUTH_SECRET_KEY");
  return Response.json({ backend, token: client.generateHashedToken("user_42") });
}
