/*
 * notifizz_token.h: generates and verifies Notifizz hashed tokens. An unofficial, independent project.
 * Generated from the Rust sources; do not edit.
 *
 * The following holds for every function:
 *
 * - Text goes in as a pointer and a length in bytes, without any NUL, as UTF-8. Inner NULs are
 *   part of the text. NULL is allowed where the length is 0 and is the empty text.
 * - No pointer of yours is kept after the call: memory that you passed is yours to change, wipe and
 *   free at once.
 * - Results go into memory of yours, NUL-terminated. They are written on success only; on error a
 *   text buffer gets the empty string.
 * - No function allocates, does I/O, reads the clock, sets errno or changes global state. All may
 *   be called from any thread at any time, and from signal handlers; only two calls on the same
 *   client must not overlap if one of them takes it as non-const.
 * - No function echoes an input: neither messages nor statuses contain any part of it.
 */

#ifndef NOTIFIZZ_TOKEN_H
#define NOTIFIZZ_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The version of this header; notifizz_version() is that of the library. */
#define NOTIFIZZ_VERSION "0.1.0"

/**
 * The length of a token or signature in bytes, which are also characters.
 */
#define NOTIFIZZ_TOKEN_LEN 64

/**
 * The size of a buffer for a token or signature: with the terminating NUL.
 */
#define NOTIFIZZ_TOKEN_SIZE 65

/**
 * The length of a key fingerprint in bytes, which are also characters.
 */
#define NOTIFIZZ_FINGERPRINT_LEN 8

/**
 * The size of a buffer for a key fingerprint: with the terminating NUL.
 */
#define NOTIFIZZ_FINGERPRINT_SIZE 9

/**
 * The longest Auth Secret Key in bytes that a client takes under NOTIFIZZ_SCHEME_SHA256_CONCAT,
 * where it keeps a copy of the key. Under NOTIFIZZ_SCHEME_HMAC_SHA256, and for the functions that
 * take the key each time, there is no limit.
 */
#define NOTIFIZZ_CLIENT_KEY_MAX 256

/**
 * How far the timestamp of a dispatch webhook may be from now, either way, in milliseconds: five
 * minutes, as Notifizz documents.
 */
#define NOTIFIZZ_DISPATCH_TOLERANCE_MS 300000.0

/**
 * NOTIFIZZ_OK, which is 0, or one of the NOTIFIZZ_ERR_ numbers. They never change and are never
 * reused; later versions may add more.
 */
typedef int32_t notifizz_status;

/**
 * How hashed tokens are computed: one of the NOTIFIZZ_SCHEME_ numbers. For any other, functions
 * return NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME.
 */
typedef int32_t notifizz_scheme;

/**
 * A key prepared to generate and verify many tokens, in your own memory: on the stack, static, or
 * inside a struct of yours. notifizz_client_init fills it and notifizz_client_wipe empties it;
 * there is nothing to free. A client that is all zeros, such as a static one, is valid and not
 * initialised.
 *
 * It holds no pointer, neither to itself nor to memory of yours, so it may be moved or copied as
 * bytes; each copy holds key material and is to be wiped. Any number of threads may use one
 * initialised client at the same time through pointers to const.
 */
typedef struct notifizz_client {
  /**
   * Private.
   */
  uint64_t state[80];
} notifizz_client;

/**
 * A webhook signing secret prepared to verify and sign many dispatch webhooks, for a service that has
 * no Auth Secret Key: in your own memory, as a notifizz_client is. notifizz_webhook_signer_init
 * fills it and notifizz_webhook_signer_wipe empties it; there is nothing to free. One that is all
 * zeros, such as a static one, is valid and not initialised.
 *
 * It holds no pointer, so it may be moved or copied as bytes; each copy holds key material and is to
 * be wiped. Any number of threads may use one initialised signer at the same time through pointers to
 * const.
 */
typedef struct notifizz_webhook_signer {
  /**
   * Private.
   */
  uint64_t state[16];
} notifizz_webhook_signer;

/**
 * The input of notifizz_diagnose. Set what you do not have to zero:
 * `notifizz_evidence evidence = {0};` in C, `= {}` in C++. It is only read, and not kept.
 */
typedef struct notifizz_evidence {
  /**
   * The scheme that the token should be computed under: a NOTIFIZZ_SCHEME_ constant.
   */
  notifizz_scheme token_scheme;
  /**
   * The token in question: UTF-8 text of any length.
   */
  const char *token;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t token_len;
  /**
   * The user ID that it should be for: not empty.
   */
  const char *user_id;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t user_id_len;
  /**
   * The Auth Secret Key that it should be computed with: not empty. Unlike elsewhere it may be
   * one that is rejected, such as one with a trailing newline, because that is one of the causes.
   */
  const char *auth_secret_key;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t auth_secret_key_len;
  /**
   * The SDK Secret Key, if it may have been used by mistake; otherwise NULL.
   */
  const char *sdk_secret_key;
  /**
   * Its length in bytes, without any NUL; 0 if there is none.
   */
  size_t sdk_secret_key_len;
  /**
   * The user's e-mail address, if it may have been signed by mistake; otherwise NULL.
   */
  const char *user_email;
  /**
   * Its length in bytes, without any NUL; 0 if there is none.
   */
  size_t user_email_len;
} notifizz_evidence;

/**
 * The result of notifizz_diagnose and notifizz_diagnose_dispatch. Its texts are static and
 * NUL-terminated, never NULL and never to be freed, and contain no part of the evidence.
 */
typedef struct notifizz_diagnosis {
  /**
   * The stable name of the cause, such as `"other_scheme"`: ASCII.
   */
  const char *code;
  /**
   * One English sentence that says what to do: UTF-8. May be reworded in later versions.
   */
  const char *message;
  /**
   * The scheme that the token was computed under, or NOTIFIZZ_SCHEME_UNKNOWN, as always for the
   * signature of a webhook.
   */
  notifizz_scheme scheme;
} notifizz_diagnosis;

/**
 * The input of notifizz_diagnose_dispatch. It is only read, and not kept.
 */
typedef struct notifizz_dispatch_evidence {
  /**
   * What the signature should be that of: the text of the field `payload`, as UTF-8. It may be the
   * whole body by mistake, which is one of the causes.
   */
  const char *payload;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t payload_len;
  /**
   * The signature in question: UTF-8 text of any length.
   */
  const char *signature;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t signature_len;
  /**
   * The webhook signing secret that it should be computed with: not empty. Unlike elsewhere it may
   * be one that is rejected, such as one with a trailing newline, because that is one of the
   * causes.
   */
  const char *webhook_signing_secret;
  /**
   * Its length in bytes, without any NUL.
   */
  size_t webhook_signing_secret_len;
} notifizz_dispatch_evidence;

/**
 * Success.
 */
#define NOTIFIZZ_OK 0

/**
 * The auth secret key is empty, or the client is not initialised or was wiped.
 */
#define NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY 1

/**
 * The auth secret key begins or ends with Unicode White_Space, often the trailing newline of a
 * secret file. It is never trimmed.
 */
#define NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE 2

/**
 * The user ID or subscriber ID is empty.
 */
#define NOTIFIZZ_ERR_EMPTY_USER_ID 3

/**
 * The resource ID is empty.
 */
#define NOTIFIZZ_ERR_EMPTY_RESOURCE_ID 4

/**
 * The user e-mail of the widget options is empty, or whitespace alone.
 */
#define NOTIFIZZ_ERR_EMPTY_USER_EMAIL 5

/**
 * A text is not valid UTF-8, or a length is greater than PTRDIFF_MAX.
 */
#define NOTIFIZZ_ERR_INVALID_TEXT 6

/**
 * The scheme is not a NOTIFIZZ_SCHEME_ constant, or its name is not known.
 */
#define NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME 7

/**
 * There is no webhook signing secret, or an empty one.
 */
#define NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET 8

/**
 * A pointer is NULL that must not be, or a text is NULL though its length is not 0.
 */
#define NOTIFIZZ_ERR_NULL_POINTER 9

/**
 * The auth secret key begins or ends with an invisible character: a byte order mark, or another
 * control, format or default-ignorable character. It is never removed.
 */
#define NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER 10

/**
 * The auth secret key has the same quote at both ends. They are never removed.
 */
#define NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED 11

/**
 * The webhook signing secret begins or ends with Unicode White_Space.
 */
#define NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE 12

/**
 * The webhook signing secret begins or ends with an invisible character.
 */
#define NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER 13

/**
 * The webhook signing secret has the same quote at both ends.
 */
#define NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED 14

/**
 * The Front API Key is empty.
 */
#define NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY 15

/**
 * The Front API Key, which browsers get, is the auth secret key.
 */
#define NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET 16

/**
 * The auth secret key is longer than NOTIFIZZ_CLIENT_KEY_MAX bytes, which a client cannot keep
 * under NOTIFIZZ_SCHEME_SHA256_CONCAT.
 */
#define NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG 17

/**
 * The body of a dispatch webhook is not a JSON object with the texts payload and signature.
 */
#define NOTIFIZZ_ERR_DISPATCH_BODY_MALFORMED 18

/**
 * The signature of a dispatch webhook is not that of its payload.
 */
#define NOTIFIZZ_ERR_DISPATCH_SIGNATURE_MISMATCH 19

/**
 * The payload of a dispatch webhook is signed, but has no finite number as its timestamp.
 */
#define NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING 20

/**
 * The timestamp of a dispatch webhook is too old, or too far in the future.
 */
#define NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE 21

/**
 * HMAC-SHA256 (RFC 2104, FIPS 180-4) with key = auth secret key and message = user ID: the
 * default, and what Notifizz documents. Its name is "hmac-sha256".
 */
#define NOTIFIZZ_SCHEME_HMAC_SHA256 0

/**
 * SHA-256 of the user ID followed by the auth secret key: what Notifizz's PHP and Java SDKs
 * compute. It is weaker by construction, because a plain hash is not a MAC: use it only if your
 * account accepts nothing else. Its name is "sha256-concat".
 */
#define NOTIFIZZ_SCHEME_SHA256_CONCAT 1

/**
 * The scheme is not known: only in a notifizz_diagnosis, never to be passed to a function.
 */
#define NOTIFIZZ_SCHEME_UNKNOWN -1

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Generates the hashed token that proves to the widget who its user is. The user ID is used byte for
 * byte, never trimmed or normalised. The same inputs always give the same token, and it never
 * expires: hand it to its user only.
 *
 * To generate many tokens with one key, a notifizz_client takes about half the time.
 *
 * @param scheme               A NOTIFIZZ_SCHEME_ constant.
 * @param auth_secret_key      The Auth Secret Key, of any length: not empty, with no whitespace and
 *                             no invisible character at either end, and not in quotes.
 * @param auth_secret_key_len  Its length in bytes, without any NUL.
 * @param user_id              The user's ID: not empty.
 * @param user_id_len          Its length in bytes, without any NUL.
 * @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
 *                             string. May overlap the inputs.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_EMPTY_USER_ID,
 *         NOTIFIZZ_ERR_INVALID_TEXT, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_generate_hashed_token(notifizz_scheme scheme,
                                               const char *auth_secret_key,
                                               size_t auth_secret_key_len,
                                               const char *user_id,
                                               size_t user_id_len,
                                               char token[NOTIFIZZ_TOKEN_SIZE]);

/**
 * Whether `token` is the hashed token of that user ID under that key and scheme. Only its exact
 * 64 lower-case characters are; they are compared in constant time. For untrusted input
 * the answer is false rather than an error, whatever its size and bytes: a token of another length
 * is not even read. It is false for an unusable scheme or key too: check those once with
 * notifizz_generate_hashed_token.
 *
 * @param scheme               A NOTIFIZZ_SCHEME_ constant.
 * @param auth_secret_key      The Auth Secret Key.
 * @param auth_secret_key_len  Its length in bytes, without any NUL.
 * @param user_id              The user's ID.
 * @param user_id_len          Its length in bytes, without any NUL.
 * @param token                The token in question: any bytes.
 * @param token_len            Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_verify_hashed_token(notifizz_scheme scheme,
                                  const char *auth_secret_key,
                                  size_t auth_secret_key_len,
                                  const char *user_id,
                                  size_t user_id_len,
                                  const char *token,
                                  size_t token_len);

/**
 * Generates the token that lets a subscriber subscribe to a resource. It is the same under both
 * schemes.
 *
 * The two IDs are joined with no separator, because that is Notifizz's format: `"user_1"` with
 * `"2proj"` and `"user_12"` with `"proj"` share a token. Choose IDs that are not ambiguous
 * when concatenated, such as UUIDs.
 *
 * @param auth_secret_key      The Auth Secret Key, of any length: not empty, with no whitespace and
 *                             no invisible character at either end, and not in quotes.
 * @param auth_secret_key_len  Its length in bytes, without any NUL.
 * @param subscriber_id        The subscriber's ID: not empty.
 * @param subscriber_id_len    Its length in bytes, without any NUL.
 * @param resource_id          The resource's ID: not empty.
 * @param resource_id_len      Its length in bytes, without any NUL.
 * @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
 *                             string. May overlap the inputs.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_EMPTY_USER_ID (the subscriber ID),
 *         NOTIFIZZ_ERR_EMPTY_RESOURCE_ID, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_generate_subscribe_token(const char *auth_secret_key,
                                                  size_t auth_secret_key_len,
                                                  const char *subscriber_id,
                                                  size_t subscriber_id_len,
                                                  const char *resource_id,
                                                  size_t resource_id_len,
                                                  char token[NOTIFIZZ_TOKEN_SIZE]);

/**
 * Whether `token` is the subscribe token of the two IDs: as strict, as constant in time and as
 * free of errors as notifizz_verify_hashed_token.
 *
 * @param auth_secret_key      The Auth Secret Key.
 * @param auth_secret_key_len  Its length in bytes, without any NUL.
 * @param subscriber_id        The subscriber's ID.
 * @param subscriber_id_len    Its length in bytes, without any NUL.
 * @param resource_id          The resource's ID.
 * @param resource_id_len      Its length in bytes, without any NUL.
 * @param token                The token in question: any bytes.
 * @param token_len            Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_verify_subscribe_token(const char *auth_secret_key,
                                     size_t auth_secret_key_len,
                                     const char *subscriber_id,
                                     size_t subscriber_id_len,
                                     const char *resource_id,
                                     size_t resource_id_len,
                                     const char *token,
                                     size_t token_len);

/**
 * Generates the signature of a dispatch webhook.
 *
 * @param webhook_signing_secret      The webhook signing secret, of any length: not empty, with no
 *                                    whitespace and no invisible character at either end, and not
 *                                    in quotes.
 * @param webhook_signing_secret_len  Its length in bytes, without any NUL.
 * @param payload                     The `payload` string of the webhook's body, byte for byte as
 *                                    received; it may be empty.
 * @param payload_len                 Its length in bytes, without any NUL.
 * @param signature                   Out: 64 lower-case hex characters and a NUL; on error the
 *                                    empty string. May overlap the inputs.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_sign_dispatch_payload(const char *webhook_signing_secret,
                                               size_t webhook_signing_secret_len,
                                               const char *payload,
                                               size_t payload_len,
                                               char signature[NOTIFIZZ_TOKEN_SIZE]);

/**
 * Whether `signature` is the dispatch signature of the payload: as strict, as constant in time
 * and as free of errors as notifizz_verify_hashed_token. An empty secret verifies nothing. The
 * timestamp inside the payload is yours to check, once this is true.
 *
 * @param webhook_signing_secret      The webhook signing secret.
 * @param webhook_signing_secret_len  Its length in bytes, without any NUL.
 * @param payload                     The `payload` string of the webhook's body, byte for byte as
 *                                    received.
 * @param payload_len                 Its length in bytes, without any NUL.
 * @param signature                   The signature in question: any bytes.
 * @param signature_len               Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_verify_dispatch_signature(const char *webhook_signing_secret,
                                        size_t webhook_signing_secret_len,
                                        const char *payload,
                                        size_t payload_len,
                                        const char *signature,
                                        size_t signature_len);

/**
 * The size in bytes of a notifizz_client in the library that the program runs with, for languages
 * that do not read this header. `sizeof(notifizz_client)` is its size in the header.
 *
 * @return The size, a multiple of 8.
 */
size_t notifizz_client_size(void);

/**
 * Initialises a client with the Auth Secret Key, running the key schedule once.
 *
 * The client lives in your memory, on the stack or anywhere else, and needs no preparation; one
 * that was in use before is wiped first. It holds key material: wipe it with
 * notifizz_client_wipe when you are done.
 *
 * Lifetime of the key: it is not read after this call, so you may wipe (notifizz_wipe) and free
 * it at once. Under NOTIFIZZ_SCHEME_SHA256_CONCAT each hashed token is computed from the key
 * itself, so the client keeps a copy, which has room for NOTIFIZZ_CLIENT_KEY_MAX bytes.
 *
 * @param client               Out: the client. On error it is as if wiped.
 * @param scheme               A NOTIFIZZ_SCHEME_ constant.
 * @param auth_secret_key      The Auth Secret Key: not empty, with no whitespace and no invisible
 *                             character at either end, and not in quotes.
 * @param auth_secret_key_len  Its length in bytes, without any NUL.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG (under
 *         NOTIFIZZ_SCHEME_SHA256_CONCAT), NOTIFIZZ_ERR_INVALID_TEXT,
 *         NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_init(struct notifizz_client *client,
                                     notifizz_scheme scheme,
                                     const char *auth_secret_key,
                                     size_t auth_secret_key_len);

/**
 * Gives an initialised client the webhook signing secret, which its dispatch functions need. The
 * secret is not read after this call. A second call replaces the secret.
 *
 * @param client                      An initialised client that no other thread uses meanwhile.
 *                                    On error it is unchanged.
 * @param webhook_signing_secret      The webhook signing secret: not empty, with no whitespace and
 *                                    no invisible character at either end, and not in quotes.
 * @param webhook_signing_secret_len  Its length in bytes, without any NUL.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_set_webhook_signing_secret(struct notifizz_client *client,
                                                           const char *webhook_signing_secret,
                                                           size_t webhook_signing_secret_len);

/**
 * Overwrites all that the client holds with zeros, its copy of the key included, which the compiler
 * does not optimise away. Until the client is initialised again, functions that take it return
 * NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY or false.
 *
 * @param client  A client, initialised or not, that no other thread uses meanwhile; or NULL,
 *                which does nothing.
 */
void notifizz_client_wipe(struct notifizz_client *client);

/**
 * Overwrites memory of yours with zeros, which the compiler does not optimise away, as it may a
 * memset. Use it on your own copy of a key once a client is initialised with it.
 *
 * @param memory  The memory to overwrite; NULL does nothing.
 * @param len     Its length in bytes. Where it is greater than PTRDIFF_MAX, which no object is,
 *                nothing is overwritten.
 */
void notifizz_wipe(void *memory, size_t len);

/**
 * A short name of the client's key that is safe to log and tells two keys apart, for example
 * that of the test account from the live one. It is the same under both schemes and in every
 * language. It proves nothing: 32 bits are too few.
 *
 * @param client       An initialised client.
 * @param fingerprint  Out: 8 lower-case hex characters and a NUL; on error the empty string.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised) or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_key_fingerprint(const struct notifizz_client *client,
                                                char fingerprint[NOTIFIZZ_FINGERPRINT_SIZE]);

/**
 * notifizz_generate_hashed_token with the client's key and scheme.
 *
 * @param client       An initialised client.
 * @param user_id      The user's ID: not empty.
 * @param user_id_len  Its length in bytes, without any NUL.
 * @param token        Out: 64 lower-case hex characters and a NUL; on error the empty string. May
 *                     overlap the user ID.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_EMPTY_USER_ID, NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_generate_hashed_token(const struct notifizz_client *client,
                                                      const char *user_id,
                                                      size_t user_id_len,
                                                      char token[NOTIFIZZ_TOKEN_SIZE]);

/**
 * notifizz_verify_hashed_token with the client's key and scheme; false too if the client is NULL
 * or not initialised.
 *
 * @param client       An initialised client.
 * @param user_id      The user's ID.
 * @param user_id_len  Its length in bytes, without any NUL.
 * @param token        The token in question: any bytes.
 * @param token_len    Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_client_verify_hashed_token(const struct notifizz_client *client,
                                         const char *user_id,
                                         size_t user_id_len,
                                         const char *token,
                                         size_t token_len);

/**
 * Generates the hashed token for the widget options of a user, with the client's key and scheme. As
 * notifizz_client_generate_hashed_token, but it also checks the e-mail address that the widget gets
 * beside the token. The address plays no part in the token.
 *
 * @param client          An initialised client.
 * @param user_id         The user's ID: not empty.
 * @param user_id_len     Its length in bytes, without any NUL.
 * @param user_email      The user's e-mail address: not empty, and not whitespace alone.
 * @param user_email_len  Its length in bytes, without any NUL.
 * @param token           Out: 64 lower-case hex characters and a NUL; on error the empty string.
 *                        May overlap the inputs.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_EMPTY_USER_ID, NOTIFIZZ_ERR_EMPTY_USER_EMAIL, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_widget_token(const struct notifizz_client *client,
                                             const char *user_id,
                                             size_t user_id_len,
                                             const char *user_email,
                                             size_t user_email_len,
                                             char token[NOTIFIZZ_TOKEN_SIZE]);

/**
 * Checks the Front API Key, which the widget options may carry to every browser: it must not be
 * the client's auth secret key, not even with whitespace, quotes or invisible characters around
 * it, or in another letter case. Check it once, when your program starts.
 *
 * @param client             An initialised client.
 * @param front_api_key      The Front API Key.
 * @param front_api_key_len  Its length in bytes, without any NUL.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY, NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET,
 *         NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_check_front_api_key(const struct notifizz_client *client,
                                                    const char *front_api_key,
                                                    size_t front_api_key_len);

/**
 * notifizz_generate_subscribe_token with the client's key. See there about IDs that are ambiguous
 * when concatenated.
 *
 * @param client             An initialised client.
 * @param subscriber_id      The subscriber's ID: not empty.
 * @param subscriber_id_len  Its length in bytes, without any NUL.
 * @param resource_id        The resource's ID: not empty.
 * @param resource_id_len    Its length in bytes, without any NUL.
 * @param token              Out: 64 lower-case hex characters and a NUL; on error the empty
 *                           string. May overlap the IDs.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_EMPTY_USER_ID (the subscriber ID), NOTIFIZZ_ERR_EMPTY_RESOURCE_ID,
 *         NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_generate_subscribe_token(const struct notifizz_client *client,
                                                         const char *subscriber_id,
                                                         size_t subscriber_id_len,
                                                         const char *resource_id,
                                                         size_t resource_id_len,
                                                         char token[NOTIFIZZ_TOKEN_SIZE]);

/**
 * notifizz_verify_subscribe_token with the client's key; false too if the client is NULL or not
 * initialised.
 *
 * @param client             An initialised client.
 * @param subscriber_id      The subscriber's ID.
 * @param subscriber_id_len  Its length in bytes, without any NUL.
 * @param resource_id        The resource's ID.
 * @param resource_id_len    Its length in bytes, without any NUL.
 * @param token              The token in question: any bytes.
 * @param token_len          Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_client_verify_subscribe_token(const struct notifizz_client *client,
                                            const char *subscriber_id,
                                            size_t subscriber_id_len,
                                            const char *resource_id,
                                            size_t resource_id_len,
                                            const char *token,
                                            size_t token_len);

/**
 * notifizz_sign_dispatch_payload with the client's webhook signing secret.
 *
 * @param client       An initialised client with a webhook signing secret.
 * @param payload      The `payload` string of the webhook's body, byte for byte as received; it
 *                     may be empty.
 * @param payload_len  Its length in bytes, without any NUL.
 * @param signature    Out: 64 lower-case hex characters and a NUL; on error the empty string. May
 *                     overlap the payload.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
 *         NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_client_sign_dispatch_payload(const struct notifizz_client *client,
                                                      const char *payload,
                                                      size_t payload_len,
                                                      char signature[NOTIFIZZ_TOKEN_SIZE]);

/**
 * notifizz_verify_dispatch_signature with the client's webhook signing secret; false too if the
 * client is NULL, not initialised or has no such secret.
 *
 * @param client         An initialised client with a webhook signing secret.
 * @param payload        The `payload` string of the webhook's body, byte for byte as received.
 * @param payload_len    Its length in bytes, without any NUL.
 * @param signature      The signature in question: any bytes.
 * @param signature_len  Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_client_verify_dispatch_signature(const struct notifizz_client *client,
                                               const char *payload,
                                               size_t payload_len,
                                               const char *signature,
                                               size_t signature_len);

/**
 * The size in bytes of a notifizz_webhook_signer in the library that the program runs with, for
 * languages that do not read this header. `sizeof(notifizz_webhook_signer)` is its size in the
 * header.
 *
 * @return The size, a multiple of 8.
 */
size_t notifizz_webhook_signer_size(void);

/**
 * Initialises a webhook signer with a webhook signing secret of any length, running the key schedule
 * once. The secret is not read after this call.
 *
 * The signer lives in your memory and needs no preparation; one that was in use before is wiped
 * first. It holds key material: wipe it with notifizz_webhook_signer_wipe when you are done.
 *
 * @param signer                      Out: the signer. On error it is as if wiped.
 * @param webhook_signing_secret      The webhook signing secret: not empty, with no whitespace and
 *                                    no invisible character at either end, and not in quotes.
 * @param webhook_signing_secret_len  Its length in bytes, without any NUL.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
 *         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_webhook_signer_init(struct notifizz_webhook_signer *signer,
                                             const char *webhook_signing_secret,
                                             size_t webhook_signing_secret_len);

/**
 * Overwrites all that the webhook signer holds with zeros, which the compiler does not optimise away.
 * Until it is initialised again, functions that take it return
 * NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET or false.
 *
 * @param signer  A webhook signer, initialised or not, that no other thread uses meanwhile; or
 *                NULL, which does nothing.
 */
void notifizz_webhook_signer_wipe(struct notifizz_webhook_signer *signer);

/**
 * notifizz_sign_dispatch_payload with the signer's secret, for a payload of any bytes.
 *
 * @param signer       An initialised webhook signer.
 * @param payload      The `payload` string of the webhook's body, byte for byte as received: any
 *                     bytes, and it may be empty.
 * @param payload_len  Its length in bytes, without any NUL.
 * @param signature    Out: 64 lower-case hex characters and a NUL; on error the empty string. May
 *                     overlap the payload.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET (the signer is not
 *         initialised), NOTIFIZZ_ERR_INVALID_TEXT (only for a length that no object has) or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_webhook_signer_sign(const struct notifizz_webhook_signer *signer,
                                             const char *payload,
                                             size_t payload_len,
                                             char signature[NOTIFIZZ_TOKEN_SIZE]);

/**
 * notifizz_verify_dispatch_signature with the signer's secret, for a payload of any bytes; false too
 * if the signer is NULL or not initialised.
 *
 * While a secret is replaced, there are two signers, of which either may verify. Ask both, and
 * combine the answers with `|`: with `||`, the time would tell which secret fitted.
 *
 * @param signer         An initialised webhook signer.
 * @param payload        The `payload` string of the webhook's body, byte for byte as received: any
 *                       bytes.
 * @param payload_len    Its length in bytes, without any NUL.
 * @param signature      The signature in question: any bytes.
 * @param signature_len  Its length in bytes, without any NUL.
 * @return Whether it is the right one; false for every kind of error.
 */
bool notifizz_webhook_signer_verify(const struct notifizz_webhook_signer *signer,
                                    const char *payload,
                                    size_t payload_len,
                                    const char *signature,
                                    size_t signature_len);

/**
 * Checks that a dispatch webhook was sent now: its timestamp is at most the tolerance before or after
 * the time that it is. Without it, a webhook that was signed once can be sent again forever. Check
 * the signature before you parse the payload for the timestamp.
 *
 * @param timestamp_ms  The number `timestamp` in the payload's JSON: milliseconds since 1970. NAN if
 *                      it is missing, or is anything but a number: a boolean and a text that spells
 *                      a number, too.
 * @param now_ms        The time in milliseconds since 1970.
 * @param tolerance_ms  The tolerance in milliseconds: NOTIFIZZ_DISPATCH_TOLERANCE_MS.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING (NAN or an infinity) or
 *         NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE, also if one of the others is NAN.
 */
notifizz_status notifizz_check_dispatch_timestamp(double timestamp_ms,
                                                  double now_ms,
                                                  double tolerance_ms);

/**
 * Names the mistake that a token was computed with, or the scheme of a token known to be right.
 *
 * Pass a token that Notifizz rejects, or one known to be right (from Notifizz's own SDK or
 * dashboard), with the key and the user ID that it should be computed from. The codes, the same in
 * every language:
 *
 * - `correct`: right under the expected scheme; `other_scheme`: right under the other one;
 * - `key_and_user_id_swapped`, `sdk_secret_key_used`, `user_email_signed`: computed from the wrong
 *   texts;
 * - `auth_secret_key_whitespace`, `auth_secret_key_invisible_character`,
 *   `auth_secret_key_quoted`, `auth_secret_key_escaped`, `auth_secret_key_hex_decoded`,
 *   `auth_secret_key_hex_encoded`, `auth_secret_key_base64_decoded`,
 *   `auth_secret_key_base64_encoded`: computed with the key in another form;
 * - `user_id_stringified`: computed for the text of a missing value or of an object, such as
 *   `None`;
 * - `user_id_whitespace`, `user_id_invisible_character`, `user_id_quoted`, `user_id_escaped`,
 *   `user_id_case`, `user_id_uuid_form`: computed for the ID in another form;
 * - `token_upper_case`, `token_quoted`, `token_whitespace`, `token_prefixed`, `token_base64`,
 *   `token_base64url`, `token_truncated`: right, but in another form;
 * - `token_is_user_id`, `token_is_secret`, `token_wrong_length`, `token_not_hex`: not a token at
 *   all;
 * - `no_known_cause`: none of these; most likely the key or the user is another.
 *
 * Later versions may add codes. Case is found for ASCII letters only, and
 * `user_id_unicode_form` is never found, because their tables would make up most of this
 * library: such tokens are `no_known_cause` here. The packages for other languages and their
 * command line find both.
 *
 * A tool for developers: it computes some hundred hashes and is not constant in time. To verify a
 * token of an untrusted request, use notifizz_verify_hashed_token.
 *
 * @param evidence   The token in question, and what it should be computed from.
 * @param diagnosis  Out: the cause; on error its texts are empty and its scheme is
 *                   NOTIFIZZ_SCHEME_UNKNOWN.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY, NOTIFIZZ_ERR_EMPTY_USER_ID,
 *         NOTIFIZZ_ERR_INVALID_TEXT, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_diagnose(const struct notifizz_evidence *evidence,
                                  struct notifizz_diagnosis *diagnosis);

/**
 * Names the mistake that the signature of a dispatch webhook was computed with, or that the webhook
 * was read with. It needs neither the clock nor the body. The codes, the same in every language:
 *
 * - `correct`: right; if the webhook is rejected nevertheless, its timestamp is missing or too far
 *   from the clock; `timestamp_in_seconds`: right, but the timestamp is not in milliseconds;
 * - `body_signed`, `payload_whitespace`, `payload_reserialised`, `payload_escaped`: computed for
 *   another text than that of the field `payload`;
 * - `webhook_signing_secret_whitespace`, `webhook_signing_secret_quoted`,
 *   `webhook_signing_secret_invisible_character`, `webhook_signing_secret_encoded`: computed with the
 *   secret in another form;
 * - `signature_prefixed`, `signature_form`: right, but in another form;
 * - `no_known_cause`: none of these; most likely the secret is another one.
 *
 * Later versions may add codes. A tool for developers: it computes hundreds of signatures of the
 * payload and is not constant in time. To verify a request, use notifizz_webhook_signer_verify.
 *
 * @param evidence   The signature in question, and what it should be computed from.
 * @param diagnosis  Out: the cause; its scheme is NOTIFIZZ_SCHEME_UNKNOWN. On error its texts are
 *                   empty.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_diagnose_dispatch(const struct notifizz_dispatch_evidence *evidence,
                                           struct notifizz_diagnosis *diagnosis);

/**
 * The name of a status that is the same in every language, such as `"empty_user_id"`.
 *
 * @param status  Any number.
 * @return A static, NUL-terminated ASCII string, never NULL: `"ok"` for NOTIFIZZ_OK, and
 *         `"unknown_status"` for a number that is no status. Never to be freed.
 */
const char *notifizz_status_code(notifizz_status status);

/**
 * One English sentence that says what is wrong and what to do. Messages may be reworded in later
 * versions and contain no part of any input.
 *
 * @param status  Any number.
 * @return A static, NUL-terminated UTF-8 string, never NULL, even for a number that is no
 *         status. Never to be freed.
 */
const char *notifizz_status_message(notifizz_status status);

/**
 * The scheme that a configuration names.
 *
 * @param name      `"hmac-sha256"` or `"sha256-concat"`, exactly.
 * @param name_len  Its length in bytes, without any NUL.
 * @param scheme    Out: the scheme. Unchanged on error.
 * @return NOTIFIZZ_OK, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME, NOTIFIZZ_ERR_INVALID_TEXT or
 *         NOTIFIZZ_ERR_NULL_POINTER.
 */
notifizz_status notifizz_scheme_from_name(const char *name,
                                          size_t name_len,
                                          notifizz_scheme *scheme);

/**
 * The version of the library that the program runs with, such as `"0.1.0"`; NOTIFIZZ_VERSION is
 * the version of the header that it was compiled with.
 *
 * @return A static, NUL-terminated ASCII string, never NULL. Never to be freed.
 */
const char *notifizz_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NOTIFIZZ_TOKEN_H */
