import { session } from "../../lib/session.js";

export async function POST() {
  (await session()).destroy();
  return new Response(null, { status: 204 });
}
