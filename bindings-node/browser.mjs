// browser.js as an ES module, for bundlers that do not follow CommonJS.
export const NotifizzClient = undefined;
export const DispatchReceiver = undefined;
export const diagnose = undefined;
export const diagnoseDispatch = undefined;
export const isTokenScheme = undefined;
export const backend = undefined;

throw new Error(
  "notifizz-token runs on a server only (Node.js, Bun or Deno), because the Auth Secret Key must never reach a browser: compute the token in your backend, and hand the page only the result. In a test under Jest's jsdom environment, begin the file with /** @jest-environment node */",
);
