/** Runs once when the server starts, so that a bad key is found then and not at the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("./lib/start.js");
}
