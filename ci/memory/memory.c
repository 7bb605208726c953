/* Has secrets, wipes its own copies of them, and waits at each step for a search of its memory. */
#include <notifizz_token.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T(text) text, sizeof text - 1

static char token[NOTIFIZZ_TOKEN_SIZE];

static void check(int holds) {
  if (!holds) {
    abort();
  }
}

static void step(const char *name) {
  puts(name);
  fflush(stdout);
  check(getchar() == '\n');
}

/* The arguments are masked. */
static void mask(char *secret) {
  for (; *secret; secret++) {
    *secret ^= 1;
  }
}

static void use(notifizz_client *client, notifizz_scheme scheme, const char *key) {
  check(notifizz_client_init(client, scheme, key, strlen(key)) == NOTIFIZZ_OK);
  check(notifizz_client_generate_hashed_token(client, T("user_42"), token) == NOTIFIZZ_OK);
  check(notifizz_client_verify_hashed_token(client, T("user_42"), token, 64));
  check(notifizz_client_widget_token(client, T("user_42"), T("alice@example.com"), token) == NOTIFIZZ_OK);
  check(notifizz_client_check_front_api_key(client, key, strlen(key)) == NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET);
  check(notifizz_client_generate_subscribe_token(client, T("user_42"), T("project_7"), token) == NOTIFIZZ_OK);
  check(notifizz_client_verify_subscribe_token(client, T("user_42"), T("project_7"), token, 64));
  /* Without a client. */
  check(notifizz_generate_hashed_token(scheme, key, strlen(key), T("user_42"), token) == NOTIFIZZ_OK);
  check(notifizz_verify_hashed_token(scheme, key, strlen(key), T("user_42"), token, 64));
}

int main(int count, char **secrets) {
  notifizz_client clients[4];
  notifizz_webhook_signer signer;
  notifizz_evidence evidence = {.token = token, .token_len = 64, .user_id = "user_43", .user_id_len = 7};
  notifizz_dispatch_evidence dispatch = {"{}", 2, token, 64, secrets[3], 0};
  notifizz_diagnosis diagnosis;
  const char *webhook = secrets[3];
  size_t webhook_len, i;
  check(count == 4);
  step("before");
  for (i = 1; i < 4; i++) {
    mask(secrets[i]);
  }
  webhook_len = strlen(webhook);
  for (i = 0; i < 4; i++) {
    use(&clients[i], i / 2, secrets[1 + i % 2]);
    check(notifizz_client_set_webhook_signing_secret(&clients[i], webhook, webhook_len) == NOTIFIZZ_OK);
    check(notifizz_client_sign_dispatch_payload(&clients[i], T("{}"), token) == NOTIFIZZ_OK);
    check(notifizz_client_verify_dispatch_signature(&clients[i], T("{}"), token, 64));
  }
  check(notifizz_webhook_signer_init(&signer, webhook, webhook_len) == NOTIFIZZ_OK);
  check(notifizz_webhook_signer_verify(&signer, T("{}"), token, 64));
  evidence.auth_secret_key = secrets[1];
  evidence.auth_secret_key_len = strlen(secrets[1]);
  check(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_OK);
  dispatch.webhook_signing_secret_len = webhook_len;
  check(notifizz_diagnose_dispatch(&dispatch, &diagnosis) == NOTIFIZZ_OK);
  /* Secrets in the place of something else, which are causes. */
  evidence.token = secrets[2];
  evidence.token_len = strlen(secrets[2]);
  evidence.user_id = webhook;
  evidence.user_id_len = webhook_len;
  check(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_OK);
  dispatch.payload = secrets[1];
  dispatch.payload_len = strlen(secrets[1]);
  check(notifizz_diagnose_dispatch(&dispatch, &diagnosis) == NOTIFIZZ_OK);
  for (i = 1; i < 4; i++) {
    mask(secrets[i]);
  }
  step("living");
  for (i = 0; i < 4; i++) {
    notifizz_client_wipe(&clients[i]);
  }
  notifizz_webhook_signer_wipe(&signer);
  step("gone");
  /* HMAC's outer block. */
  for (i = 0; secrets[1][i]; i++) {
    secrets[1][i] ^= 1 ^ 0x5c;
  }
  step("kept: outer block");
  return 0;
}
