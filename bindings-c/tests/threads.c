/* Eight threads on one const client, and on one const webhook signer. */
#include <pthread.h>

#include "test.h"

#define THREADS 8
#define ROUNDS 2000

static const char RIGHT[] = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

struct job {
  const notifizz_client *client;
  const notifizz_webhook_signer *signer;
  unsigned long wrong;
};

static void *work(void *argument) {
  struct job *job = argument;
  const notifizz_client *const client = job->client;
  int round;
  for (round = 0; round < ROUNDS; round++) {
    char token[NOTIFIZZ_TOKEN_SIZE], signature[NOTIFIZZ_TOKEN_SIZE], fingerprint[NOTIFIZZ_FINGERPRINT_SIZE];
    const int right = notifizz_client_generate_hashed_token(client, T("user_42"), token) == NOTIFIZZ_OK &&
                      strcmp(token, RIGHT) == 0 && notifizz_client_verify_hashed_token(client, T("user_42"), RIGHT, 64) &&
                      !notifizz_client_verify_hashed_token(client, T("user_43"), RIGHT, 64) &&
                      notifizz_client_sign_dispatch_payload(client, T("{}"), signature) == NOTIFIZZ_OK &&
                      notifizz_client_verify_dispatch_signature(client, T("{}"), signature, 64) &&
                      notifizz_webhook_signer_sign(job->signer, T("{}"), token) == NOTIFIZZ_OK &&
                      strcmp(token, signature) == 0 &&
                      notifizz_webhook_signer_verify(job->signer, T("{}"), signature, 64) &&
                      notifizz_client_key_fingerprint(client, fingerprint) == NOTIFIZZ_OK &&
                      strlen(fingerprint) == NOTIFIZZ_FINGERPRINT_LEN;
    job->wrong += !right;
  }
  return NULL;
}

static void threads_share_a_client(void) {
  notifizz_client client;
  notifizz_webhook_signer signer;
  pthread_t threads[THREADS];
  struct job jobs[THREADS];
  int i;
  CHECK(notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, T("YOUR_AUTH_SECRET_KEY")) == NOTIFIZZ_OK);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, T("secret")) == NOTIFIZZ_OK);
  CHECK(notifizz_webhook_signer_init(&signer, T("secret")) == NOTIFIZZ_OK);
  for (i = 0; i < THREADS; i++) {
    jobs[i].client = &client;
    jobs[i].signer = &signer;
    jobs[i].wrong = 0;
    CHECK(pthread_create(&threads[i], NULL, work, &jobs[i]) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(jobs[i].wrong == 0);
  }
  notifizz_client_wipe(&client);
  notifizz_webhook_signer_wipe(&signer);
}

int main(void) {
  RUN(threads_share_a_client);
  return finish();
}
