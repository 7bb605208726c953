import type { DispatchHandlerOptions, WidgetHandlerOptions } from "./web.js";

/** As much of Express's response as the handlers use. */
interface Response {
  writeHead(status: number, headers: Record<string, string>): { end(body?: string): unknown };
}

type Handler<Request> = (request: Request, response: Response, next: (error?: unknown) => void) => void;

/** The widget's endpoint, with the answers of `notifizz-token/web`: `app.get("/notifizz/widget-options", …)`. */
export function widgetOptionsHandler<Request>(options: WidgetHandlerOptions<[Request]>): Handler<Request>;

/**
 * A dispatch webhook's endpoint, with the answers of `notifizz-token/web`: `app.post("/notifizz/webhook", …)`,
 * before `express.json()`, because it reads the body as it arrived. `request.rawBody` and what
 * `express.raw()` leaves are fine too.
 */
export function dispatchHandler<Request>(options: DispatchHandlerOptions<[Request]>): Handler<Request>;
