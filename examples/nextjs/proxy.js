/** Answers 404 to a path that cannot be decoded, such as `/%ff`, for which Next.js itself has a 500. */
export function proxy(request) {
  try {
    decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return new Response("Not found.\n", { status: 404 });
  }
}
