/// <reference lib="esnext.disposable" />

/** How a hashed token is computed. You choose it; it is never guessed. */
export type TokenScheme =
  /** The default, and what Notifizz documents: HMAC-SHA256 with the auth secret key over the user ID. */
  | "hmac-sha256"
  /** What Notifizz's PHP and Java SDKs compute: SHA-256 of the user ID followed by the key. Weaker: no MAC. */
  | "sha256-concat";

export interface NotifizzClientOptions {
  /** `"hmac-sha256"` unless given. */
  tokenScheme?: TokenScheme | undefined;
  /** Needed by the dispatch functions only. */
  webhookSigningSecret?: string | null | undefined;
}

/** Whether the value is the name of a token scheme, such as one from a configuration. */
export function isTokenScheme(value: unknown): value is TokenScheme;

/**
 * What computes: the native code of the platform, or the WebAssembly, which runs everywhere and takes
 * longer. The environment variable `NOTIFIZZ_TOKEN_BACKEND` chooses one: with `native` the package does not
 * load where there is no native code. Both give the same results and errors.
 */
export const backend: "native" | "wasm";

/** The user of the widget options. */
export interface WidgetUser {
  userId: string;
  userEmail: string;
  /** The Front API Key, which is public. */
  apiKey?: string | undefined;
}

/** The `code` of each `Error` for rejected input. More may be added. */
export type NotifizzErrorCode =
  | "ERR_NOTIFIZZ_EMPTY_AUTH_SECRET_KEY"
  | "ERR_NOTIFIZZ_AUTH_SECRET_KEY_WHITESPACE"
  | "ERR_NOTIFIZZ_AUTH_SECRET_KEY_INVISIBLE_CHARACTER"
  | "ERR_NOTIFIZZ_AUTH_SECRET_KEY_QUOTED"
  | "ERR_NOTIFIZZ_EMPTY_USER_ID"
  | "ERR_NOTIFIZZ_EMPTY_RESOURCE_ID"
  | "ERR_NOTIFIZZ_EMPTY_USER_EMAIL"
  | "ERR_NOTIFIZZ_EMPTY_FRONT_API_KEY"
  | "ERR_NOTIFIZZ_FRONT_API_KEY_IS_SECRET"
  | "ERR_NOTIFIZZ_INVALID_TEXT"
  | "ERR_NOTIFIZZ_UNKNOWN_TOKEN_SCHEME"
  | "ERR_NOTIFIZZ_MISSING_WEBHOOK_SIGNING_SECRET"
  | "ERR_NOTIFIZZ_WEBHOOK_SIGNING_SECRET_WHITESPACE"
  | "ERR_NOTIFIZZ_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER"
  | "ERR_NOTIFIZZ_WEBHOOK_SIGNING_SECRET_QUOTED";

/** What the widget needs to authenticate a user, under the widget's own names. */
export interface WidgetOptions {
  /** The Front API Key, which is public; present if it was given. */
  apiKey?: string;
  authType: "backendToken";
  token: string;
  /** Exactly the text that was signed. */
  userId: string;
  userEmail: string;
}

/**
 * Generates and verifies tokens for one Auth Secret Key, on the server.
 *
 * Rejected input throws an `Error` whose `code` begins with `ERR_NOTIFIZZ_`; a wrong type throws a
 * `TypeError` with the code `ERR_INVALID_ARG_TYPE`, and an unknown option one with the code
 * `ERR_INVALID_ARG_VALUE`. No message contains any part of the input.
 */
export class NotifizzClient {
  /**
   * Of options, only the object's own properties count.
   * @param authSecretKey The Auth Secret Key. It must not begin or end with whitespace or an invisible
   * character, such as a byte order mark, and must not be in quotes.
   * @param sdkSecretKey Accepted because Notifizz's own SDK takes it; plays no part in tokens and is not kept.
   * @param webhookSigningSecretOrOptions The webhook signing secret, which follows the same rules, or the options.
   * @param options The options, if the third argument is the webhook signing secret or `null`.
   */
  constructor(
    authSecretKey: string,
    sdkSecretKey?: string | null,
    webhookSigningSecretOrOptions?: string | null | NotifizzClientOptions,
    options?: NotifizzClientOptions | null,
  );

  /**
   * The hashed token that proves to the widget who its user is. Deterministic; it never expires.
   * @param userId The ID of the signed-in user, never one from the request. Used exactly as it is.
   */
  generateHashedToken(userId: string): string;

  /**
   * Whether `token` is exactly the hashed token of `userId`, compared in constant time. False for any
   * other untrusted input, of any type and size. Throws a `TypeError` only for an ID that JSON cannot
   * hold, such as a `Buffer` or a `Date`.
   */
  verifyHashedToken(userId: unknown, token: unknown): boolean;

  /**
   * The token that lets a subscriber subscribe to a resource.
   *
   * Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj") share
   * a token. Choose IDs that cannot be cut in two ways.
   */
  generateSubscribeToken(subscriberId: string, resourceId: string): string;

  /** Whether `token` is exactly the subscribe token of the two IDs; as strict as `verifyHashedToken`. */
  verifySubscribeToken(subscriberId: unknown, resourceId: unknown, token: unknown): boolean;

  /** The signature of a dispatch webhook's payload, its text or bytes. Needs the webhook signing secret. */
  signDispatchPayload(payload: string | Uint8Array | ArrayBuffer | DataView): string;

  /**
   * Whether `signature` is that of `payload`, the text or the bytes exactly as received. Check the
   * timestamp inside it yourself. False if either is missing. Throws if the client has no webhook
   * signing secret, and a `TypeError` for a payload of another type, such as parsed JSON.
   */
  verifyDispatchSignature(payload: unknown, signature: unknown): boolean;

  /**
   * All that the widget needs, with a fresh token. Take the user from the session only. Throws for a
   * user without an ID or an e-mail address, and for an `apiKey` that is the Auth Secret Key, and not the
   * public Front API Key.
   */
  widgetOptions(user: WidgetUser): WidgetOptions;

  /** The token scheme that was given to the constructor, or the default. */
  get tokenScheme(): TokenScheme;

  /** Eight characters that tell two Auth Secret Keys apart and are safe to log. */
  get keyFingerprint(): string;

  /**
   * Wipes the key material at once, instead of when the client is garbage-collected. Afterwards its methods
   * throw an `Error` with the code `ERR_INVALID_STATE`. Closing twice is fine.
   */
  close(): void;

  /** `close`, for `using client = new NotifizzClient(…)`. */
  [Symbol.dispose](): void;

  /** What a log may show: the token scheme and the key fingerprint. */
  toJSON(): { tokenScheme: TokenScheme; keyFingerprint: string };
}

export interface DiagnoseInput {
  /** The token in question: one known to be right, or one that Notifizz rejects. Any text. */
  token: string;
  /** The user ID it should be for. */
  userId: string;
  /** The Auth Secret Key that should have been used. Unlike the client's it may have whitespace, quotes or invisible characters at its ends. */
  authSecretKey: string;
  /** The scheme that should have been used; `"hmac-sha256"` unless given. */
  tokenScheme?: TokenScheme | undefined;
  /** The SDK Secret Key, if it may have been used by mistake. */
  sdkSecretKey?: string | null | undefined;
  /** The user's e-mail address, if it may have been signed by mistake. */
  userEmail?: string | null | undefined;
}

/** Stable. More may be added, so keep a `default` where you tell them apart. */
export type DiagnosisCode =
  | "correct"
  | "other_scheme"
  | "key_and_user_id_swapped"
  | "sdk_secret_key_used"
  | "auth_secret_key_whitespace"
  | "auth_secret_key_quoted"
  | "auth_secret_key_invisible_character"
  | "auth_secret_key_escaped"
  | "auth_secret_key_hex_decoded"
  | "auth_secret_key_hex_encoded"
  | "auth_secret_key_base64_decoded"
  | "auth_secret_key_base64_encoded"
  | "user_id_stringified"
  | "user_id_whitespace"
  | "user_id_quoted"
  | "user_id_invisible_character"
  | "user_id_escaped"
  | "user_id_case"
  | "user_id_uuid_form"
  | "user_id_unicode_form"
  | "user_email_signed"
  | "token_is_user_id"
  | "token_is_secret"
  | "token_upper_case"
  | "token_quoted"
  | "token_whitespace"
  | "token_prefixed"
  | "token_base64"
  | "token_base64url"
  | "token_truncated"
  | "token_wrong_length"
  | "token_not_hex"
  | "no_known_cause";

export interface Diagnosis {
  code: DiagnosisCode;
  /** The scheme under which the token was computed; absent if that is not known. */
  scheme?: TokenScheme;
  /** One sentence that says what to do. It contains no part of the input. */
  message: string;
}

/**
 * Names the mistake that explains a token, or the scheme of a token known to be right.
 *
 * A tool for developers: it tries many computations, does not run in constant time, and must not be
 * used to verify. Throws as `NotifizzClient` does.
 */
export function diagnose(input: DiagnoseInput): Diagnosis;
