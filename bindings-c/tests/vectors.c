/* Runs the shared vectors through the one-shot functions and through clients. */
#include "test.h"
#include "vectors.h"

#include "rows.h"

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
  const vector_text key = row->auth_secret_key, secret = row->webhook_signing_secret;
  const vector_text user = row->user_id, subscriber = row->subscriber_id, resource = row->resource_id;
  char token[NOTIFIZZ_TOKEN_SIZE] = "x", one_shot_token[NOTIFIZZ_TOKEN_SIZE] = "x";
  notifizz_scheme scheme = -1;
  notifizz_client client;
  notifizz_status status = notifizz_scheme_from_name(F(row->token_scheme), &scheme);
  if (status != NOTIFIZZ_OK) {
    CHECK(scheme == -1);
    return status;
  }
  status = notifizz_client_init(&client, scheme, F(key));
  if (status != NOTIFIZZ_OK) {
    CHECK(notifizz_generate_hashed_token(scheme, F(key), T("user_42"), token) == status);
    CHECK(token[0] == '\0');
    CHECK(notifizz_generate_subscribe_token(F(key), T("user_42"), T("project_7"), one_shot_token) == status);
    CHECK(one_shot_token[0] == '\0');
    return status;
  }
  if (secret.bytes != NULL) {
    status = notifizz_client_set_webhook_signing_secret(&client, F(secret));
    if (status != NOTIFIZZ_OK) {
      CHECK(notifizz_sign_dispatch_payload(F(secret), T("{}"), token) == status);
      CHECK(token[0] == '\0');
      return status;
    }
  }
  if (equal("generate_hashed_token", row->call)) {
    status = notifizz_client_generate_hashed_token(&client, F(user), token);
    CHECK(notifizz_generate_hashed_token(scheme, F(key), F(user), one_shot_token) == status);
  } else if (equal("generate_subscribe_token", row->call)) {
    status = notifizz_client_generate_subscribe_token(&client, F(subscriber), F(resource), token);
    CHECK(notifizz_generate_subscribe_token(F(key), F(subscriber), F(resource), one_shot_token) == status);
  } else if (equal("sign_dispatch_payload", row->call)) {
    status = notifizz_client_sign_dispatch_payload(&client, F(row->payload), token);
    CHECK(notifizz_sign_dispatch_payload(F(secret), F(row->payload), one_shot_token) == status);
  } else if (equal("widget_options", row->call)) {
    /* C has no function for all of the options, and no one-shot one: the program writes the JSON. */
    token[0] = one_shot_token[0] = '\0';
    if (row->api_key.bytes != NULL) {
      status = notifizz_client_check_front_api_key(&client, F(row->api_key));
    }
    if (status == NOTIFIZZ_OK) {
      status = notifizz_client_widget_token(&client, F(user), F(row->user_email), token);
    }
  } else {
    CHECK(equal("new", row->call));
  }
  CHECK(token[0] == '\0' && one_shot_token[0] == '\0');
  return status;
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
