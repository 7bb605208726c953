// The public classes and functions, over either backend. It uses nothing of Node.js's own, so that it
// runs on every host.
const createDispatch = require("./dispatch.js");
const { failure, outOfMemory, wrongThis, wrongType, wrongValue } = require("./errors.js");
const createHolder = require("./holder.js");
const { isArray, isStringObject } = require("./kinds.js");
const values = require("./values.js");

const { USER_ID, RESOURCE_ID, idHint, isIdText, isObject, isToken, isWellFormed } = values;
const { payloadError, payloadOf, readProperties } = values;

/** What a backend answers if its memory does not suffice. Its other failures have core's numbers, from 1. */
const OUT_OF_MEMORY = 0;

const CLIENT_OPTIONS = ["tokenScheme", "webhookSigningSecret", "previousAuthSecretKeys"];
const WIDGET_USER = ["userId", "userEmail", "apiKey"];
const KIND = "NotifizzClient";
const DIAGNOSE_INPUT = ["token", "userId", "authSecretKey", "tokenScheme", "sdkSecretKey", "userEmail"];

const givenTwice = (what) => wrongValue(`${what} given twice: as the third argument and as the fourth`);

// Without it, deepStrictEqual would consider two clients with different keys equal.
const IDENTITY = Symbol("notifizz-token.identity");

/** The package over a backend: the native code of backend.js, or wasm.js. */
module.exports = function create(backend, { markAsUncloneable } = {}) {
  const AUTH_TYPE = backend.authType();
  const TOKEN_SCHEMES = backend.tokenSchemes();
  const [DEFAULT_SCHEME] = TOKEN_SCHEMES;
  const FAILURES = new Map(backend.failures().map(([number, code, message]) => [number, { code, message }]));
  const MESSAGES = new Map([...FAILURES.values()].map(({ code, message }) => [code, message]));

  /** The error with a number that the backend answers. */
  function failed(number) {
    if (number === OUT_OF_MEMORY) return outOfMemory();
    const { code, message } = FAILURES.get(number);
    return failure(code, message);
  }

  const errorOf = (code) => failure(code, MESSAGES.get(code));

  /** Returns the result of the backend, or throws the error with that number. */
  function resultOf(answer) {
    if (typeof answer === "number") throw failed(answer);
    return answer;
  }

  function requireText(value, subject, hint) {
    if (typeof value !== "string") throw wrongType(subject, "string", value, hint);
    if (!isWellFormed(value)) throw errorOf("invalid_text");
  }

  function requireId(value, subject, id) {
    // The fast path: one condition for all valid IDs.
    if (typeof value === "string" && isWellFormed(value)) return;
    requireText(value, subject, idHint(value, id));
  }

  function requireSecretKey(value, subject) {
    if (value == null) throw errorOf("empty_auth_secret_key");
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

  /** The texts of a webhook signing secret, or of several, of which the first signs; null for none. */
  function secretsOf(value, subject) {
    if (value == null) return null;
    if (isArray(value)) return textsOf(value, subject, "missing_webhook_signing_secret");
    requireText(value, subject);
    return [value];
  }

  /** The texts of a list of secrets, each of which is read once. */
  function textsOf(list, subject, missing) {
    return Array.from(list, (secret) => {
      if (secret == null) throw errorOf(missing);
      requireText(secret, `each element of the ${subject}`);
      return secret;
    });
  }

  const holding = createHolder(backend, markAsUncloneable);
  const { Holder, isHolder } = holding;
  const handleOf = (client) => holding.handleOf(client, KIND);
  const dispatch = createDispatch({ backend, ...holding, errorOf, resultOf, requireText, secretsOf });

  class NotifizzClient extends Holder {
    #tokenScheme;
    #keyFingerprints;
    [IDENTITY];

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
      let previousKeys = [];
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
        if (given.previousAuthSecretKeys != null) {
          const subject = '"options.previousAuthSecretKeys" property';
          if (!isArray(given.previousAuthSecretKeys)) {
            throw wrongType(subject, "Array", given.previousAuthSecretKeys, "pass a list of the keys");
          }
          previousKeys = textsOf(given.previousAuthSecretKeys, subject, "empty_auth_secret_key");
        }
      }
      const secrets = secretsOf(webhookSigningSecret, '"webhookSigningSecret" argument');
      const handle = resultOf(backend.create([authSecretKey, ...previousKeys], tokenScheme, secrets));
      super(handle, KIND);
      this.#tokenScheme = tokenScheme;
      this.#keyFingerprints = backend.keyFingerprints(handle);
      this[IDENTITY] = `${tokenScheme} ${this.#keyFingerprints.join(" ")}`;
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
      if (typeof content === "string" && !isWellFormed(content)) throw errorOf("invalid_text");
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

    receiveDispatch(body, options) {
      return dispatch.receive(handleOf(this), body, options);
    }

    get tokenScheme() {
      if (!isHolder(this, KIND)) throw wrongThis(KIND);
      return this.#tokenScheme;
    }

    get keyFingerprint() {
      if (!isHolder(this, KIND)) throw wrongThis(KIND);
      return this.#keyFingerprints[0];
    }

    get previousKeyFingerprints() {
      if (!isHolder(this, KIND)) throw wrongThis(KIND);
      return this.#keyFingerprints.slice(1);
    }

    toJSON() {
      // Loggers also write a Proxy of a client, and objects that inherit from one.
      if (!isHolder(this, KIND)) return {};
      const { tokenScheme, keyFingerprint } = this;
      return { tokenScheme, keyFingerprint };
    }

    [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
      if (!isHolder(this, KIND)) return `${KIND} {}`;
      return `${KIND} ${inspect(this.toJSON(), options)}`;
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

  const { DispatchReceiver, diagnoseDispatch } = dispatch;
  return { NotifizzClient, DispatchReceiver, diagnose, diagnoseDispatch, isTokenScheme, backend: backend.name };
};
