/*
 * After each call the popped stack frames are searched for the key, for the blocks that HMAC
 * computes from it, and for its key state.
 *
 * Not for sanitizers and valgrind: reading what no one has written is what it does.
 */
#include "test.h"

/* More than the library's calls use of the stack. */
#define DEPTH 16384

/* As short as most keys; and longer than a block, so that it is hashed first. */
static const char KEYS[2][101] = {
    "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz",
    "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
};
static const char *key;
static size_t key_len;

/* The byte that popped frames are filled with before a call. */
#define UNUSED 0x11

/* The secrets to look for, in parts of 16 bytes. */
#define PART 16
static unsigned char parts[64][PART];
static size_t part_count;

static notifizz_client client;
static char token[NOTIFIZZ_TOKEN_SIZE];

__attribute__((noinline)) static void fill_popped_frames(void) {
  volatile unsigned char popped[DEPTH];
  size_t i;
  for (i = 0; i < sizeof popped; i++) {
    popped[i] = UNUSED;
  }
}

/* How many parts of secrets there are in popped frames. */
__attribute__((noinline)) static unsigned search_popped_frames(void) {
  volatile unsigned char popped[DEPTH];
  unsigned count = 0;
  size_t i, part, same;
  /* Tells the compiler that somebody may have written there. */
  __asm__ volatile("" : : "r"(popped) : "memory");
  for (i = 0; i + PART <= sizeof popped; i++) {
    for (part = 0; part < part_count; part++) {
      for (same = 0; same < PART && popped[i + same] == parts[part][same]; same++) {
      }
      count += same == PART;
    }
  }
  return count;
}

static void look_for(const void *bytes, unsigned char pad) {
  size_t i;
  CHECK(part_count < sizeof parts / PART);
  for (i = 0; i < PART && part_count < sizeof parts / PART; i++) {
    parts[part_count][i] = ((const unsigned char *)bytes)[i] ^ pad;
  }
  part_count++;
}

/*
 * The key state is whatever a client holds beside zeros, short numbers, and the bytes that the
 * client has no use for.
 */
static void learn_secrets(void) {
  const unsigned char *bytes = (const unsigned char *)&client;
  size_t i, j;
  part_count = 0;
  look_for(key, 0);
  look_for(key + key_len - PART, 0);
  if (key_len <= 64) {
    look_for(key, 0x36);
    look_for(key, 0x5c);
  }
  fill_popped_frames();
  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, key, key_len) == NOTIFIZZ_OK);
  for (i = 0; i + PART <= sizeof client; i += 8) {
    unsigned unused = 0;
    for (j = 0; j < PART; j++) {
      unused += bytes[i + j] == 0 || bytes[i + j] == UNUSED;
    }
    if (unused < 3) {
      look_for(bytes + i, 0);
      i += PART - 8;
    }
  }
  notifizz_client_wipe(&client);
  /*
   * The inner and the outer state, and the tag of the key itself, have 32 bytes each. There may be
   * more, where the client has no use for its bytes.
   */
  CHECK(part_count >= (key_len <= 64 ? 10 : 8));
}

__attribute__((noinline)) static void leave_a_copy(void) {
  volatile unsigned char copy[16 * PART];
  size_t i;
  for (i = 0; i < PART; i++) {
    copy[8 * PART + i] = parts[part_count - 1][i];
  }
  __asm__ volatile("" : : "r"(copy) : "memory");
}

/* The search finds what is there. */
static void a_copy_is_found(void) {
  fill_popped_frames();
  leave_a_copy();
  CHECK(search_popped_frames() == 1);
}

static int client_has_the_key(void) {
  size_t start;
  for (start = 0; start + key_len <= sizeof client; start++) {
    if (memcmp((const char *)&client + start, key, key_len) == 0) {
      return 1;
    }
  }
  return 0;
}

#define NOTHING_AFTER(call)                \
  do {                                     \
    fill_popped_frames();                  \
    CHECK(call);                           \
    CHECK(search_popped_frames() == 0);    \
  } while (0)

static void one_shot(notifizz_scheme scheme) {
  NOTHING_AFTER(notifizz_generate_hashed_token(scheme, key, key_len, T("user_42"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_hashed_token(scheme, key, key_len, T("user_42"), token, 64));
  NOTHING_AFTER(notifizz_generate_subscribe_token(key, key_len, T("user_42"), T("project_7"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_subscribe_token(key, key_len, T("user_42"), T("project_7"), token, 64));
  NOTHING_AFTER(notifizz_sign_dispatch_payload(key, key_len, T("{}"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_dispatch_signature(key, key_len, T("{}"), token, 64));
}

static void with_client(notifizz_scheme scheme) {
  NOTHING_AFTER(notifizz_client_init(&client, scheme, key, key_len) == NOTIFIZZ_OK);
  /* Only sha256-concat reads the key again. */
  CHECK(client_has_the_key() == (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT));
  NOTHING_AFTER(notifizz_client_set_webhook_signing_secret(&client, key, key_len) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_key_fingerprint(&client, token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_generate_hashed_token(&client, T("user_42"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_verify_hashed_token(&client, T("user_42"), token, 64));
  NOTHING_AFTER(notifizz_client_generate_subscribe_token(&client, T("user_42"), T("p"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_sign_dispatch_payload(&client, T("{}"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_verify_dispatch_signature(&client, T("{}"), token, 64));
  NOTHING_AFTER(notifizz_client_widget_token(&client, T("user_42"), T("a@example.com"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_check_front_api_key(&client, T("front")) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_client_check_front_api_key(&client, key, key_len) == NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET);
  notifizz_client_wipe(&client);
}

static void with_webhook_signer(notifizz_scheme scheme) {
  notifizz_webhook_signer signer;
  (void)scheme;
  NOTHING_AFTER(notifizz_webhook_signer_init(&signer, key, key_len) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_webhook_signer_sign(&signer, T("{}"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_webhook_signer_verify(&signer, T("{}"), token, 64));
  notifizz_webhook_signer_wipe(&signer);
}

static void rejected_keys(notifizz_scheme scheme) {
  char rejected[sizeof *KEYS + 1];
  memcpy(rejected, key, key_len);
  rejected[key_len] = '\n';
  NOTHING_AFTER(notifizz_client_init(&client, scheme, rejected, key_len + 1) == NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE);
  NOTHING_AFTER(notifizz_client_init(&client, 7, key, key_len) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);
}

static void diagnose(notifizz_scheme scheme) {
  const notifizz_evidence evidence = {
      .token_scheme = scheme,
      .token = token,
      .token_len = 64,
      .user_id = "user_42",
      .user_id_len = 7,
      .auth_secret_key = key,
      .auth_secret_key_len = key_len,
  };
  notifizz_diagnosis diagnosis;
  const notifizz_dispatch_evidence dispatch = {"{}", 2, token, 64, key, key_len};
  NOTHING_AFTER(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_diagnose_dispatch(&dispatch, &diagnosis) == NOTIFIZZ_OK);
}

static void run(const char *name, void (*calls)(notifizz_scheme scheme)) {
  static const char *const schemes[2] = {"hmac-sha256", "sha256-concat"};
  notifizz_scheme scheme;
  for (scheme = 0; scheme < 2; scheme++) {
    char text[64];
    snprintf(text, sizeof text, "%s, %s, a key of %lu bytes", name, schemes[scheme], (unsigned long)key_len);
    begin_case(text);
    calls(scheme);
  }
}

int main(void) {
  size_t i;
  for (i = 0; i < 2; i++) {
    key = KEYS[i];
    key_len = strlen(key);
    RUN(learn_secrets);
    RUN(a_copy_is_found);
    run("one-shot functions", one_shot);
    run("functions with a client", with_client);
    run("functions with a webhook signer", with_webhook_signer);
    run("rejected keys", rejected_keys);
    run("diagnose", diagnose);
  }
  return finish();
}
