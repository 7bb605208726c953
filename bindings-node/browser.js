// Resolved for browser and edge bundles, where it throws at once. The exports exist so that bundling
// succeeds and the error is seen.
exports.NotifizzClient = exports.DispatchReceiver = undefined;
exports.diagnose = exports.diagnoseDispatch = exports.isTokenScheme = exports.backend = undefined;

throw new Error(
  "notifizz-token runs on a server only (Node.js, Bun or Deno), because the Auth Secret Key must never reach a browser: compute the token in your backend, and hand the page only the result. In a test under Jest's jsdom environment, begin the file with /** @jest-environment node */",
);
