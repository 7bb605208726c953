/* Runs the shared vectors through the one-shot and the keyed functions. */
#include "test.h"
#include "vectors.h"

#include "rows.h"

#define ROWS(section) (sizeof vector_##section / sizeof *vector_##section)

/* How many clients refused a key that only the one-shot functions take. */
static unsigned too_long;

/* Whether there is a client: all keys of the table are right, but some are too long for one. */
static int init(notifizz_client *client, notifizz_scheme scheme, vector_text key) {
  const notifizz_status status = notifizz_client_init(client, scheme, F(key));
  if (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT && key.len > NOTIFIZZ_CLIENT_KEY_MAX) {
    CHECK_ROW(status == NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG);
    too_long++;
    return 0;
  }
  CHECK_ROW(status == NOTIFIZZ_OK);
  return 1;
}

static void hashed_tokens(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(hashed_tokens); row++, ran++) {
    const vector_text key = vector_hashed_tokens[row].auth_secret_key;
    const vector_text user = vector_hashed_tokens[row].user_id;
    const vector_text tokens[2] = {vector_hashed_tokens[row].tokens_hmac_sha256,
                                   vector_hashed_tokens[row].tokens_sha256_concat};
    notifizz_scheme scheme;
    set_name("hashed_tokens", row, vector_hashed_tokens[row].name);
    for (scheme = 0; scheme < 2; scheme++) {
      const vector_text right = tokens[scheme], wrong = tokens[1 - scheme];
      notifizz_client client;
      char token[NOTIFIZZ_TOKEN_SIZE] = "x";
      CHECK_ROW(notifizz_generate_hashed_token(scheme, F(key), F(user), token) == NOTIFIZZ_OK);
      CHECK_ROW(equal(token, right));
      CHECK_ROW(notifizz_verify_hashed_token(scheme, F(key), F(user), F(right)));
      CHECK_ROW(!notifizz_verify_hashed_token(scheme, F(key), F(user), F(wrong)));
      if (!init(&client, scheme, key)) {
        continue;
      }
      memset(token, 'x', sizeof token);
      CHECK_ROW(notifizz_client_generate_hashed_token(&client, F(user), token) == NOTIFIZZ_OK);
      CHECK_ROW(equal(token, right));
      CHECK_ROW(notifizz_client_verify_hashed_token(&client, F(user), F(right)));
      CHECK_ROW(!notifizz_client_verify_hashed_token(&client, F(user), F(wrong)));
      notifizz_client_wipe(&client);
    }
  }
  count("hashed_tokens", ran, COUNT_hashed_tokens);
}

static void subscribe_tokens(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(subscribe_tokens); row++, ran++) {
    const vector_text key = vector_subscribe_tokens[row].auth_secret_key;
    const vector_text subscriber = vector_subscribe_tokens[row].subscriber_id;
    const vector_text resource = vector_subscribe_tokens[row].resource_id;
    const vector_text right = vector_subscribe_tokens[row].token;
    notifizz_scheme scheme;
    char token[NOTIFIZZ_TOKEN_SIZE] = "x";
    set_name("subscribe_tokens", row, vector_subscribe_tokens[row].name);
    CHECK_ROW(notifizz_generate_subscribe_token(F(key), F(subscriber), F(resource), token) == NOTIFIZZ_OK);
    CHECK_ROW(equal(token, right));
    CHECK_ROW(notifizz_verify_subscribe_token(F(key), F(subscriber), F(resource), F(right)));
    CHECK_ROW(!notifizz_verify_subscribe_token(F(key), F(subscriber), T("another"), F(right)));
    for (scheme = 0; scheme < 2; scheme++) {
      notifizz_client client;
      if (!init(&client, scheme, key)) {
        continue;
      }
      memset(token, 'x', sizeof token);
      CHECK_ROW(notifizz_client_generate_subscribe_token(&client, F(subscriber), F(resource), token) == NOTIFIZZ_OK);
      CHECK_ROW(equal(token, right));
      CHECK_ROW(notifizz_client_verify_subscribe_token(&client, F(subscriber), F(resource), F(right)));
      CHECK_ROW(!notifizz_client_verify_subscribe_token(&client, T("another"), F(resource), F(right)));
      notifizz_client_wipe(&client);
    }
  }
  count("subscribe_tokens", ran, COUNT_subscribe_tokens);
}

static void dispatch_signatures(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(dispatch_signatures); row++, ran++) {
    const vector_text secret = vector_dispatch_signatures[row].webhook_signing_secret;
    const vector_text payload = vector_dispatch_signatures[row].payload;
    const vector_text right = vector_dispatch_signatures[row].signature;
    notifizz_client client;
    char signature[NOTIFIZZ_TOKEN_SIZE] = "x";
    set_name("dispatch_signatures", row, vector_dispatch_signatures[row].name);
    CHECK_ROW(notifizz_sign_dispatch_payload(F(secret), F(payload), signature) == NOTIFIZZ_OK);
    CHECK_ROW(equal(signature, right));
    CHECK_ROW(notifizz_verify_dispatch_signature(F(secret), F(payload), F(right)));
    CHECK_ROW(!notifizz_verify_dispatch_signature(F(secret), T("another payload"), F(right)));
    CHECK_ROW(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, T("unrelated")) == NOTIFIZZ_OK);
    CHECK_ROW(notifizz_client_set_webhook_signing_secret(&client, F(secret)) == NOTIFIZZ_OK);
    memset(signature, 'x', sizeof signature);
    CHECK_ROW(notifizz_client_sign_dispatch_payload(&client, F(payload), signature) == NOTIFIZZ_OK);
    CHECK_ROW(equal(signature, right));
    CHECK_ROW(notifizz_client_verify_dispatch_signature(&client, F(payload), F(right)));
    CHECK_ROW(!notifizz_client_verify_dispatch_signature(&client, T("another payload"), F(right)));
    notifizz_client_wipe(&client);
  }
  count("dispatch_signatures", ran, COUNT_dispatch_signatures);
}

static void key_fingerprints(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(key_fingerprints); row++, ran++) {
    notifizz_scheme scheme;
    set_name("key_fingerprints", row, vector_key_fingerprints[row].fingerprint);
    for (scheme = 0; scheme < 2; scheme++) {
      notifizz_client client;
      char fingerprint[NOTIFIZZ_FINGERPRINT_SIZE] = "x";
      CHECK_ROW(notifizz_client_init(&client, scheme, F(vector_key_fingerprints[row].auth_secret_key)) == NOTIFIZZ_OK);
      CHECK_ROW(notifizz_client_key_fingerprint(&client, fingerprint) == NOTIFIZZ_OK);
      CHECK_ROW(equal(fingerprint, vector_key_fingerprints[row].fingerprint));
      notifizz_client_wipe(&client);
    }
  }
  count("key_fingerprints", ran, COUNT_key_fingerprints);
}

static void rejected_tokens(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(rejected_tokens); row++, ran++) {
    const vector_text key = vector_rejected_tokens[row].auth_secret_key;
    const vector_text user = vector_rejected_tokens[row].user_id;
    const vector_text token = vector_rejected_tokens[row].token;
    notifizz_scheme scheme;
    notifizz_client client;
    set_name("rejected_tokens", row, vector_rejected_tokens[row].why);
    scheme = scheme_of(vector_rejected_tokens[row].token_scheme);
    CHECK_ROW(!notifizz_verify_hashed_token(scheme, F(key), F(user), F(token)));
    CHECK_ROW(notifizz_client_init(&client, scheme, F(key)) == NOTIFIZZ_OK);
    CHECK_ROW(!notifizz_client_verify_hashed_token(&client, F(user), F(token)));
    notifizz_client_wipe(&client);
  }
  count("rejected_tokens", ran, COUNT_rejected_tokens);
}

static int is_call(size_t row, const char *call) { return equal(call, vector_errors[row].call); }

/* The status of a call, made on a client and then with the one-shot function of that name. */
static notifizz_status call_of(size_t row) {
  const vector_text key = vector_errors[row].auth_secret_key;
  const vector_text secret = vector_errors[row].webhook_signing_secret;
  const vector_text user = vector_errors[row].user_id;
  const vector_text subscriber = vector_errors[row].subscriber_id;
  const vector_text resource = vector_errors[row].resource_id;
  const vector_text payload = vector_errors[row].payload;
  const vector_text email = vector_errors[row].user_email;
  const vector_text api_key = vector_errors[row].api_key;
  char token[NOTIFIZZ_TOKEN_SIZE] = "x", again[NOTIFIZZ_TOKEN_SIZE] = "x";
  notifizz_scheme scheme = -1;
  notifizz_client client;
  notifizz_status status = notifizz_scheme_from_name(F(vector_errors[row].token_scheme), &scheme);
  if (status != NOTIFIZZ_OK) {
    CHECK_ROW(scheme == -1);
    return status;
  }
  status = notifizz_client_init(&client, scheme, F(key));
  if (status != NOTIFIZZ_OK) {
    CHECK_ROW(notifizz_generate_hashed_token(scheme, F(key), T("user_42"), token) == status);
    CHECK_ROW(token[0] == '\0');
    CHECK_ROW(notifizz_generate_subscribe_token(F(key), T("user_42"), T("project_7"), again) == status);
    CHECK_ROW(again[0] == '\0');
    return status;
  }
  if (secret.bytes != NULL) {
    status = notifizz_client_set_webhook_signing_secret(&client, F(secret));
    if (status != NOTIFIZZ_OK) {
      CHECK_ROW(notifizz_sign_dispatch_payload(F(secret), T("{}"), token) == status);
      CHECK_ROW(token[0] == '\0');
      return status;
    }
  }
  if (is_call(row, "generate_hashed_token")) {
    status = notifizz_client_generate_hashed_token(&client, F(user), token);
    CHECK_ROW(notifizz_generate_hashed_token(scheme, F(key), F(user), again) == status);
  } else if (is_call(row, "generate_subscribe_token")) {
    status = notifizz_client_generate_subscribe_token(&client, F(subscriber), F(resource), token);
    CHECK_ROW(notifizz_generate_subscribe_token(F(key), F(subscriber), F(resource), again) == status);
  } else if (is_call(row, "sign_dispatch_payload")) {
    status = notifizz_client_sign_dispatch_payload(&client, F(payload), token);
    CHECK_ROW(notifizz_sign_dispatch_payload(F(secret), F(payload), again) == status);
  } else if (is_call(row, "widget_options")) {
    /* C has no function for all of the options, and no one-shot one: the program writes the JSON. */
    token[0] = again[0] = '\0';
    status = api_key.bytes == NULL ? NOTIFIZZ_OK : notifizz_client_check_front_api_key(&client, F(api_key));
    if (status == NOTIFIZZ_OK) {
      status = notifizz_client_widget_token(&client, F(user), F(email), token);
    }
  } else {
    CHECK_ROW(is_call(row, "new"));
  }
  CHECK_ROW(token[0] == '\0' && again[0] == '\0');
  return status;
}

static void errors(void) {
  size_t row, ran = 0;
  for (row = 0; row < ROWS(errors); row++, ran++) {
    set_name("errors", row, vector_errors[row].name);
    CHECK_ROW(equal(notifizz_status_code(call_of(row)), vector_errors[row].error));
  }
  count("errors", ran, COUNT_errors);
}

static void diagnoses(void) {
  size_t row, ran = 0, unicode = 0;
  for (row = 0; row < ROWS(diagnoses); row++, ran++) {
    notifizz_evidence evidence = {0};
    notifizz_diagnosis found;
    set_name("diagnoses", row, vector_diagnoses[row].name);
    evidence.token_scheme = scheme_of(vector_diagnoses[row].token_scheme);
    evidence.token = (const char *)vector_diagnoses[row].token.bytes;
    evidence.token_len = vector_diagnoses[row].token.len;
    evidence.user_id = (const char *)vector_diagnoses[row].user_id.bytes;
    evidence.user_id_len = vector_diagnoses[row].user_id.len;
    evidence.auth_secret_key = (const char *)vector_diagnoses[row].auth_secret_key.bytes;
    evidence.auth_secret_key_len = vector_diagnoses[row].auth_secret_key.len;
    evidence.sdk_secret_key = (const char *)vector_diagnoses[row].sdk_secret_key.bytes;
    evidence.sdk_secret_key_len = vector_diagnoses[row].sdk_secret_key.len;
    evidence.user_email = (const char *)vector_diagnoses[row].user_email.bytes;
    evidence.user_email_len = vector_diagnoses[row].user_email.len;
    CHECK_ROW(notifizz_diagnose(&evidence, &found) == NOTIFIZZ_OK);
    CHECK_ROW(strlen(found.message) > 20);
    if (vector_diagnoses[row].unicode.bytes != NULL) {
      /* What the header says that this library leaves out. */
      unicode++;
      CHECK_ROW(strcmp(found.code, "no_known_cause") == 0);
      CHECK_ROW(found.scheme == NOTIFIZZ_SCHEME_UNKNOWN);
      continue;
    }
    CHECK_ROW(equal(found.code, vector_diagnoses[row].code));
    if (vector_diagnoses[row].scheme.bytes == NULL) {
      CHECK_ROW(found.scheme == NOTIFIZZ_SCHEME_UNKNOWN);
    } else {
      CHECK_ROW(found.scheme == scheme_of(vector_diagnoses[row].scheme));
    }
  }
  CHECK(unicode == 36);
  count("diagnoses", ran, COUNT_diagnoses);
}

int main(void) {
  hashed_tokens();
  subscribe_tokens();
  dispatch_signatures();
  key_fingerprints();
  rejected_tokens();
  errors();
  diagnoses();
  CHECK(too_long == 3);
  return finish();
}
