/* Several keys: one client or webhook signer for each, of which the first signs and any verifies. */
#include "test.h"
#include "rotations.h"

#include "rows.h"

static size_t count(const vector_text *texts) {
  size_t all = 0;
  while (texts[all].bytes != NULL) {
    all++;
  }
  return all;
}

static void check_keys(const keys_row *row) {
  const size_t keys = count(row->auth_secret_keys);
  notifizz_client clients[MANY];
  char token[NOTIFIZZ_TOKEN_SIZE];
  const rotation_answer *answer;
  size_t i;
  CHECK(keys == count(row->fingerprints));
  for (i = 0; i < keys; i++) {
    CHECK(notifizz_client_init(&clients[i], scheme_of(row->token_scheme), F(row->auth_secret_keys[i])) == NOTIFIZZ_OK);
    CHECK(notifizz_client_key_fingerprint(&clients[i], token) == NOTIFIZZ_OK);
    CHECK(equal(token, row->fingerprints[i]));
  }
  CHECK(notifizz_client_generate_hashed_token(&clients[0], F(row->user_id), token) == NOTIFIZZ_OK);
  CHECK(equal(token, row->hashed_token));
  CHECK(notifizz_client_generate_subscribe_token(&clients[0], F(row->subscriber_id), F(row->resource_id), token) ==
        NOTIFIZZ_OK);
  CHECK(equal(token, row->subscribe_token));
  for (answer = row->hashed_tokens; answer->text.bytes != NULL; answer++) {
    bool verifies = false;
    for (i = 0; i < keys; i++) {
      verifies |= notifizz_client_verify_hashed_token(&clients[i], F(row->user_id), F(answer->text));
    }
    CHECK(verifies == answer->verifies);
  }
  for (answer = row->subscribe_tokens; answer->text.bytes != NULL; answer++) {
    bool verifies = false;
    for (i = 0; i < keys; i++) {
      verifies |= notifizz_client_verify_subscribe_token(&clients[i], F(row->subscriber_id), F(row->resource_id),
                                                         F(answer->text));
    }
    CHECK(verifies == answer->verifies);
  }
  CHECK(answer - row->subscribe_tokens > 2);
}

static void check_webhooks(const webhooks_row *row) {
  const size_t secrets = count(row->secrets);
  notifizz_webhook_signer signers[MANY];
  char signature[NOTIFIZZ_TOKEN_SIZE];
  const rotation_answer *answer;
  size_t i;
  for (i = 0; i < secrets; i++) {
    CHECK(notifizz_webhook_signer_init(&signers[i], F(row->secrets[i])) == NOTIFIZZ_OK);
  }
  CHECK(notifizz_webhook_signer_sign(&signers[0], F(row->payload), signature) == NOTIFIZZ_OK);
  CHECK(equal(signature, row->signature));
  for (answer = row->signatures; answer->text.bytes != NULL; answer++) {
    bool verifies = false;
    for (i = 0; i < secrets; i++) {
      verifies |= notifizz_webhook_signer_verify(&signers[i], F(row->payload), F(answer->text));
    }
    CHECK(verifies == answer->verifies);
  }
  CHECK(answer - row->signatures > 2);
}

/* The first error, of the client of each key and the signer of each secret. */
static notifizz_status status_of(const errors_row *row) {
  notifizz_status status = NOTIFIZZ_OK;
  size_t i;
  for (i = 0; i < count(row->auth_secret_keys) && status == NOTIFIZZ_OK; i++) {
    notifizz_client client;
    status = notifizz_client_init(&client, NOTIFIZZ_SCHEME_HMAC_SHA256, F(row->auth_secret_keys[i]));
    if (status == NOTIFIZZ_OK && equal("widget_options", row->call)) {
      status = notifizz_client_check_front_api_key(&client, F(row->api_key));
    }
  }
  for (i = 0; i < count(row->secrets) && status == NOTIFIZZ_OK; i++) {
    notifizz_webhook_signer signer;
    status = notifizz_webhook_signer_init(&signer, F(row->secrets[i]));
  }
  return status;
}

static void check_errors(const errors_row *row) { CHECK(equal(notifizz_status_code(status_of(row)), row->error)); }

int main(void) {
  RUN_ROWS(keys);
  RUN_ROWS(webhooks);
  RUN_ROWS(errors);
  return finish();
}
