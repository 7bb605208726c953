/**
 * Answers 404 to a path that cannot be decoded, such as `/%ff`, for which Next.js itself has a 500, and
 * 403 to a form that another site sends: a login would log the visitor in as somebody else.
 */
export function proxy(request) {
  const site = request.headers.get("Sec-Fetch-Site") ?? "none";
  if (request.method === "POST" && site !== "same-origin" && site !== "none") {
    return new Response(null, { status: 403 });
  }
  try {
    decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return new Response("Not found.\n", { status: 404 });
  }
}
