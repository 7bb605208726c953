const native = require("./native.js");

const DEFAULT_SCHEME = "hmac-sha256";

// V8 would turn a lone surrogate into U+FFFD, and two IDs would share a token.
const isWellFormed =
  typeof "".isWellFormed === "function" ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text); // Node.js 18

/** Node's own error code and wording, but the value is not repeated: it could be a secret. */
function typeError(subject, expected, value, hint = "") {
  let received = `type ${typeof value}`;
  if (value == null) received = String(value);
  else if (Array.isArray(value)) received = "an instance of Array";
  else if (value instanceof String) received = "an instance of String";
  const error = new TypeError(`The ${subject} must be of type ${expected}. Received ${received}${hint}`);
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}

function requireText(value, subject, hint = "") {
  if (typeof value !== "string") throw typeError(subject, "string", value, hint);
  if (!isWellFormed(value)) native.refuseText();
}

function requireId(value, subject, example) {
  // The first condition is the one that counts for speed.
  if (typeof value === "string" && isWellFormed(value)) return;
  const convertible = typeof value === "number" || typeof value === "bigint" || value instanceof String;
  requireText(value, subject, convertible ? `: pass String(${example})` : "");
}

function requireOptions(value, subject) {
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof String) {
    throw typeError(subject, "object", value);
  }
}

function givenTwice(what) {
  const error = new TypeError(`${what} given twice: as the third argument and as the fourth`);
  error.code = "ERR_INVALID_ARG_VALUE";
  return error;
}

const isText = (value) => typeof value === "string" && isWellFormed(value);

class NotifizzClient {
  // Native memory that only the native functions can read, so that nothing which walks over
  // objects (inspect, JSON, structuredClone, a debugger's log) meets the secret.
  #handle;

  constructor(authSecretKey, sdkSecretKey, webhookSigningSecretOrOptions, options) {
    requireText(authSecretKey, '"authSecretKey" argument');
    if (sdkSecretKey != null && typeof sdkSecretKey !== "string") {
      throw typeError('"sdkSecretKey" argument', "string", sdkSecretKey);
    }
    let webhookSigningSecret = null;
    if (typeof webhookSigningSecretOrOptions === "string") {
      webhookSigningSecret = webhookSigningSecretOrOptions;
    } else if (webhookSigningSecretOrOptions != null) {
      requireOptions(webhookSigningSecretOrOptions, '"webhookSigningSecretOrOptions" argument');
      if (options != null) throw givenTwice("the options are");
      options = webhookSigningSecretOrOptions;
    }
    let tokenScheme = DEFAULT_SCHEME;
    if (options != null) {
      requireOptions(options, '"options" argument');
      if (options.tokenScheme !== undefined) {
        tokenScheme = options.tokenScheme;
        requireText(tokenScheme, '"options.tokenScheme" property');
      }
      if (options.webhookSigningSecret != null) {
        if (webhookSigningSecret !== null) throw givenTwice("the webhook signing secret is");
        webhookSigningSecret = options.webhookSigningSecret;
      }
    }
    if (webhookSigningSecret !== null) {
      requireText(webhookSigningSecret, '"webhookSigningSecret" argument');
    }
    this.#handle = native.create(authSecretKey, tokenScheme, webhookSigningSecret);
  }

  generateHashedToken(userId) {
    requireId(userId, '"userId" argument', "user.id");
    return native.generateHashedToken(this.#handle, userId);
  }

  verifyHashedToken(userId, token) {
    if (!isText(userId) || typeof token !== "string") return false;
    return native.verifyHashedToken(this.#handle, userId, token);
  }

  generateSubscribeToken(subscriberId, resourceId) {
    requireId(subscriberId, '"subscriberId" argument', "user.id");
    requireId(resourceId, '"resourceId" argument', "resource.id");
    return native.generateSubscribeToken(this.#handle, subscriberId, resourceId);
  }

  verifySubscribeToken(subscriberId, resourceId, token) {
    if (!isText(subscriberId) || !isText(resourceId) || typeof token !== "string") return false;
    return native.verifySubscribeToken(this.#handle, subscriberId, resourceId, token);
  }

  signDispatchPayload(payload) {
    requireText(payload, '"payload" argument');
    return native.signDispatchPayload(this.#handle, payload);
  }

  verifyDispatchSignature(payload, signature) {
    // A missing secret is the caller's mistake whatever the request holds, so native code is
    // asked even when the answer can only be no.
    const possible = isText(payload) && typeof signature === "string";
    return native.verifyDispatchSignature(this.#handle, possible ? payload : "", possible ? signature : "");
  }

  widgetOptions(user) {
    requireOptions(user, '"user" argument');
    const { apiKey, userId, userEmail } = user;
    requireId(userId, '"user.userId" property', "user.id");
    requireText(userEmail, '"user.userEmail" property');
    if (apiKey !== undefined) requireText(apiKey, '"user.apiKey" property');
    const token = native.widgetToken(this.#handle, userId, userEmail);
    const options = { authType: "backendToken", token, userId, userEmail };
    return apiKey === undefined ? options : { apiKey, ...options };
  }

  get tokenScheme() {
    return native.tokenScheme(this.#handle);
  }

  get keyFingerprint() {
    return native.keyFingerprint(this.#handle);
  }

  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    const { tokenScheme, keyFingerprint } = this;
    return `NotifizzClient ${inspect({ tokenScheme, keyFingerprint }, options)}`;
  }
}

function diagnose(input) {
  requireOptions(input, '"input" argument');
  const { token, userId, authSecretKey, tokenScheme = DEFAULT_SCHEME, sdkSecretKey, userEmail } = input;
  requireText(token, '"input.token" property');
  requireId(userId, '"input.userId" property', "user.id");
  requireText(authSecretKey, '"input.authSecretKey" property');
  requireText(tokenScheme, '"input.tokenScheme" property');
  if (sdkSecretKey != null) requireText(sdkSecretKey, '"input.sdkSecretKey" property');
  if (userEmail != null) requireText(userEmail, '"input.userEmail" property');
  return native.diagnose(token, userId, authSecretKey, tokenScheme, sdkSecretKey, userEmail);
}

exports.NotifizzClient = NotifizzClient;
exports.diagnose = diagnose;
