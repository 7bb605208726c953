import type { DispatchEvent, DispatchReceiver, NotifizzClient } from "./index.js";

/** The signed-in user, as Notifizz knows them. The ID is text: convert a number yourself, but no missing value. */
export interface SignedInUser {
  userId: string | null | undefined;
  userEmail: string | null | undefined;
}

type Awaitable<T> = T | PromiseLike<T>;

/** For a framework's request, and what else it passes to handlers. */
export interface WidgetHandlerOptions<Request extends unknown[]> {
  /** Or a function that creates it at the first request, where the key is not there yet when the code is loaded. */
  client: NotifizzClient | (() => NotifizzClient);
  /** The user of the session, never one from the request; `null` or `undefined` for a visitor. */
  getUser: (...request: Request) => Awaitable<SignedInUser | null | undefined>;
  /** The Front API Key, which is public. */
  apiKey?: string | undefined;
}

export interface DispatchHandlerOptions<Request extends unknown[]> {
  /** Or a function that creates it at the first request. */
  receiver: DispatchReceiver | NotifizzClient | (() => DispatchReceiver | NotifizzClient);
  /** Called only for a webhook that Notifizz signed in the last five minutes. The same one may arrive twice. */
  onDispatch: (event: DispatchEvent, ...request: Request) => unknown;
  /** What is done with the error of a webhook that is rejected; unless given, `console.warn` writes it. */
  onRejected?: ((error: Error & { code: string }, ...request: Request) => unknown) | undefined;
}

/**
 * The widget's endpoint as a function of a `Request`: for Next.js, Hono, SvelteKit, Bun, Deno and Workers.
 *
 * Answers 200 and the widget options; 401 and `{"error":"login_required"}` to a visitor; 409 and
 * `{"error":"empty_user_id"}` or `{"error":"empty_user_email"}` for a user without an ID or an e-mail
 * address; always with `Cache-Control: no-store, private`. What else the host passes goes to `getUser`.
 */
export function widgetOptionsHandler<More extends unknown[] = []>(
  options: WidgetHandlerOptions<[Request, ...More]>,
): (request: Request, ...more: More) => Promise<Response>;

/**
 * A dispatch webhook's endpoint as a function of a `Request`. Answers 204, and 400 and
 * `{"error":"dispatch_rejected"}` to what Notifizz did not sign in the last five minutes, or is larger than
 * 10 MiB.
 */
export function dispatchHandler<More extends unknown[] = []>(
  options: DispatchHandlerOptions<[Request, ...More]>,
): (request: Request, ...more: More) => Promise<Response>;
