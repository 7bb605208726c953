/*
 * Times this library beside OpenSSL 3, on one thread. Prints a line for each case, separated by
 * tabs: language, case, nanoseconds per call, "ours" or "peer".
 *
 * All cases take turns in rounds of less than a millisecond, few of which another process
 * interrupts; the median of the rounds counts. OpenSSL's cases end with 64 hex characters too,
 * because a token is hex.
 */
#include <notifizz_token.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 401
#define CALLS 500

static const char KEY[] = "YOUR_AUTH_SECRET_KEY";
static const char USER[] = "user_42";
static const char RIGHT[] = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";
#define KEY_LEN (sizeof KEY - 1)
#define USER_LEN (sizeof USER - 1)

static notifizz_client client;
static EVP_MAC *mac;
static EVP_MAC_CTX *keyed, *pristine;
static char token[NOTIFIZZ_TOKEN_SIZE];

static void check(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
  }
}

static void hex(const unsigned char tag[32]) {
  static const char digits[] = "0123456789abcdef";
  int i;
  for (i = 0; i < 32; i++) {
    token[2 * i] = digits[tag[i] >> 4];
    token[2 * i + 1] = digits[tag[i] & 15];
  }
  token[64] = '\0';
}

static void ours_keyed(void) {
  check(notifizz_client_generate_hashed_token(&client, USER, USER_LEN, token) == NOTIFIZZ_OK, "keyed");
}

static void ours_one_shot(void) {
  check(notifizz_generate_hashed_token(NOTIFIZZ_SCHEME_HMAC_SHA256, KEY, KEY_LEN, USER, USER_LEN, token) == NOTIFIZZ_OK,
        "one-shot");
}

static void ours_verify(void) {
  check(notifizz_client_verify_hashed_token(&client, USER, USER_LEN, RIGHT, NOTIFIZZ_TOKEN_LEN), "verify");
}

/* EVP_MAC_init without a key keeps the one that was set, and its key schedule. */
static void openssl_reuse(void) {
  unsigned char tag[32];
  size_t len = 0;
  check(EVP_MAC_init(keyed, NULL, 0, NULL) && EVP_MAC_update(keyed, (const unsigned char *)USER, USER_LEN) &&
            EVP_MAC_final(keyed, tag, &len, sizeof tag),
        "EVP_MAC");
  hex(tag);
}

/* A server with threads does this, because a context cannot be shared. */
static void openssl_dup(void) {
  unsigned char tag[32];
  size_t len = 0;
  EVP_MAC_CTX *copy = EVP_MAC_CTX_dup(pristine);
  check(copy && EVP_MAC_update(copy, (const unsigned char *)USER, USER_LEN) &&
            EVP_MAC_final(copy, tag, &len, sizeof tag),
        "EVP_MAC_CTX_dup");
  EVP_MAC_CTX_free(copy);
  hex(tag);
}

static void openssl_hmac(void) {
  unsigned char tag[32];
  unsigned len = 0;
  check(HMAC(EVP_sha256(), KEY, (int)KEY_LEN, (const unsigned char *)USER, USER_LEN, tag, &len) != NULL, "HMAC");
  hex(tag);
}

static const struct {
  const char *name;
  const char *who;
  void (*call)(void);
} cases[] = {
    {"keyed", "ours", ours_keyed},
    {"one-shot", "ours", ours_one_shot},
    {"verify, keyed", "ours", ours_verify},
    {"OpenSSL EVP_MAC, keyed context reused, and hex", "peer", openssl_reuse},
    {"OpenSSL EVP_MAC, keyed context duplicated, and hex", "peer", openssl_dup},
    {"OpenSSL HMAC(), one-shot, and hex", "peer", openssl_hmac},
};
#define CASES (sizeof cases / sizeof *cases)

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(void) {
  static double times[CASES][ROUNDS];
  OSSL_PARAM params[2];
  char digest[] = "SHA256";
  size_t i, round;
  int call;

  check(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, KEY, KEY_LEN) == NOTIFIZZ_OK, "init");
  mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  keyed = EVP_MAC_CTX_new(mac);
  params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
  params[1] = OSSL_PARAM_construct_end();
  check(EVP_MAC_init(keyed, (const unsigned char *)KEY, KEY_LEN, params), "EVP_MAC_init");
  pristine = EVP_MAC_CTX_dup(keyed);

  for (i = 0; i < CASES; i++) {
    memset(token, 'x', sizeof token);
    cases[i].call();
    check(cases[i].call == ours_verify || strcmp(token, RIGHT) == 0, cases[i].name);
  }
  for (round = 0; round < ROUNDS; round++) {
    for (i = 0; i < CASES; i++) {
      const double start = now();
      for (call = 0; call < CALLS; call++) {
        cases[i].call();
      }
      times[i][round] = (now() - start) / CALLS;
    }
  }
  for (i = 0; i < CASES; i++) {
    qsort(times[i], ROUNDS, sizeof times[i][0], ascending);
    printf("C\t%s\t%.1f\t%s\n", cases[i].name, times[i][ROUNDS / 2], cases[i].who);
  }
  EVP_MAC_CTX_free(keyed);
  EVP_MAC_CTX_free(pristine);
  EVP_MAC_free(mac);
  notifizz_client_wipe(&client);
  return 0;
}
