import { backend, NotifizzClient } from "notifizz-token";

export const runtime = "edge";

export function GET() {
  const client = new NotifizzClient("YOUR_AUTH_SECRET_KEY");
  return Response.json({ backend, token: client.generateHashedToken("user_42") });
}
