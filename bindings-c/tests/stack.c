/*
 * After each call the dead part of the stack is searched for the key, for the blocks that HMAC
 * makes of it, and for its key state.
 *
 *   ./stack           nothing may be found
 *   ./stack control   a function that forgets a copy there, which must be found
 *
 * Not for sanitizers and valgrind: reading what no one has written is what it does.
 */
#include "test.h"

/* As far down as the library's calls reach, and further. */
#define DEPTH 16384

/* Longer than a block, so that it is hashed first, and as short as most. */
static const char KEYS[2][101] = {
    "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz",
    "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
};
static const char *key;
static size_t key_len;

/* What the dead part of the stack is filled with. */
#define UNUSED 0x11

#define PART 16
static unsigned char parts[64][PART];
static size_t part_count;

static notifizz_client client;
static char token[NOTIFIZZ_TOKEN_SIZE];

__attribute__((noinline)) static void clean(void) {
  volatile unsigned char dead[DEPTH];
  size_t i;
  for (i = 0; i < sizeof dead; i++) {
    dead[i] = UNUSED;
  }
}

__attribute__((noinline)) static unsigned found(void) {
  volatile unsigned char dead[DEPTH];
  unsigned count = 0;
  size_t i, part, same;
  /* GCC is told that somebody may have written there. */
  __asm__ volatile("" : : "r"(dead) : "memory");
  for (i = 0; i + PART <= sizeof dead; i++) {
    for (part = 0; part < part_count; part++) {
      for (same = 0; same < PART && dead[i + same] == parts[part][same]; same++) {
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
 * The key state is what is neither zeros nor a short number in a client, nor what `clean` left where
 * the client has no use for its bytes.
 */
static void learn(void) {
  const unsigned char *bytes = (const unsigned char *)&client;
  size_t i, j;
  part_count = 0;
  look_for(key, 0);
  look_for(key + key_len - PART, 0);
  if (key_len <= 64) {
    look_for(key, 0x36);
    look_for(key, 0x5c);
  }
  clean();
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
   * more of them, where the client has no use for its bytes.
   */
  CHECK(part_count >= (key_len <= 64 ? 10 : 8));
}

__attribute__((noinline)) static void forget(void) {
  volatile unsigned char copy[16 * PART];
  size_t i;
  for (i = 0; i < PART; i++) {
    copy[8 * PART + i] = parts[part_count - 1][i];
  }
  __asm__ volatile("" : : "r"(copy) : "memory");
}

static int keeps_the_key(void) {
  size_t start;
  for (start = 0; start + key_len <= sizeof client; start++) {
    if (memcmp((const char *)&client + start, key, key_len) == 0) {
      return 1;
    }
  }
  return 0;
}

#define NOTHING_AFTER(call) \
  do {                      \
    clean();                \
    CHECK(call);            \
    CHECK(found() == 0);    \
  } while (0)

static void calls(notifizz_scheme scheme) {
  notifizz_evidence evidence = {0};
  notifizz_diagnosis diagnosis;
  char refused[sizeof *KEYS + 1];
  NOTHING_AFTER(notifizz_generate_hashed_token(scheme, key, key_len, T("user_42"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_hashed_token(scheme, key, key_len, T("user_42"), token, 64));
  NOTHING_AFTER(notifizz_generate_subscribe_token(key, key_len, T("user_42"), T("project_7"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_subscribe_token(key, key_len, T("user_42"), T("project_7"), token, 64));
  NOTHING_AFTER(notifizz_sign_dispatch_payload(key, key_len, T("{}"), token) == NOTIFIZZ_OK);
  NOTHING_AFTER(notifizz_verify_dispatch_signature(key, key_len, T("{}"), token, 64));

  NOTHING_AFTER(notifizz_client_init(&client, scheme, key, key_len) == NOTIFIZZ_OK);
  /* Only sha256-concat reads the key again. */
  CHECK(keeps_the_key() == (scheme == NOTIFIZZ_SCHEME_SHA256_CONCAT));
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

  /* What is refused leaves nothing either. */
  memcpy(refused, key, key_len);
  refused[key_len] = '\n';
  NOTHING_AFTER(notifizz_client_init(&client, scheme, refused, key_len + 1) == NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE);
  NOTHING_AFTER(notifizz_client_init(&client, 7, key, key_len) == NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME);

  evidence.token_scheme = scheme;
  evidence.token = token;
  evidence.token_len = 64;
  evidence.user_id = "user_42";
  evidence.user_id_len = 7;
  evidence.auth_secret_key = key;
  evidence.auth_secret_key_len = key_len;
  NOTHING_AFTER(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_OK);
}

int main(int argc, char **argv) {
  size_t i;
  for (i = 0; i < 2; i++) {
    key = KEYS[i];
    key_len = strlen(key);
    learn();
    if (argc > 1 && strcmp(argv[1], "control") == 0) {
      clean();
      forget();
      CHECK(found() == 0);
    } else {
      calls(NOTIFIZZ_SCHEME_HMAC_SHA256);
      calls(NOTIFIZZ_SCHEME_SHA256_CONCAT);
    }
  }
  return finish();
}
