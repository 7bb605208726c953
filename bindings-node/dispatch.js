// Receiving dispatch webhooks, over either backend and on any host.
const { wrongType } = require("./errors.js");
const { isToken, isWellFormed, payloadOf, readProperties } = require("./values.js");

const KIND = "DispatchReceiver";
const RECEIVE_OPTIONS = ["toleranceMs", "now"];
const DIAGNOSE_INPUT = ["payload", "signature", "webhookSigningSecret"];
/** Notifizz's own. */
const TOLERANCE_MS = 300_000;

/** The JSON object that a text is, or undefined. Its names are well-formed text, as in the other languages. */
function objectIn(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.keys(value).every(isWellFormed) ? value : undefined;
}

/** An object's own member. */
const member = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

const isText = (value) => typeof value === "string" && isWellFormed(value);

module.exports = function create({ backend, Holder, handleOf, errorOf, resultOf, requireText, secretsOf }) {
  let decoder;

  /** The text of a body, or undefined if it is none. */
  function textOf(body) {
    const content = payloadOf(body);
    if (content === undefined) {
      const hint = body == null ? "it is missing" : "pass the body as it arrived, before any parser";
      throw wrongType('"body" argument', "string, Buffer, Uint8Array, ArrayBuffer or DataView", body, hint);
    }
    if (typeof content === "string") return isWellFormed(content) ? content : undefined;
    // Not before it is needed, because some test environments have none.
    decoder ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    try {
      return decoder.decode(content);
    } catch {
      return undefined;
    }
  }

  /** The event of a webhook's body. */
  function receive(handle, body, options = {}) {
    const { toleranceMs = TOLERANCE_MS, now = Date.now() } = readProperties(
      options,
      '"options" argument',
      RECEIVE_OPTIONS,
    );
    if (typeof toleranceMs !== "number") throw wrongType('"options.toleranceMs" property', "number", toleranceMs);
    if (typeof now !== "number") throw wrongType('"options.now" property', "number", now, "pass a Date.now()");
    const text = textOf(body);
    const webhook = text === undefined ? undefined : objectIn(text);
    const [payload, signature] = [member(webhook, "payload"), member(webhook, "signature")];
    const isWebhook = isText(payload) && isText(signature);
    // A missing secret is the caller's mistake whatever arrived, so the backend is always called.
    const isPossible = isWebhook && isToken(signature);
    const answer = backend.verifyDispatchSignature(handle, isPossible ? payload : "", isPossible ? signature : "");
    const isRight = resultOf(answer);
    if (!isWebhook) throw errorOf("dispatch_body_malformed");
    if (!isRight) throw errorOf("dispatch_signature_mismatch");
    const event = objectIn(payload);
    const timestamp = member(event, "timestamp");
    resultOf(backend.checkDispatchTimestamp(typeof timestamp === "number" ? timestamp : Number.NaN, now, toleranceMs));
    return event;
  }

  class DispatchReceiver extends Holder {
    constructor(webhookSigningSecret) {
      const secrets = secretsOf(webhookSigningSecret, '"webhookSigningSecret" argument');
      super(resultOf(backend.create(null, backend.tokenSchemes()[0], secrets ?? [])), KIND);
    }

    receiveDispatch(body, options) {
      return receive(handleOf(this, KIND), body, options);
    }

    toJSON() {
      return {};
    }

    [Symbol.for("nodejs.util.inspect.custom")]() {
      return `${KIND} {}`;
    }
  }

  function diagnoseDispatch(input) {
    const values = readProperties(input, '"input" argument', DIAGNOSE_INPUT);
    for (const name of DIAGNOSE_INPUT) {
      if (name !== "webhookSigningSecret") requireText(values[name], `"input.${name}" property`);
    }
    const { payload, signature, webhookSigningSecret } = values;
    if (webhookSigningSecret == null) throw errorOf("missing_webhook_signing_secret");
    requireText(webhookSigningSecret, '"input.webhookSigningSecret" property');
    const [code, message] = resultOf(backend.diagnoseDispatch(payload, signature, webhookSigningSecret));
    return { code, message };
  }

  return { DispatchReceiver, diagnoseDispatch, receive };
};
