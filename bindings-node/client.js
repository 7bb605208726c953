// The public classes and functions, over either backend. It uses nothing of Node.js's own, so that it
// runs on every host.
const { closed, failure, outOfMemory, wrongType, wrongValue, wrongThis } = require("./errors.js");
const { isStringObject } = require("./kinds.js");
const values = require("./values.js");

const { USER_ID, RESOURCE_ID, idHint, isIdText, isObject, isToken, isWellFormed } = values;
const { payloadError, payloadOf, readProperties } = values;

/** What a backend answers if its memory does not suffice. Its other failures have core's numbers, from 1. */
const OUT_OF_MEMORY = 0;

const CLIENT_OPTIONS = ["tokenScheme", "webhookSigningSecret"];
const WIDGET_USER = ["userId", "userEmail", "apiKey"];
const DIAGNOSE_INPUT = ["token", "userId", "authSecretKey", "tokenScheme", "sdkSecretKey", "userEmail"];

const givenTwice = (what) => wrongValue(`${what} given twice: as the third argument and as the fourth`);

/** For `using`. Node.js has the symbol since 18.18; before, nobody can ask for it. */
const DISPOSE = Symbol.dispose ?? Symbol("Symbol.dispose");

// Without it, deepStrictEqual would consider two clients with different keys equal.
const IDENTITY = Symbol("notifizz-token.identity");

/** The package over a backend: the native code of backend.js, or wasm.js. */
module.exports = function create(backend, { markAsUncloneable } = {}) {
  const AUTH_TYPE = backend.authType();
  const TOKEN_SCHEMES = backend.tokenSchemes();
  const [DEFAULT_SCHEME] = TOKEN_SCHEMES;
  const FAILURES = new Map(backend.failures().map(([number, code, message]) => [number, { code, message }]));
  const FAILED = Object.fromEntries([...FAILURES].map(([number, { code }]) => [code, number]));

  /** The error with a number that the backend answers. */
  function failed(number) {
    if (number === OUT_OF_MEMORY) return outOfMemory();
    const { code, message } = FAILURES.get(number);
    return failure(code, message);
  }

  /** Returns the result of the backend, or throws the error with that number. */
  function resultOf(answer) {
    if (typeof answer === "number") throw failed(answer);
    return answer;
  }

  function requireText(value, subject, hint) {
    if (typeof value !== "string") throw wrongType(subject, "string", value, hint);
    if (!isWellFormed(value)) throw failed(FAILED.invalid_text);
  }

  function requireId(value, subject, id) {
    // The fast path: one condition for all valid IDs.
    if (typeof value === "string" && isWellFormed(value)) return;
    requireText(value, subject, idHint(value, id));
  }

  function requireSecretKey(value, subject) {
    if (value == null) throw failed(FAILED.empty_auth_secret_key);
    requireText(value, subject);
  }

  function requireEmail(value, subject) {
    requireText(value, subject, value == null ? "it is missing: has the user an e-mail address?" : "");
  }

  function rejectScheme(value, subject) {
    if (TOKEN_SCHEMES.includes(value)) {
      const example = "new NotifizzClient(authSecretKey, null, { tokenScheme })";
      throw wrongValue(`The ${subject} is the name of a token scheme, which is an option: ${example}`);
    }
  }

  const isTokenScheme = (value) => TOKEN_SCHEMES.includes(value);

  let isClient;
  let handleOf;

  class NotifizzClient {
    // Memory that only the backend can read, so that nothing that walks over objects (inspect, JSON,
    // structuredClone, a debugger's log) can find the secret. Null once the client is closed.
    #handle;
    #tokenScheme;
    #keyFingerprint;
    [IDENTITY];

    static {
      isClient = (value) => typeof value === "object" && value !== null && #handle in value;
      handleOf = (client) => {
        if (!isClient(client)) throw wrongThis();
        if (client.#handle === null) throw closed();
        return client.#handle;
      };
    }

    constructor(authSecretKey, sdkSecretKey, webhookSigningSecretOrOptions, options) {
      requireSecretKey(authSecretKey, '"authSecretKey" argument');
      if (sdkSecretKey != null && typeof sdkSecretKey !== "string") {
        throw wrongType('"sdkSecretKey" argument', "string", sdkSecretKey);
      }
      rejectScheme(sdkSecretKey, '"sdkSecretKey" argument');
      let webhookSigningSecret = null;
      if (typeof webhookSigningSecretOrOptions === "string") {
        rejectScheme(webhookSigningSecretOrOptions, '"webhookSigningSecret" argument');
        webhookSigningSecret = webhookSigningSecretOrOptions;
      } else if (webhookSigningSecretOrOptions != null) {
        if (!isObject(webhookSigningSecretOrOptions) || isStringObject(webhookSigningSecretOrOptions)) {
          throw wrongType(
            '"webhookSigningSecretOrOptions" argument',
            "string or object",
            webhookSigningSecretOrOptions,
          );
        }
        if (options != null) throw givenTwice("the options are");
        options = webhookSigningSecretOrOptions;
      }
      let tokenScheme = DEFAULT_SCHEME;
      if (options != null) {
        const given = readProperties(options, '"options" argument', CLIENT_OPTIONS);
        if (given.tokenScheme !== undefined) {
          tokenScheme = given.tokenScheme;
          requireText(tokenScheme, '"options.tokenScheme" property');
        }
        if (given.webhookSigningSecret != null) {
          if (webhookSigningSecret !== null) throw givenTwice("the webhook signing secret is");
          webhookSigningSecret = given.webhookSigningSecret;
        }
      }
      if (webhookSigningSecret !== null) {
        requireText(webhookSigningSecret, '"webhookSigningSecret" argument');
      }
      this.#handle = resultOf(backend.create(authSecretKey, tokenScheme, webhookSigningSecret));
      this.#tokenScheme = tokenScheme;
      this.#keyFingerprint = backend.keyFingerprint(this.#handle);
      this[IDENTITY] = `${tokenScheme} ${this.#keyFingerprint}`;
      markAsUncloneable?.(this);
    }

    generateHashedToken(userId) {
      requireId(userId, '"userId" argument', USER_ID);
      return resultOf(backend.generateHashedToken(handleOf(this), userId));
    }

    verifyHashedToken(userId, token) {
      const handle = handleOf(this);
      if (!isIdText(userId, '"userId" argument') || !isToken(token) || !isWellFormed(userId)) return false;
      return backend.verifyHashedToken(handle, userId, token) === true;
    }

    generateSubscribeToken(subscriberId, resourceId) {
      requireId(subscriberId, '"subscriberId" argument', USER_ID);
      requireId(resourceId, '"resourceId" argument', RESOURCE_ID);
      return resultOf(backend.generateSubscribeToken(handleOf(this), subscriberId, resourceId));
    }

    verifySubscribeToken(subscriberId, resourceId, token) {
      const handle = handleOf(this);
      const isSubscriber = isIdText(subscriberId, '"subscriberId" argument');
      const isResource = isIdText(resourceId, '"resourceId" argument');
      if (!isSubscriber || !isResource || !isToken(token)) return false;
      if (!isWellFormed(subscriberId) || !isWellFormed(resourceId)) return false;
      return backend.verifySubscribeToken(handle, subscriberId, resourceId, token) === true;
    }

    signDispatchPayload(payload) {
      const content = payloadOf(payload);
      if (content === undefined) throw payloadError(payload);
      if (typeof content === "string" && !isWellFormed(content)) throw failed(FAILED.invalid_text);
      return resultOf(backend.signDispatchPayload(handleOf(this), content));
    }

    verifyDispatchSignature(payload, signature) {
      const content = payloadOf(payload);
      const isPossible =
        content !== undefined && isToken(signature) && (typeof content !== "string" || isWellFormed(content));
      // A missing secret is the caller's mistake whatever the request contains, so the backend is
      // called even if the answer can only be false.
      const answer = backend.verifyDispatchSignature(
        handleOf(this),
        isPossible ? content : "",
        isPossible ? signature : "",
      );
      if (answer === OUT_OF_MEMORY) return false;
      const isRight = resultOf(answer);
      if (content === undefined && payload != null) throw payloadError(payload);
      return isRight;
    }

    widgetOptions(user) {
      const { apiKey, userId, userEmail } = readProperties(user, '"user" argument', WIDGET_USER);
      requireId(userId, '"user.userId" property', USER_ID);
      requireEmail(userEmail, '"user.userEmail" property');
      const handle = handleOf(this);
      if (apiKey !== undefined) {
        requireText(apiKey, '"user.apiKey" property');
        resultOf(backend.checkFrontApiKey(handle, apiKey));
      }
      const token = resultOf(backend.widgetToken(handle, userId, userEmail));
      const options = { authType: AUTH_TYPE, token, userId, userEmail };
      return apiKey === undefined ? options : { apiKey, ...options };
    }

    get tokenScheme() {
      if (!isClient(this)) throw wrongThis();
      return this.#tokenScheme;
    }

    get keyFingerprint() {
      if (!isClient(this)) throw wrongThis();
      return this.#keyFingerprint;
    }

    close() {
      if (!isClient(this)) throw wrongThis();
      if (this.#handle === null) return;
      backend.close(this.#handle);
      this.#handle = null;
    }

    [DISPOSE]() {
      this.close();
    }

    toJSON() {
      // Loggers also write a Proxy of a client, and objects that inherit from one.
      if (!isClient(this)) return {};
      const { tokenScheme, keyFingerprint } = this;
      return { tokenScheme, keyFingerprint };
    }

    [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
      if (!isClient(this)) return "NotifizzClient {}";
      return `NotifizzClient ${inspect(this.toJSON(), options)}`;
    }
  }

  function diagnose(input) {
    const properties = readProperties(input, '"input" argument', DIAGNOSE_INPUT);
    const { token, userId, authSecretKey, tokenScheme = DEFAULT_SCHEME, sdkSecretKey, userEmail } = properties;
    requireText(token, '"input.token" property');
    requireId(userId, '"input.userId" property', USER_ID);
    requireSecretKey(authSecretKey, '"input.authSecretKey" property');
    requireText(tokenScheme, '"input.tokenScheme" property');
    if (sdkSecretKey != null) requireText(sdkSecretKey, '"input.sdkSecretKey" property');
    if (userEmail != null) requireText(userEmail, '"input.userEmail" property');
    const answer = backend.diagnose(token, userId, authSecretKey, tokenScheme, sdkSecretKey, userEmail);
    const [code, scheme, message] = resultOf(answer);
    return scheme === null ? { code, message } : { code, scheme, message };
  }

  return { NotifizzClient, diagnose, isTokenScheme, backend: backend.name };
};
