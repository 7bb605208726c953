/* The calls that rows of vectors.json and hostile.json make. */
#include "rows.h"

/* The answer of a call: a status with a token, or whether it verifies. */
struct answer {
  notifizz_status status;
  bool verified;
  char token[NOTIFIZZ_TOKEN_SIZE];
};

#define A(argument) F(arguments[ARGUMENT_##argument])

static notifizz_status widget_token(const notifizz_client *client, const vector_text *arguments, char *token) {
  notifizz_status status = NOTIFIZZ_OK;
  token[0] = '\0';
  if (arguments[ARGUMENT_api_key].bytes != NULL) {
    status = notifizz_client_check_front_api_key(client, A(api_key));
  }
  return status != NOTIFIZZ_OK ? status : notifizz_client_widget_token(client, A(user_id), A(user_email), token);
}

/* Makes the call of that name on a client, and with the one-shot function of that name, if there is one. */
static void call(vector_text name, const notifizz_client *client, notifizz_scheme scheme, vector_text key,
                 vector_text secret, const vector_text *arguments, struct answer *keyed, struct answer *one_shot) {
  if (equal("generate_hashed_token", name)) {
    keyed->status = notifizz_client_generate_hashed_token(client, A(user_id), keyed->token);
    one_shot->status = notifizz_generate_hashed_token(scheme, F(key), A(user_id), one_shot->token);
  } else if (equal("verify_hashed_token", name)) {
    keyed->verified = notifizz_client_verify_hashed_token(client, A(user_id), A(token));
    one_shot->verified = notifizz_verify_hashed_token(scheme, F(key), A(user_id), A(token));
  } else if (equal("generate_subscribe_token", name)) {
    keyed->status = notifizz_client_generate_subscribe_token(client, A(subscriber_id), A(resource_id), keyed->token);
    one_shot->status = notifizz_generate_subscribe_token(F(key), A(subscriber_id), A(resource_id), one_shot->token);
  } else if (equal("verify_subscribe_token", name)) {
    keyed->verified = notifizz_client_verify_subscribe_token(client, A(subscriber_id), A(resource_id), A(token));
    one_shot->verified = notifizz_verify_subscribe_token(F(key), A(subscriber_id), A(resource_id), A(token));
  } else if (equal("sign_dispatch_payload", name)) {
    keyed->status = notifizz_client_sign_dispatch_payload(client, A(payload), keyed->token);
    one_shot->status = notifizz_sign_dispatch_payload(F(secret), A(payload), one_shot->token);
  } else if (equal("verify_dispatch_signature", name)) {
    keyed->verified = notifizz_client_verify_dispatch_signature(client, A(payload), A(signature));
    one_shot->verified = notifizz_verify_dispatch_signature(F(secret), A(payload), A(signature));
  } else {
    CHECK(equal("widget_options", name));
    keyed->status = widget_token(client, arguments, keyed->token);
    *one_shot = *keyed;
  }
}
