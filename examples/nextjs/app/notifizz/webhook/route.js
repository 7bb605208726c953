import { dispatchHandler } from "notifizz-token/web";
import { notifizz } from "../../../lib/notifizz.js";

/** Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event. */
function onDispatch(event) {
  console.log(`a dispatch of ${new Date(event.timestamp).toISOString()}`);
}

export const POST = dispatchHandler({ receiver: notifizz, onDispatch });
