// What the widget's endpoint and the webhook's answer, which is the same in every framework.
const { wrongType } = require("./errors.js");
const { isObject, readProperties } = require("./values.js");

const WIDGET_HANDLER = ["client", "getUser", "apiKey"];
const DISPATCH_HANDLER = ["receiver", "onDispatch", "onRejected"];
const JSON_HEADERS = { "Content-Type": "application/json" };
/** Whoever has the token is that user to the widget. */
const WIDGET_HEADERS = { ...JSON_HEADERS, "Cache-Control": "no-store, private" };
/** A larger body is rejected. */
const MAX_BODY = 10 * 1024 * 1024;

/** The errors for a signed-in user who gets no token. */
const INCOMPLETE_USER = new Map([
  ["ERR_NOTIFIZZ_EMPTY_USER_ID", "empty_user_id"],
  ["ERR_NOTIFIZZ_EMPTY_USER_EMAIL", "empty_user_email"],
]);
const INCOMPLETE = 409;

function requireFunction(value, subject) {
  if (typeof value !== "function") throw wrongType(subject, "function", value);
}

function requireMethod(value, method, subject, expected) {
  if (!isObject(value) || typeof value[method] !== "function") throw wrongType(subject, expected, value);
}

const answer = (status, headers, body) => ({ status, headers, body: JSON.stringify(body) });

/**
 * A function that returns the client or receiver: the one that was given, which is checked at once, when the
 * server starts, or what a given function returns at the first request, when there is a secret.
 */
function lazily(given, check) {
  let created;
  const create = () => {
    const object = typeof given === "function" ? given() : given;
    check(object);
    created = object;
    return object;
  };
  if (typeof given !== "function") create();
  return () => created ?? create();
}

/** From the options of a handler, the function that answers. */
function widgetAnswers(options) {
  const given = readProperties(options, '"options" argument', WIDGET_HANDLER);
  const { getUser, apiKey } = given;
  requireFunction(getUser, '"options.getUser" property');
  const clientOf = lazily(given.client, (client) => {
    requireMethod(client, "widgetOptions", '"options.client" property', "NotifizzClient");
    client.widgetOptions({ userId: "check", userEmail: "check@example.com", apiKey });
  });

  return async (...request) => {
    const client = clientOf();
    const user = await getUser(...request);
    if (!user) return answer(401, WIDGET_HEADERS, { error: "login_required" });
    const { userId, userEmail } = user;
    if (userId == null) return answer(INCOMPLETE, WIDGET_HEADERS, { error: "empty_user_id" });
    if (userEmail == null && userId !== "") return answer(INCOMPLETE, WIDGET_HEADERS, { error: "empty_user_email" });
    try {
      const body = client.widgetOptions({ userId, userEmail: userEmail ?? "", apiKey });
      return answer(200, WIDGET_HEADERS, body);
    } catch (error) {
      const code = INCOMPLETE_USER.get(error.code);
      if (code === undefined) throw error;
      return answer(INCOMPLETE, WIDGET_HEADERS, { error: code });
    }
  };
}

const warn = (error) => console.warn(`a dispatch webhook was rejected: ${error.code}: ${error.message}`);

/** From the options of a handler, the function that answers to a body; undefined is one that is too large. */
function dispatchAnswers(options) {
  const given = readProperties(options, '"options" argument', DISPATCH_HANDLER);
  const { onDispatch, onRejected = warn } = given;
  requireFunction(onDispatch, '"options.onDispatch" property');
  requireFunction(onRejected, '"options.onRejected" property');
  const receiverOf = lazily(given.receiver, (receiver) => {
    requireMethod(receiver, "receiveDispatch", '"options.receiver" property', "DispatchReceiver or NotifizzClient");
  });

  function received(body) {
    if (body === undefined) throw tooLarge();
    return receiverOf().receiveDispatch(body);
  }

  return async (body, ...request) => {
    let event;
    try {
      event = received(body);
    } catch (error) {
      if (!/^ERR_NOTIFIZZ_DISPATCH_/.test(error.code)) throw error;
      await onRejected(error, ...request);
      // The sender need not know how far a forgery came.
      return answer(400, JSON_HEADERS, { error: "dispatch_rejected" });
    }
    await onDispatch(event, ...request);
    return { status: 204, headers: {}, body: null };
  };
}

function tooLarge() {
  const error = new Error("the body is larger than 10 MiB");
  error.code = "ERR_NOTIFIZZ_DISPATCH_BODY_MALFORMED";
  return error;
}

/** The bytes of a stream, or undefined if there are too many. It is read to its end, or else no answer could be sent. */
async function bodyOf(stream) {
  const parts = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= MAX_BODY) parts.push(chunk);
    else parts.length = 0;
  }
  if (size > MAX_BODY) return undefined;
  const body = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

module.exports = { bodyOf, dispatchAnswers, widgetAnswers };
