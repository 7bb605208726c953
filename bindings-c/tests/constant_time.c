/*
 * Run under valgrind's memcheck: everything that is derived from the key is marked as undefined, so
 * that a branch or an index that depends on it is reported.
 *
 * The derived bytes are found by comparing clients: they differ from key to key. A token that is
 * generated is public, and hex encodes it through a table; a token that is verified is never encoded,
 * so it is verifying that must be free of reports.
 */
#include <valgrind/memcheck.h>

#include "test.h"

#define KEYS 6
#define KEY_LEN 20

static void make_key(char key[KEY_LEN], int number) {
  int i;
  for (i = 0; i < KEY_LEN; i++) {
    key[i] = (char)('a' + (i * 7 + number * 11 + number * i) % 26);
  }
}

static void init(notifizz_client *client, notifizz_scheme scheme, int number) {
  char key[KEY_LEN];
  make_key(key, number);
  CHECK(notifizz_client_init(client, scheme, key, KEY_LEN) == NOTIFIZZ_OK);
  CHECK(notifizz_client_set_webhook_signing_secret(client, key, KEY_LEN) == NOTIFIZZ_OK);
}

/* Marks the bytes of the first of KEYS clients or signers that are not the same in all; returns how many. */
static unsigned mark(void *all, size_t size) {
  unsigned char *bytes = all;
  unsigned marked = 0;
  size_t byte;
  /* Bytes that they have no use for are as they were on the stack. */
  (void)VALGRIND_MAKE_MEM_DEFINED(all, KEYS * size);
  for (byte = 0; byte < size; byte++) {
    int number, differs = 0;
    for (number = 1; number < KEYS; number++) {
      differs |= bytes[byte] != bytes[(size_t)number * size + byte];
    }
    if (differs) {
      (void)VALGRIND_MAKE_MEM_UNDEFINED(&bytes[byte], 1);
      marked++;
    }
  }
  return marked;
}

/* The marks reach the answers. From here on they are the caller's to know. */
static void check_answers(bool *answers, size_t count) {
  bool undefined[6];
  size_t i;
  (void)VALGRIND_GET_VBITS(answers, undefined, count);
  (void)VALGRIND_MAKE_MEM_DEFINED(answers, count);
  for (i = 0; i < count; i++) {
    CHECK(undefined[i]);
    CHECK(answers[i]);
  }
}

static void verifying(notifizz_scheme scheme) {
  notifizz_client clients[KEYS];
  char token[NOTIFIZZ_TOKEN_SIZE], subscribe[NOTIFIZZ_TOKEN_SIZE], signature[NOTIFIZZ_TOKEN_SIZE];
  bool answers[6];
  int number;
  for (number = 0; number < KEYS; number++) {
    init(&clients[number], scheme, number);
  }
  CHECK(notifizz_client_generate_hashed_token(&clients[0], T("user_42"), token) == NOTIFIZZ_OK);
  CHECK(notifizz_client_generate_subscribe_token(&clients[0], T("user_42"), T("project_7"), subscribe) == NOTIFIZZ_OK);
  CHECK(notifizz_client_sign_dispatch_payload(&clients[0], T("{}"), signature) == NOTIFIZZ_OK);

  /* Two key schedules of 64 bytes each, a tag of 32 and the copy of the key; a few may be equal by chance. */
  CHECK(mark(clients, sizeof *clients) >= (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT ? 170 : 150));
  answers[0] = notifizz_client_verify_hashed_token(&clients[0], T("user_42"), token, 64);
  answers[1] = !notifizz_client_verify_hashed_token(&clients[0], T("user_43"), token, 64);
  answers[2] = notifizz_client_verify_subscribe_token(&clients[0], T("user_42"), T("project_7"), subscribe, 64);
  answers[3] = !notifizz_client_verify_subscribe_token(&clients[0], T("user_4"), T("project_7"), subscribe, 64);
  answers[4] = notifizz_client_verify_dispatch_signature(&clients[0], T("{}"), signature, 64);
  answers[5] = !notifizz_client_verify_dispatch_signature(&clients[0], T("[]"), signature, 64);
  check_answers(answers, sizeof answers);
  (void)VALGRIND_MAKE_MEM_DEFINED(clients, sizeof clients);
}

static void verifying_under_hmac_sha256(void) { verifying(NOTIFIZZ_SCHEME_HMAC_SHA256); }

static void verifying_under_sha256_concat(void) { verifying(NOTIFIZZ_SCHEME_SHA256_CONCAT); }

static void verifying_with_a_webhook_signer(void) {
  notifizz_webhook_signer signers[KEYS];
  char signature[NOTIFIZZ_TOKEN_SIZE];
  bool answers[2];
  int number;
  for (number = 0; number < KEYS; number++) {
    char secret[KEY_LEN];
    make_key(secret, number);
    CHECK(notifizz_webhook_signer_init(&signers[number], secret, KEY_LEN) == NOTIFIZZ_OK);
  }
  CHECK(notifizz_webhook_signer_sign(&signers[0], T("{}"), signature) == NOTIFIZZ_OK);
  CHECK(mark(signers, sizeof *signers) >= 60);
  answers[0] = notifizz_webhook_signer_verify(&signers[0], T("{}"), signature, 64);
  answers[1] = !notifizz_webhook_signer_verify(&signers[0], T("[]"), signature, 64);
  check_answers(answers, sizeof answers);
  (void)VALGRIND_MAKE_MEM_DEFINED(signers, sizeof signers);
}

int main(void) {
  if (!RUNNING_ON_VALGRIND) {
    fputs("run this under valgrind\n", stderr);
    return 1;
  }
  RUN(verifying_under_hmac_sha256);
  RUN(verifying_under_sha256_concat);
  RUN(verifying_with_a_webhook_signer);
  return finish();
}
