// What bundlers take for a page, and edge runtimes without native code: a clear end, early.
// The names are there so that a bundle is made at all, and this is read.
exports.NotifizzClient = exports.diagnose = undefined;

throw new Error(
  "notifizz-token runs on a server only (Node.js, Bun or Deno), because the Auth Secret Key must never reach a browser: compute the token in your backend, and hand the page only the result. In a test under Jest's jsdom environment, begin the file with /** @jest-environment node */",
);
