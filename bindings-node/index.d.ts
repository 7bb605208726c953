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
  /** Needed by the dispatch functions only. Of several, while it is being replaced, the first signs and any verifies. */
  webhookSigningSecret?: string | readonly string[] | null | undefined;
  /** The keys that the Auth Secret Key replaces. They verify and do nothing else. */
  previousAuthSecretKeys?: readonly string[] | null | undefined;
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
  | "ERR_NOTIFIZZ_WEBHOOK_SIGNING_SECRET_QUOTED"
  | "ERR_NOTIFIZZ_DISPATCH_BODY_MALFORMED"
  | "ERR_NOTIFIZZ_DISPATCH_SIGNATURE_MISMATCH"
  | "ERR_NOTIFIZZ_DISPATCH_TIMESTAMP_MISSING"
  | "ERR_NOTIFIZZ_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE";

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

  /** As `DispatchReceiver.receiveDispatch`, with the client's webhook signing secret, without which it throws. */
  receiveDispatch(body: DispatchBody, options?: ReceiveOptions): DispatchEvent;

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

  /** The fingerprints of `previousAuthSecretKeys`, in their order. */
  get previousKeyFingerprints(): string[];

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

/** The body of a dispatch webhook as it arrived, before any parser. */
export type DispatchBody = string | Uint8Array | ArrayBuffer | DataView;

/** The event of a dispatch webhook: the parsed payload. */
export interface DispatchEvent {
  /** When it was sent, in milliseconds since 1970. */
  timestamp: number;
  [name: string]: unknown;
}

export interface ReceiveOptions {
  /** How far the timestamp may be from now, before or after; 300 000 unless given. */
  toleranceMs?: number | undefined;
  /** `Date.now()` unless given. */
  now?: number | undefined;
}

/** Receives dispatch webhooks, in a service that has no Auth Secret Key. */
export class DispatchReceiver {
  /** @param webhookSigningSecret The secret, or while it is being replaced several, of which any verifies. */
  constructor(webhookSigningSecret: string | readonly string[]);

  /**
   * The event of a dispatch webhook, from its body. Verifies the signature, then checks the timestamp.
   *
   * Whatever was sent, it throws nothing but an `Error` with one of the four codes that begin with
   * `ERR_NOTIFIZZ_DISPATCH_`. Log it, and answer all four alike, with 400. The same webhook may arrive
   * twice within the tolerance. A body of another type, such as parsed JSON, is a `TypeError`.
   */
  receiveDispatch(body: DispatchBody, options?: ReceiveOptions): DispatchEvent;

  /** Wipes the secret at once, as that of `NotifizzClient` does. */
  close(): void;

  /** `close`, for `using`. */
  [Symbol.dispose](): void;

  /** What a log may show: nothing. */
  toJSON(): Record<string, never>;
}

export interface DiagnoseDispatchInput {
  /** The text of the field `payload`, or the whole body, which is one of the mistakes. */
  payload: string;
  /** The signature in question. Any text. */
  signature: string;
  /** The webhook signing secret that should have been used; whitespace and quotes at its ends are fine. */
  webhookSigningSecret: string;
}

/** Stable. More may be added, so keep a `default` where you tell them apart. */
export type DispatchDiagnosisCode =
  | "correct"
  | "timestamp_in_seconds"
  | "body_signed"
  | "payload_whitespace"
  | "payload_reserialised"
  | "payload_escaped"
  | "webhook_signing_secret_whitespace"
  | "webhook_signing_secret_quoted"
  | "webhook_signing_secret_invisible_character"
  | "webhook_signing_secret_encoded"
  | "signature_prefixed"
  | "signature_form"
  | "no_known_cause";

export interface DispatchDiagnosis {
  code: DispatchDiagnosisCode;
  /** One sentence that says what to do. It contains no part of the input. */
  message: string;
}

/** Names the mistake in the signature of a dispatch webhook, or in how it was read. A tool for developers, as `diagnose`. */
export function diagnoseDispatch(input: DiagnoseDispatchInput): DispatchDiagnosis;

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
