/*
 * Run under valgrind's memcheck: everything that is derived from the key is marked as undefined, so
 * that a branch or an index that depends on it is reported. Answers and tokens have to be undefined,
 * which shows that the marks reach them without a report.
 *
 * The derived bytes are found by comparing clients: they differ from key to key. With the argument
 * `leak` a token is compared as one should not, which has to be reported.
 *
 * With NOTIFIZZ_HOST it is for the gem's library, whose clients refer to the caller's key.
 */
#include <valgrind/memcheck.h>

#include "test.h"

#define KEYS 6
#define SEVERAL ((size_t)3)
#define KEY_MAX 1000
#define COUNT(array) (sizeof(array) / sizeof *(array))

#ifdef NOTIFIZZ_HOST
notifizz_status notifizz_host_client_init(notifizz_client *client, notifizz_scheme scheme, const char *auth_secret_key,
                                          size_t auth_secret_key_len);
#define INIT notifizz_host_client_init
#else
#define INIT notifizz_client_init
#endif

/* RFC 2104 hashes a key of more than 64 bytes first. */
static const size_t lengths[] = {20, 64, 65, 100, KEY_MAX};

static char keys[KEYS][KEY_MAX];

static void make_keys(void) {
  int number, i;
  (void)VALGRIND_MAKE_MEM_DEFINED(keys, sizeof keys);
  for (number = 0; number < KEYS; number++) {
    for (i = 0; i < KEY_MAX; i++) {
      keys[number][i] = (char)('a' + (i * 7 + number * 11 + number * i) % 26);
    }
  }
}

/* Whether the last client has the address of its key there, which is no secret. */
static bool is_address(const unsigned char *last, size_t byte) {
  const char *const key = keys[KEYS - 1];
  return memcmp(&last[byte - byte % sizeof key], &key, sizeof key) == 0;
}

/*
 * Marks the bytes of the first SEVERAL of KEYS clients, signers or keys that are not the same in all;
 * returns how many of each.
 */
static size_t mark(void *all, size_t size, size_t stride) {
  unsigned char *bytes = all;
  size_t byte, count = 0;
  /* Bytes that they have no use for are as they were on the stack. */
  (void)VALGRIND_MAKE_MEM_DEFINED(all, KEYS * stride);
  for (byte = 0; byte < size; byte++) {
    size_t number;
    int differs = 0;
    for (number = 1; number < KEYS; number++) {
      differs |= bytes[byte] != bytes[number * stride + byte];
    }
    differs = differs && !is_address(&bytes[(KEYS - 1) * stride], byte);
    for (number = 0; differs && number < SEVERAL; number++) {
      (void)VALGRIND_MAKE_MEM_UNDEFINED(&bytes[number * stride + byte], 1);
    }
    count += (size_t)differs;
  }
  return count;
}

/* The marks reach what was computed. From here on it is the caller's to know. */
static void check_reached(void *computed, size_t size) {
  unsigned char undefined[NOTIFIZZ_TOKEN_SIZE];
  size_t i;
  (void)VALGRIND_GET_VBITS(computed, undefined, size);
  (void)VALGRIND_MAKE_MEM_DEFINED(computed, size);
  for (i = 0; i < size; i++) {
    CHECK(undefined[i]);
  }
}

static void check_answers(bool *answers, size_t count) {
  size_t i;
  check_reached(answers, count);
  for (i = 0; i < count; i++) {
    CHECK(answers[i]);
  }
}

/* The tokens of a client, and its fingerprint. */
typedef struct {
  char hashed[NOTIFIZZ_TOKEN_SIZE], subscribe[NOTIFIZZ_TOKEN_SIZE], signature[NOTIFIZZ_TOKEN_SIZE],
    widget[NOTIFIZZ_TOKEN_SIZE], fingerprint[NOTIFIZZ_FINGERPRINT_SIZE];
} tokens;

static void generate(const notifizz_client *client, tokens *all) {
  CHECK(notifizz_client_generate_hashed_token(client, T("user_42"), all->hashed) == NOTIFIZZ_OK);
  CHECK(notifizz_client_generate_subscribe_token(client, T("user_42"), T("project_7"), all->subscribe) == NOTIFIZZ_OK);
  CHECK(notifizz_client_sign_dispatch_payload(client, T("{}"), all->signature) == NOTIFIZZ_OK);
  CHECK(notifizz_client_widget_token(client, T("user_42"), T("a@example.com"), all->widget) == NOTIFIZZ_OK);
  CHECK(notifizz_client_key_fingerprint(client, all->fingerprint) == NOTIFIZZ_OK);
}

static void check_generating(const notifizz_client *client, const tokens *expected) {
  tokens all;
  generate(client, &all);
  check_reached(all.hashed, 64);
  check_reached(all.subscribe, 64);
  check_reached(all.signature, 64);
  check_reached(all.widget, 64);
  check_reached(all.fingerprint, 8);
  CHECK(memcmp(&all, expected, sizeof all) == 0);
}

static void check_verifying(const notifizz_client *client, const tokens *right) {
  bool answers[6];
  answers[0] = notifizz_client_verify_hashed_token(client, T("user_42"), right->hashed, 64);
  answers[1] = !notifizz_client_verify_hashed_token(client, T("user_43"), right->hashed, 64);
  answers[2] = notifizz_client_verify_subscribe_token(client, T("user_42"), T("project_7"), right->subscribe, 64);
  answers[3] = !notifizz_client_verify_subscribe_token(client, T("user_4"), T("project_7"), right->subscribe, 64);
  answers[4] = notifizz_client_verify_dispatch_signature(client, T("{}"), right->signature, 64);
  answers[5] = !notifizz_client_verify_dispatch_signature(client, T("[]"), right->signature, 64);
  check_answers(answers, COUNT(answers));
}

/* Several keys at once, as the header says: all are asked. */
static void check_several(const notifizz_client *clients, const tokens *of_the_last) {
  bool answers[3] = {false, false, false};
  size_t i;
  for (i = 0; i < SEVERAL; i++) {
    answers[0] |= notifizz_client_verify_hashed_token(&clients[i], T("user_42"), of_the_last->hashed, 64);
    answers[1] |= notifizz_client_verify_dispatch_signature(&clients[i], T("{}"), of_the_last->signature, 64);
    answers[2] |= notifizz_client_verify_hashed_token(&clients[i], T("user_43"), of_the_last->hashed, 64);
  }
  answers[2] = !answers[2];
  check_answers(answers, COUNT(answers));
}

static void check_clients(notifizz_scheme scheme, size_t length) {
  const bool keeps_key = scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT;
  notifizz_client clients[KEYS];
  tokens expected[SEVERAL];
  size_t number, marked;
  make_keys();
  for (number = 0; number < KEYS; number++) {
    CHECK(INIT(&clients[number], scheme, keys[number], length) == NOTIFIZZ_OK);
    CHECK(notifizz_client_set_webhook_signing_secret(&clients[number], keys[number], length) == NOTIFIZZ_OK);
  }
  for (number = 0; number < SEVERAL; number++) {
    generate(&clients[number], &expected[number]);
  }
  marked = mark(clients, sizeof *clients, sizeof *clients);
#ifdef NOTIFIZZ_HOST
  marked += keeps_key ? mark(keys, length, KEY_MAX) : 0;
#endif
  /* Two key schedules of 64 bytes each, a tag of 32, and the key; a few may be equal by chance. */
  CHECK(marked >= 150 + (keeps_key ? length * 9 / 10 : 0));
  check_generating(&clients[0], &expected[0]);
  check_verifying(&clients[0], &expected[0]);
  check_several(clients, &expected[SEVERAL - 1]);
  (void)VALGRIND_MAKE_MEM_DEFINED(clients, sizeof clients);
}

static void clients(notifizz_scheme scheme) {
  size_t i;
  for (i = 0; i < COUNT(lengths); i++) {
#ifndef NOTIFIZZ_HOST
    if (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT && lengths[i] > NOTIFIZZ_CLIENT_KEY_MAX) {
      continue;
    }
#endif
    check_clients(scheme, lengths[i]);
  }
}

static void clients_under_hmac_sha256(void) { clients(NOTIFIZZ_SCHEME_HMAC_SHA256); }

static void clients_under_sha256_concat(void) { clients(NOTIFIZZ_SCHEME_SHA256_CONCAT); }

static void webhook_signers(void) {
  notifizz_webhook_signer signers[KEYS];
  char signature[NOTIFIZZ_TOKEN_SIZE], again[NOTIFIZZ_TOKEN_SIZE];
  bool answers[2];
  size_t i, number;
  for (i = 0; i < COUNT(lengths); i++) {
    make_keys();
    for (number = 0; number < KEYS; number++) {
      CHECK(notifizz_webhook_signer_init(&signers[number], keys[number], lengths[i]) == NOTIFIZZ_OK);
    }
    CHECK(notifizz_webhook_signer_sign(&signers[0], T("{}"), signature) == NOTIFIZZ_OK);
    CHECK(mark(signers, sizeof *signers, sizeof *signers) >= 60);
    answers[0] = notifizz_webhook_signer_verify(&signers[0], T("{}"), signature, 64);
    answers[1] = !notifizz_webhook_signer_verify(&signers[0], T("[]"), signature, 64);
    check_answers(answers, COUNT(answers));
    CHECK(notifizz_webhook_signer_sign(&signers[0], T("{}"), again) == NOTIFIZZ_OK);
    check_reached(again, 64);
    CHECK(memcmp(again, signature, sizeof again) == 0);
    (void)VALGRIND_MAKE_MEM_DEFINED(signers, sizeof signers);
  }
}

/* The control: it generates the token, and compares until a byte differs. */
static void leak(void) {
  notifizz_client clients[KEYS];
  char token[NOTIFIZZ_TOKEN_SIZE];
  size_t number;
  make_keys();
  for (number = 0; number < KEYS; number++) {
    CHECK(notifizz_client_init(&clients[number], NOTIFIZZ_SCHEME_HMAC_SHA256, keys[number], 20) == NOTIFIZZ_OK);
  }
  (void)mark(clients, sizeof *clients, sizeof *clients);
  CHECK(notifizz_client_generate_hashed_token(&clients[0], T("user_42"), token) == NOTIFIZZ_OK);
  CHECK(strcmp(token, "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c") != 0);
}

int main(int argc, char **argv) {
  if (!RUNNING_ON_VALGRIND) {
    fputs("run this under valgrind\n", stderr);
    return 1;
  }
  if (argc > 1 && strcmp(argv[1], "leak") == 0) {
    RUN(leak);
    return finish();
  }
  RUN(clients_under_hmac_sha256);
  RUN(clients_under_sha256_concat);
  RUN(webhook_signers);
  return finish();
}
