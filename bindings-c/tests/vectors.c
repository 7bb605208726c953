/* Runs the shared vectors through the one-shot functions and through clients. */
#include "test.h"
#include "vectors.h"

#include "calls.h"

/* How many clients rejected a key that only the one-shot functions take. */
static unsigned too_long;

/* Whether there is a client: every key of the table is right, but some are too long for a client. */
static int init(notifizz_client *client, notifizz_scheme scheme, vector_text key) {
  const notifizz_status status = notifizz_client_init(client, scheme, F(key));
  if (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT && key.len > NOTIFIZZ_CLIENT_KEY_MAX) {
    CHECK(status == NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG);
    too_long++;
    return 0;
  }
  CHECK(status == NOTIFIZZ_OK);
  return 1;
}

static void check_hashed_tokens(const hashed_tokens_row *row) {
  const vector_text key = row->auth_secret_key, user = row->user_id;
  const vector_text tokens[2] = {row->tokens_hmac_sha256, row->tokens_sha256_concat};
  notifizz_scheme scheme;
  for (scheme = 0; scheme < 2; scheme++) {
    const vector_text right = tokens[scheme], wrong = tokens[1 - scheme];
    notifizz_client client;
    char token[NOTIFIZZ_TOKEN_SIZE] = "x";
    CHECK(notifizz_generate_hashed_token(scheme, F(key), F(user), token) == NOTIFIZZ_OK);
    CHECK(equal(token, right));
    CHECK(notifizz_verify_hashed_token(scheme, F(key), F(user), F(right)));
    CHECK(!notifizz_verify_hashed_token(scheme, F(key), F(user), F(wrong)));
    if (init(&client, scheme, key)) {
      memset(token, 'x', sizeof token);
      CHECK(notifizz_client_generate_hashed_token(&client, F(user), token) == NOTIFIZZ_OK);
      CHECK(equal(token, right));
      CHECK(notifizz_client_verify_hashed_token(&client, F(user), F(right)));
      CHECK(!notifizz_client_verify_hashed_token(&client, F(user), F(wrong)));
      notifizz_client_wipe(&client);
    }
  }
}

static void check_subscribe_tokens(const subscribe_tokens_row *row) {
  const vector_text key = row->auth_secret_key, right = row->token;
  const vector_text subscriber = row->subscriber_id, resource = row->resource_id;
  notifizz_scheme scheme;
  char token[NOTIFIZZ_TOKEN_SIZE] = "x";
  CHECK(notifizz_generate_subscribe_token(F(key), F(subscriber), F(resource), token) == NOTIFIZZ_OK);
  CHECK(equal(token, right));
  CHECK(notifizz_verify_subscribe_token(F(key), F(subscriber), F(resource), F(right)));
  CHECK(!notifizz_verify_subscribe_token(F(key), F(subscriber), T("another"), F(right)));
  for (scheme = 0; scheme < 2; scheme++) {
    notifizz_client client;
    if (init(&client, scheme, key)) {
      memset(token, 'x', sizeof token);
      CHECK(notifizz_client_generate_subscribe_token(&client, F(subscriber), F(resource), token) == NOTIFIZZ_OK);
      CHECK(equal(token, right));
      CHECK(notifizz_client_verify_subscribe_token(&client, F(subscriber), F(resource), F(right)));
      CHECK(!notifizz_client_verify_subscribe_token(&client, T("another"), F(resource), F(right)));
      notifizz_client_wipe(&client);
    }
  }
}

static void check_dispatch_signatures(const dispatch_signatures_row *row) {
  const vector_text secret = row->webhook_signing_secret, payload = row->payload, right = row->signature;
  notifizz_client client;
  char signature[NOTIFIZZ_TOKEN_SIZE] = "x";
  CHECK(notifizz_sign_dispatch_payload(F(secret), F(payload), signature) == NOTIFIZZ_OK);
  CHECK(equal(signature, right));
  CHECK(notifizz_verify_dispatch_signature(F(secret), F(payload), F(right)));
  CHECK(!notifizz_verify_dispatch_signature(F(secret), T("another payload"), F(right)));
  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, T("unrelated")) == NOTIFIZZ_OK);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, F(secret)) == NOTIFIZZ_OK);
  memset(signature, 'x', sizeof signature);
  CHECK(notifizz_client_sign_dispatch_payload(&client, F(payload), signature) == NOTIFIZZ_OK);
  CHECK(equal(signature, right));
  CHECK(notifizz_client_verify_dispatch_signature(&client, F(payload), F(right)));
  CHECK(!notifizz_client_verify_dispatch_signature(&client, T("another payload"), F(right)));
  notifizz_client_wipe(&client);
}

static void check_key_fingerprints(const key_fingerprints_row *row) {
  notifizz_scheme scheme;
  for (scheme = 0; scheme < 2; scheme++) {
    notifizz_client client;
    char fingerprint[NOTIFIZZ_FINGERPRINT_SIZE] = "x";
    CHECK(notifizz_client_init(&client, scheme, F(row->auth_secret_key)) == NOTIFIZZ_OK);
    CHECK(notifizz_client_key_fingerprint(&client, fingerprint) == NOTIFIZZ_OK);
    CHECK(equal(fingerprint, row->name));
    notifizz_client_wipe(&client);
  }
}

static void check_rejected_tokens(const rejected_tokens_row *row) {
  const notifizz_scheme scheme = scheme_of(row->token_scheme);
  notifizz_client client;
  CHECK(!notifizz_verify_hashed_token(scheme, F(row->auth_secret_key), F(row->user_id), F(row->token)));
  CHECK(notifizz_client_init(&client, scheme, F(row->auth_secret_key)) == NOTIFIZZ_OK);
  CHECK(!notifizz_client_verify_hashed_token(&client, F(row->user_id), F(row->token)));
  notifizz_client_wipe(&client);
}

/* The status of a call on a client; the one-shot function of that name must return the same. */
static notifizz_status status_of(const errors_row *row) {
  const vector_text *arguments = row->arguments;
  const vector_text key = arguments[ARGUMENT_auth_secret_key], secret = arguments[ARGUMENT_webhook_signing_secret];
  struct answer keyed = {NOTIFIZZ_OK, false, ""}, one_shot = {NOTIFIZZ_OK, false, "x"};
  notifizz_scheme scheme = -1;
  notifizz_client client;
  keyed.status = notifizz_scheme_from_name(F(row->token_scheme), &scheme);
  if (keyed.status != NOTIFIZZ_OK) {
    CHECK(scheme == -1);
    return keyed.status;
  }
  keyed.status = notifizz_client_init(&client, scheme, F(key));
  if (keyed.status != NOTIFIZZ_OK) {
    CHECK(notifizz_generate_hashed_token(scheme, F(key), T("user_42"), keyed.token) == keyed.status);
    one_shot.status = notifizz_generate_subscribe_token(F(key), T("user_42"), T("project_7"), one_shot.token);
  } else if (secret.bytes != NULL) {
    keyed.status = notifizz_client_set_webhook_signing_secret(&client, F(secret));
    if (keyed.status != NOTIFIZZ_OK) {
      one_shot.status = notifizz_sign_dispatch_payload(F(secret), T("{}"), one_shot.token);
    }
  }
  if (keyed.status == NOTIFIZZ_OK) {
    call(row->call, &client, scheme, key, secret, arguments, &keyed, &one_shot);
  }
  CHECK(one_shot.status == keyed.status);
  CHECK(keyed.token[0] == '\0' && one_shot.token[0] == '\0');
  return keyed.status;
}

static void check_errors(const errors_row *row) { CHECK(equal(notifizz_status_code(status_of(row)), row->error)); }

static unsigned unicode_causes;

static void check_diagnoses(const diagnoses_row *row) {
  const notifizz_evidence evidence = {
      .token_scheme = scheme_of(row->token_scheme),
      .token = (const char *)row->token.bytes,
      .token_len = row->token.len,
      .user_id = (const char *)row->user_id.bytes,
      .user_id_len = row->user_id.len,
      .auth_secret_key = (const char *)row->auth_secret_key.bytes,
      .auth_secret_key_len = row->auth_secret_key.len,
      .sdk_secret_key = (const char *)row->sdk_secret_key.bytes,
      .sdk_secret_key_len = row->sdk_secret_key.len,
      .user_email = (const char *)row->user_email.bytes,
      .user_email_len = row->user_email.len,
  };
  notifizz_diagnosis diagnosis;
  CHECK(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_OK);
  CHECK(strlen(diagnosis.message) > 20);
  if (row->unicode.bytes != NULL) {
    /* The header says that this library leaves these out. */
    unicode_causes++;
    CHECK(strcmp(diagnosis.code, "no_known_cause") == 0);
    CHECK(diagnosis.scheme == NOTIFIZZ_SCHEME_UNKNOWN);
    return;
  }
  CHECK(equal(diagnosis.code, row->code));
  CHECK(diagnosis.scheme == (row->scheme.bytes == NULL ? NOTIFIZZ_SCHEME_UNKNOWN : scheme_of(row->scheme)));
}

int main(void) {
  RUN_ROWS(hashed_tokens);
  RUN_ROWS(subscribe_tokens);
  RUN_ROWS(dispatch_signatures);
  RUN_ROWS(key_fingerprints);
  RUN_ROWS(rejected_tokens);
  RUN_ROWS(errors);
  RUN_ROWS(diagnoses);
  begin_case("rows with a key that is too long for a client");
  CHECK(too_long == 3);
  begin_case("rows with a cause that needs Unicode tables");
  CHECK(unicode_causes == 36);
  return finish();
}
