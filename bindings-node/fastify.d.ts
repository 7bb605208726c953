import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { DispatchHandlerOptions, WidgetHandlerOptions } from "./web.js";

/** The widget's endpoint, with the answers of `notifizz-token/web`: `app.get("/notifizz/widget-options", …)`. */
export function widgetOptionsHandler(
  options: WidgetHandlerOptions<[FastifyRequest]>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface DispatchPluginOptions extends DispatchHandlerOptions<[FastifyRequest]> {
  /** The path of the webhook; `/notifizz/webhook` unless given. */
  url?: string | undefined;
}

/**
 * A dispatch webhook's endpoint, with the answers of `notifizz-token/web`:
 * `app.register(dispatchPlugin, { receiver, onDispatch })`. It reads the body as it arrived, and changes no
 * parser of the rest of the application.
 */
export const dispatchPlugin: FastifyPluginCallback<DispatchPluginOptions>;
