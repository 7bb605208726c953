/* The header's promises beyond the vectors: pointers, lengths, states, output buffers. */
#include <errno.h>

#include "test.h"

static const char RIGHT[] = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";
#define KEY T("YOUR_AUTH_SECRET_KEY")

static char token[NOTIFIZZ_TOKEN_SIZE];

static notifizz_status generate(notifizz_scheme scheme, const char *key, size_t key_len, const char *user,
                                size_t user_len) {
  memset(token, 'x', sizeof token);
  return notifizz_generate_hashed_token(scheme, key, key_len, user, user_len, token);
}

/* A text, or NULL, with a length that need not be its own. */
struct text {
  const char *bytes;
  size_t len;
};

static void pointers_and_lengths(void) {
  static const struct {
    struct text key, user;
    notifizz_status status;
  } rows[] = {
      {{NULL, 0}, {T("user_42")}, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY},
      {{NULL, 1}, {T("user_42")}, NOTIFIZZ_ERR_NULL_POINTER},
      {{KEY}, {NULL, 0}, NOTIFIZZ_ERR_EMPTY_USER_ID},
      {{KEY}, {NULL, 7}, NOTIFIZZ_ERR_NULL_POINTER},
      {{KEY}, {"user_42", (size_t)-1}, NOTIFIZZ_ERR_INVALID_TEXT},
      {{KEY}, {"user_42", (size_t)-1 / 2 + 1}, NOTIFIZZ_ERR_INVALID_TEXT},
  };
  size_t i;
  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct text key = rows[i].key, user = rows[i].user;
    CHECK(generate(0, key.bytes, key.len, user.bytes, user.len) == rows[i].status);
    CHECK(token[0] == '\0');
    CHECK(!notifizz_verify_hashed_token(0, key.bytes, key.len, user.bytes, user.len, RIGHT, 64));
  }
  CHECK(notifizz_generate_hashed_token(0, KEY, T("user_42"), NULL) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(!notifizz_verify_hashed_token(0, KEY, T("user_42"), NULL, 0));
  CHECK(!notifizz_verify_hashed_token(0, KEY, T("user_42"), NULL, 64));
  CHECK(!notifizz_verify_hashed_token(0, KEY, T("user_42"), RIGHT, (size_t)-1));
}

static void schemes(void) {
  notifizz_scheme scheme = 42;
  CHECK(generate(2, KEY, T("user_42")) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);
  CHECK(token[0] == '\0');
  CHECK(generate(-1, KEY, T("user_42")) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);
  CHECK(!notifizz_verify_hashed_token(2, KEY, T("user_42"), RIGHT, 64));
  CHECK(notifizz_scheme_from_name(T("sha256-concat"), &scheme) == NOTIFIZZ_OK);
  CHECK(scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT);
  CHECK(notifizz_scheme_from_name(T("hmac-sha256"), &scheme) == NOTIFIZZ_OK);
  CHECK(scheme == NOTIFIZZ_SCHEME_HMAC_SHA256);
  CHECK(notifizz_scheme_from_name(T("hmac-sha256"), NULL) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_scheme_from_name(NULL, 3, &scheme) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_scheme_from_name(NULL, 0, &scheme) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);
}

/* A failure is reported by the status alone. */
static void errno_is_untouched(void) {
  errno = 77;
  CHECK(generate(0, NULL, 0, T("user_42")) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(generate(0, KEY, T("user_42")) == NOTIFIZZ_OK);
  CHECK(errno == 77);
}

static void output_buffers(void) {
  char guarded[NOTIFIZZ_TOKEN_SIZE + 2];
  memset(guarded, '#', sizeof guarded);
  CHECK(notifizz_generate_hashed_token(0, KEY, T("user_42"), guarded + 1) == NOTIFIZZ_OK);
  CHECK(guarded[0] == '#' && guarded[NOTIFIZZ_TOKEN_SIZE + 1] == '#');
  CHECK(strcmp(guarded + 1, RIGHT) == 0);
  /* The output may be where an input is. */
  strcpy(token, "user_42");
  CHECK(notifizz_generate_hashed_token(0, KEY, token, 7, token) == NOTIFIZZ_OK);
  CHECK(strcmp(token, RIGHT) == 0);
}

static void client_without_a_key(const notifizz_client *client) {
  memset(token, 'x', sizeof token);
  CHECK(notifizz_client_generate_hashed_token(client, T("user_42"), token) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(token[0] == '\0');
  CHECK(notifizz_client_generate_subscribe_token(client, T("a"), T("b"), token) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(notifizz_client_sign_dispatch_payload(client, T("{}"), token) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(notifizz_client_key_fingerprint(client, token) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(!notifizz_client_verify_hashed_token(client, T("user_42"), RIGHT, 64));
  CHECK(!notifizz_client_verify_subscribe_token(client, T("a"), T("b"), RIGHT, 64));
  CHECK(!notifizz_client_verify_dispatch_signature(client, T("{}"), RIGHT, 64));
  memset(token, 'x', sizeof token);
  CHECK(notifizz_client_widget_token(client, T("user_42"), T("alice@example.com"), token) ==
        NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(token[0] == '\0');
  CHECK(notifizz_client_check_front_api_key(client, T("front")) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
}

static void clients(void) {
  static notifizz_client client, copy;
  static const notifizz_client zeros;
  char key[] = "YOUR_AUTH_SECRET_KEY";

  client_without_a_key(&zeros);
  memset(&copy, 0xaa, sizeof copy);
  client_without_a_key(&copy);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, T("s")) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(notifizz_client_init(&client, 0, T("key\n")) == NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE);
  client_without_a_key(&client);

  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, key, strlen(key)) == NOTIFIZZ_OK);
  /* Under this scheme the key is not read again. */
  memset(key, 'x', sizeof key);
  CHECK(notifizz_client_generate_hashed_token(&client, T("user_42"), token) == NOTIFIZZ_OK);
  CHECK(strcmp(token, RIGHT) == 0);

  CHECK(notifizz_client_sign_dispatch_payload(&client, T("{}"), token) == NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, T("secret")) == NOTIFIZZ_OK);
  CHECK(notifizz_client_sign_dispatch_payload(&client, T("{}"), token) == NOTIFIZZ_OK);
  CHECK(notifizz_client_verify_dispatch_signature(&client, T("{}"), token, 64));
  /* A failed call leaves the client as it was. */
  CHECK(notifizz_client_set_webhook_signing_secret(&client, NULL, 0) == NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, NULL, 1) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_verify_dispatch_signature(&client, T("{}"), token, 64));
  CHECK(notifizz_client_verify_hashed_token(&client, T("user_42"), RIGHT, 64));

  copy = client;
  notifizz_client_wipe(&client);
  CHECK(memcmp(&client, &zeros, sizeof client) == 0);
  client_without_a_key(&client);
  CHECK(notifizz_client_verify_hashed_token(&copy, T("user_42"), RIGHT, 64));
  CHECK(notifizz_client_init(&copy, 7, KEY) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);
  CHECK(memcmp(&copy, &zeros, sizeof copy) == 0);

  CHECK(notifizz_client_init(NULL, 0, KEY) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_set_webhook_signing_secret(NULL, T("s")) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_generate_hashed_token(NULL, T("user_42"), token) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_key_fingerprint(NULL, token) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_widget_token(NULL, T("user_42"), T("a@b"), token) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_check_front_api_key(NULL, T("front")) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(!notifizz_client_verify_hashed_token(NULL, T("user_42"), RIGHT, 64));
  notifizz_client_wipe(NULL);
}

/* Under either scheme the caller's key is not read after `init`. */
static void the_key_is_not_read_after_init(void) {
  static const notifizz_client zeros;
  char key[NOTIFIZZ_CLIENT_KEY_MAX + 1];
  char right[NOTIFIZZ_TOKEN_SIZE], next[NOTIFIZZ_TOKEN_SIZE];
  notifizz_scheme scheme;
  size_t len;
  for (scheme = 0; scheme < 2; scheme++) {
    for (len = 1; len <= sizeof key; len += len == 2 ? 253 : 1) {
      notifizz_client client, moved;
      notifizz_status status;
      memset(key, 'k', sizeof key);
      /* The one-shot function takes any length. */
      CHECK(notifizz_generate_hashed_token(scheme, key, len, T("user_42"), right) == NOTIFIZZ_OK);
      CHECK(notifizz_verify_hashed_token(scheme, key, len, T("user_42"), right, 64));
      status = notifizz_client_init(&client, scheme, key, len);
      if (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT && len > NOTIFIZZ_CLIENT_KEY_MAX) {
        CHECK(status == NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG);
        CHECK(memcmp(&client, &zeros, sizeof client) == 0);
        client_without_a_key(&client);
        /* Another fault of the key takes precedence over its length. */
        key[len - 1] = '\n';
        CHECK(notifizz_client_init(&client, scheme, key, len) == NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE);
        continue;
      }
      CHECK(status == NOTIFIZZ_OK);
      notifizz_wipe(key, sizeof key);
      CHECK(memchr(key, 'k', sizeof key) == NULL);
      moved = client;
      memset(&client, 'x', sizeof client);
      CHECK(notifizz_client_generate_hashed_token(&moved, T("user_42"), next) == NOTIFIZZ_OK);
      CHECK(strcmp(next, right) == 0);
      CHECK(notifizz_client_verify_hashed_token(&moved, T("user_42"), right, 64));
      notifizz_client_wipe(&moved);
      CHECK(memcmp(&moved, &zeros, sizeof moved) == 0);
    }
    CHECK(len == 258);
  }
}

static void sizes_and_wiping(void) {
  char memory[] = "#secret#";
  CHECK(notifizz_client_size() == sizeof(notifizz_client));
  CHECK(NOTIFIZZ_CLIENT_KEY_MAX == 256);
  notifizz_wipe(memory + 1, 6);
  CHECK(memcmp(memory, "#\0\0\0\0\0\0#", sizeof memory) == 0);
  notifizz_wipe(memory, 0);
  notifizz_wipe(memory, (size_t)-1);
  CHECK(memory[0] == '#');
  notifizz_wipe(NULL, 6);
  notifizz_wipe(NULL, 0);
}

static void widgets(void) {
  static const struct {
    struct text user, email;
    notifizz_status status;
  } users[] = {
      {{T("user_42")}, {T("alice@example.com")}, NOTIFIZZ_OK},
      {{NULL, 0}, {T("alice@example.com")}, NOTIFIZZ_ERR_EMPTY_USER_ID},
      {{NULL, 1}, {T("alice@example.com")}, NOTIFIZZ_ERR_NULL_POINTER},
      {{T("user_42")}, {NULL, 0}, NOTIFIZZ_ERR_EMPTY_USER_EMAIL},
      {{T("user_42")}, {NULL, 1}, NOTIFIZZ_ERR_NULL_POINTER},
  };
  notifizz_client client;
  size_t i;
  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, KEY) == NOTIFIZZ_OK);
  for (i = 0; i < sizeof users / sizeof *users; i++) {
    const struct text user = users[i].user, email = users[i].email;
    memset(token, 'x', sizeof token);
    CHECK(notifizz_client_widget_token(&client, user.bytes, user.len, email.bytes, email.len, token) == users[i].status);
    CHECK(strcmp(token, users[i].status == NOTIFIZZ_OK ? RIGHT : "") == 0);
  }
  CHECK(notifizz_client_widget_token(&client, T("user_42"), T("a@b"), NULL) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_client_check_front_api_key(&client, T("front")) == NOTIFIZZ_OK);
  CHECK(notifizz_client_check_front_api_key(&client, NULL, 0) == NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY);
  CHECK(notifizz_client_check_front_api_key(&client, NULL, 1) == NOTIFIZZ_ERR_NULL_POINTER);
  notifizz_client_wipe(&client);
}

static void signer_without_a_secret(const notifizz_webhook_signer *signer) {
  memset(token, 'x', sizeof token);
  CHECK(notifizz_webhook_signer_sign(signer, T("{}"), token) == NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET);
  CHECK(token[0] == '\0');
  CHECK(!notifizz_webhook_signer_verify(signer, T("{}"), RIGHT, 64));
}

static void webhook_signers(void) {
  static notifizz_webhook_signer signer, copy;
  static const notifizz_webhook_signer zeros;
  char secret[300], right[NOTIFIZZ_TOKEN_SIZE];
  notifizz_client client;

  CHECK(notifizz_webhook_signer_size() == sizeof signer);
  signer_without_a_secret(&zeros);
  memset(&copy, 0xaa, sizeof copy);
  signer_without_a_secret(&copy);
  /* What another type has left in this memory is no signer. */
  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, KEY) == NOTIFIZZ_OK);
  memcpy(&copy, &client, sizeof copy);
  signer_without_a_secret(&copy);
  notifizz_client_wipe(&client);

  memset(secret, 's', sizeof secret);
  CHECK(notifizz_sign_dispatch_payload(secret, sizeof secret, T("{}"), right) == NOTIFIZZ_OK);
  CHECK(notifizz_webhook_signer_init(&signer, secret, sizeof secret) == NOTIFIZZ_OK);
  notifizz_wipe(secret, sizeof secret);
  copy = signer;
  CHECK(notifizz_webhook_signer_sign(&copy, T("{}"), token) == NOTIFIZZ_OK);
  CHECK(strcmp(token, right) == 0);
  CHECK(notifizz_webhook_signer_verify(&copy, T("{}"), right, 64));
  CHECK(!notifizz_webhook_signer_verify(&copy, T("{} "), right, 64));
  CHECK(!notifizz_webhook_signer_verify(&copy, T("{}"), right, 63));
  CHECK(!notifizz_webhook_signer_verify(&copy, T("{}"), NULL, 64));
  /* A payload is any bytes, and a NULL one is empty. */
  CHECK(notifizz_webhook_signer_sign(&copy, "\xff\0\x80", 3, token) == NOTIFIZZ_OK);
  CHECK(notifizz_webhook_signer_verify(&copy, "\xff\0\x80", 3, token, 64));
  CHECK(notifizz_webhook_signer_sign(&copy, NULL, 0, token) == NOTIFIZZ_OK);
  CHECK(notifizz_webhook_signer_verify(&copy, "", 0, token, 64));
  CHECK(notifizz_webhook_signer_sign(&copy, NULL, 1, token) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(token[0] == '\0');
  CHECK(notifizz_webhook_signer_sign(&copy, "", (size_t)-1, token) == NOTIFIZZ_ERR_INVALID_TEXT);
  CHECK(notifizz_webhook_signer_sign(&copy, T("{}"), NULL) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(!notifizz_webhook_signer_verify(&copy, NULL, 1, right, 64));

  notifizz_webhook_signer_wipe(&signer);
  CHECK(memcmp(&signer, &zeros, sizeof signer) == 0);
  signer_without_a_secret(&signer);
  /* A failed call leaves nothing of the one before. */
  CHECK(notifizz_webhook_signer_init(&copy, T("secret\n")) == NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE);
  CHECK(memcmp(&copy, &zeros, sizeof copy) == 0);
  CHECK(notifizz_webhook_signer_init(&copy, NULL, 0) == NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET);
  CHECK(notifizz_webhook_signer_init(&copy, NULL, 1) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_webhook_signer_init(&copy, "\xff", 1) == NOTIFIZZ_ERR_INVALID_TEXT);
  CHECK(notifizz_webhook_signer_init(NULL, T("secret")) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_webhook_signer_sign(NULL, T("{}"), token) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(!notifizz_webhook_signer_verify(NULL, T("{}"), right, 64));
  notifizz_webhook_signer_wipe(NULL);
}

static void dispatch_diagnoses(void) {
  notifizz_dispatch_evidence evidence = {"{}", 2, "x", 1, "secret\n", 7};
  notifizz_diagnosis diagnosis;
  CHECK(notifizz_diagnose_dispatch(&evidence, &diagnosis) == NOTIFIZZ_OK);
  CHECK(strcmp(diagnosis.code, "no_known_cause") == 0);
  evidence.webhook_signing_secret_len = 0;
  memset(&diagnosis, 'x', sizeof diagnosis);
  CHECK(notifizz_diagnose_dispatch(&evidence, &diagnosis) == NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET);
  CHECK(strcmp(diagnosis.code, "") == 0 && strcmp(diagnosis.message, "") == 0);
  CHECK(diagnosis.scheme == NOTIFIZZ_SCHEME_UNKNOWN);
  evidence.payload = NULL;
  CHECK(notifizz_diagnose_dispatch(&evidence, &diagnosis) == NOTIFIZZ_ERR_NULL_POINTER);
  evidence.payload = "\xff\xff";
  CHECK(notifizz_diagnose_dispatch(&evidence, &diagnosis) == NOTIFIZZ_ERR_INVALID_TEXT);
  CHECK(notifizz_diagnose_dispatch(NULL, &diagnosis) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(notifizz_diagnose_dispatch(&evidence, NULL) == NOTIFIZZ_ERR_NULL_POINTER);
}

static void diagnoses(void) {
  static const char key[] = "YOUR_AUTH_SECRET_KEY\n";
  const notifizz_evidence right = {
      .token = RIGHT,
      .token_len = NOTIFIZZ_TOKEN_LEN,
      .user_id = "user_42",
      .user_id_len = 7,
      .auth_secret_key = key,
      .auth_secret_key_len = sizeof key - 2,
  };
  notifizz_evidence rows[9];
  static const struct {
    notifizz_status status;
    const char *code;
    notifizz_scheme scheme;
  } expected[] = {
      {NOTIFIZZ_OK, "other_scheme", NOTIFIZZ_SCHEME_HMAC_SHA256},
      {NOTIFIZZ_OK, "auth_secret_key_whitespace", NOTIFIZZ_SCHEME_HMAC_SHA256},
      {NOTIFIZZ_OK, "token_not_hex", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME, "", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY, "", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_ERR_EMPTY_USER_ID, "", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_ERR_NULL_POINTER, "", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_ERR_INVALID_TEXT, "", NOTIFIZZ_SCHEME_UNKNOWN},
      {NOTIFIZZ_OK, "correct", NOTIFIZZ_SCHEME_HMAC_SHA256},
  };
  notifizz_diagnosis diagnosis;
  size_t i;
  for (i = 0; i < 9; i++) {
    rows[i] = right;
  }
  rows[0].token_scheme = NOTIFIZZ_SCHEME_SHA256_CONCAT;
  /* Here a key may have a trailing newline: it is one of the causes. */
  rows[1].auth_secret_key_len++;
  rows[2].token = "";
  rows[2].token_len = 0;
  /* A length of 0 means that there is no SDK Secret Key, whatever the pointer. */
  rows[2].sdk_secret_key = "";
  rows[3].token_scheme = NOTIFIZZ_SCHEME_UNKNOWN;
  rows[4].auth_secret_key_len = 0;
  rows[5].user_id = NULL;
  rows[5].user_id_len = 0;
  rows[6].user_email_len = 3;
  rows[7].sdk_secret_key = "\xff";
  rows[7].sdk_secret_key_len = 1;
  for (i = 0; i < 9; i++) {
    memset(&diagnosis, 'x', sizeof diagnosis);
    CHECK(notifizz_diagnose(&rows[i], &diagnosis) == expected[i].status);
    CHECK(strcmp(diagnosis.code, expected[i].code) == 0);
    CHECK(diagnosis.scheme == expected[i].scheme);
    CHECK((strlen(diagnosis.message) > 20) == (expected[i].status == NOTIFIZZ_OK));
    CHECK(strstr(diagnosis.message, "YOUR_AUTH_SECRET_KEY") == NULL);
    CHECK((strstr(diagnosis.message, "hmac-sha256") != NULL) == (i == 0));
  }
  memset(&diagnosis, 'x', sizeof diagnosis);
  CHECK(notifizz_diagnose(NULL, &diagnosis) == NOTIFIZZ_ERR_NULL_POINTER);
  CHECK(strcmp(diagnosis.code, "") == 0 && strcmp(diagnosis.message, "") == 0);
  CHECK(notifizz_diagnose(&right, NULL) == NOTIFIZZ_ERR_NULL_POINTER);
}

static void texts(void) {
  notifizz_status status, other;
  CHECK(strcmp(notifizz_version(), NOTIFIZZ_VERSION) == 0);
  for (status = NOTIFIZZ_OK; status <= NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE; status++) {
    CHECK(strlen(notifizz_status_message(status)) > 6);
    CHECK(strcmp(notifizz_status_code(status), "unknown_status") != 0);
    for (other = NOTIFIZZ_OK; other < status; other++) {
      CHECK(strcmp(notifizz_status_code(status), notifizz_status_code(other)) != 0);
      CHECK(strcmp(notifizz_status_message(status), notifizz_status_message(other)) != 0);
    }
  }
  CHECK(strcmp(notifizz_status_code(NOTIFIZZ_ERR_NULL_POINTER), "null_pointer") == 0);
  CHECK(strcmp(notifizz_status_code(NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG), "auth_secret_key_too_long") == 0);
  CHECK(strstr(notifizz_status_message(NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG), "one-shot functions") != NULL);
  /* On either side of C's own numbers. */
  CHECK(strcmp(notifizz_status_code(8), "missing_webhook_signing_secret") == 0);
  CHECK(strcmp(notifizz_status_code(10), "auth_secret_key_invisible_character") == 0);
  CHECK(strcmp(notifizz_status_code(16), "front_api_key_is_secret") == 0);
  CHECK(strcmp(notifizz_status_code(18), "dispatch_body_malformed") == 0);
  CHECK(strcmp(notifizz_status_code(NOTIFIZZ_ERR_EMPTY_USER_ID), "empty_user_id") == 0);
  CHECK(strncmp(notifizz_status_message(NOTIFIZZ_ERR_EMPTY_USER_ID), "the user ID is empty", 20) == 0);
  CHECK(strcmp(notifizz_status_code(-1), "unknown_status") == 0);
  CHECK(strcmp(notifizz_status_code(22), "unknown_status") == 0);
  CHECK(strcmp(notifizz_status_code(INT32_MAX), "unknown_status") == 0);
  CHECK(strcmp(notifizz_status_code(INT32_MIN), "unknown_status") == 0);
  CHECK(strlen(notifizz_status_message(INT32_MIN)) > 6);
}

int main(void) {
  RUN(pointers_and_lengths);
  RUN(schemes);
  RUN(errno_is_untouched);
  RUN(output_buffers);
  RUN(clients);
  RUN(the_key_is_not_read_after_init);
  RUN(sizes_and_wiping);
  RUN(widgets);
  RUN(webhook_signers);
  RUN(diagnoses);
  RUN(dispatch_diagnoses);
  RUN(texts);
  return finish();
}
