/*
 * Runs the shared table of hostile inputs through the one-shot and the keyed functions, and bounds
 * the memory of the rows that bound it.
 *
 *   ./hostile           every row
 *   ./hostile control   copies the largest argument during each call, which must be found
 */
#include "test.h"
#include "hostile.h"

#include "rows.h"

#define ROWS (sizeof hostile / sizeof *hostile)

static int control;

/* A line of /proc/self/status, in bytes. */
static size_t memory(const char *field) {
  char line[256];
  unsigned long kilobytes = 0;
  FILE *status = fopen("/proc/self/status", "r");
  CHECK(status != NULL);
  while (status != NULL && fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, field, strlen(field)) == 0) {
      kilobytes = strtoul(line + strlen(field), NULL, 10);
    }
  }
  CHECK(kilobytes > 0);
  CHECK(status == NULL || fclose(status) == 0);
  return kilobytes * 1024;
}

/* The peak of the memory is from now on. */
static void forget_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  CHECK(file != NULL && fputs("5", file) > 0 && fclose(file) == 0);
}

/* The text of an argument, in memory of its own if it is a repeated one. */
static vector_text build(const hostile_value *value) {
  const vector_text parts[3] = {value->before, value->repeat, value->after};
  vector_text text = value->before;
  unsigned char *end;
  size_t i, part, times;
  if (value->times == 0) {
    return text;
  }
  text.len = value->before.len + value->repeat.len * value->times + value->after.len;
  text.bytes = end = malloc(text.len);
  if (end == NULL) {
    abort();
  }
  for (part = 0; part < 3; part++) {
    times = part == 1 ? value->times : 1;
    for (i = 0; i < times; i++, end += parts[part].len) {
      memcpy(end, parts[part].bytes, parts[part].len);
    }
  }
  return text;
}

/* What a call answered: a status with a token, or whether it verifies. */
struct answer {
  notifizz_status status;
  bool verified;
  char token[NOTIFIZZ_TOKEN_SIZE];
};

static int is_call(size_t row, const char *call) { return equal(call, hostile[row].call); }

#define A(argument) F(arguments[ARGUMENT_##argument])

static notifizz_status widget_token(const notifizz_client *client, const vector_text *arguments, char *token) {
  notifizz_status status = NOTIFIZZ_OK;
  token[0] = '\0';
  if (arguments[ARGUMENT_api_key].bytes != NULL) {
    status = notifizz_client_check_front_api_key(client, A(api_key));
  }
  return status != NOTIFIZZ_OK ? status : notifizz_client_widget_token(client, A(user_id), A(user_email), token);
}

/* One row on a client, and with the one-shot function of that name, if there is one. */
static void call(size_t row, const notifizz_client *client, const vector_text *arguments, struct answer *keyed,
                 struct answer *one_shot) {
  const notifizz_scheme scheme = scheme_of(hostile[row].token_scheme);
  const vector_text key = hostile_auth_secret_key, secret = hostile_webhook_signing_secret;
  notifizz_client made;
  if (is_call(row, "new")) {
    keyed->status = notifizz_client_init(&made, scheme, A(auth_secret_key));
    notifizz_client_wipe(&made);
    one_shot->status = notifizz_generate_hashed_token(scheme, A(auth_secret_key), T("user_42"), one_shot->token);
    if (keyed->status == NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG) {
      CHECK_ROW(one_shot->status == NOTIFIZZ_OK); /* Its message says so. */
      one_shot->status = keyed->status;
    }
    one_shot->token[0] = '\0';
  } else if (is_call(row, "generate_hashed_token")) {
    keyed->status = notifizz_client_generate_hashed_token(client, A(user_id), keyed->token);
    one_shot->status = notifizz_generate_hashed_token(scheme, F(key), A(user_id), one_shot->token);
  } else if (is_call(row, "verify_hashed_token")) {
    keyed->verified = notifizz_client_verify_hashed_token(client, A(user_id), A(token));
    one_shot->verified = notifizz_verify_hashed_token(scheme, F(key), A(user_id), A(token));
  } else if (is_call(row, "generate_subscribe_token")) {
    keyed->status = notifizz_client_generate_subscribe_token(client, A(subscriber_id), A(resource_id), keyed->token);
    one_shot->status = notifizz_generate_subscribe_token(F(key), A(subscriber_id), A(resource_id), one_shot->token);
  } else if (is_call(row, "verify_subscribe_token")) {
    keyed->verified = notifizz_client_verify_subscribe_token(client, A(subscriber_id), A(resource_id), A(token));
    one_shot->verified = notifizz_verify_subscribe_token(F(key), A(subscriber_id), A(resource_id), A(token));
  } else if (is_call(row, "sign_dispatch_payload")) {
    keyed->status = notifizz_client_sign_dispatch_payload(client, A(payload), keyed->token);
    one_shot->status = notifizz_sign_dispatch_payload(F(secret), A(payload), one_shot->token);
  } else if (is_call(row, "verify_dispatch_signature")) {
    keyed->verified = notifizz_client_verify_dispatch_signature(client, A(payload), A(signature));
    one_shot->verified = notifizz_verify_dispatch_signature(F(secret), A(payload), A(signature));
  } else {
    CHECK_ROW(is_call(row, "widget_options"));
    keyed->status = widget_token(client, arguments, keyed->token);
    *one_shot = *keyed;
  }
}

/* What a careless library would do with its input. */
static void copy_largest(const vector_text *arguments) {
  const vector_text *largest = arguments;
  volatile unsigned char *copy;
  size_t i;
  for (i = 1; i < ARGUMENTS; i++) {
    largest = arguments[i].len > largest->len ? &arguments[i] : largest;
  }
  copy = malloc(largest->len + 1);
  for (i = 0; copy != NULL && i < largest->len; i++) {
    copy[i] = largest->bytes[i];
  }
  free((void *)copy);
}

static void check_answer(size_t row, const struct answer *answer, const vector_text *arguments) {
  const char *message = notifizz_status_message(answer->status);
  const size_t message_len = strlen(message);
  size_t argument, start;
  CHECK_ROW(answer->verified == (hostile[row].is.bytes != NULL && equal("true", hostile[row].is)));
  if (hostile[row].error.bytes != NULL) {
    CHECK_ROW(equal(notifizz_status_code(answer->status), hostile[row].error));
  } else {
    CHECK_ROW(answer->status == NOTIFIZZ_OK);
  }
  CHECK_ROW(hostile[row].token.bytes != NULL ? equal(answer->token, hostile[row].token) : answer->token[0] == '\0');
  for (argument = 0; argument < ARGUMENTS; argument++) {
    const vector_text text = arguments[argument];
    for (start = 0; text.len > 8 && start + text.len <= message_len; start++) {
      CHECK_ROW(memcmp(message + start, text.bytes, text.len) != 0);
    }
  }
}

static void run(size_t row) {
  const struct answer nothing = {NOTIFIZZ_OK, false, ""};
  struct answer keyed = nothing, one_shot = nothing;
  notifizz_client client;
  vector_text arguments[ARGUMENTS];
  size_t argument, before, limit = hostile[row].growth_bytes;
  CHECK_ROW(notifizz_client_init(&client, scheme_of(hostile[row].token_scheme), F(hostile_auth_secret_key)) == NOTIFIZZ_OK);
  CHECK_ROW(notifizz_client_set_webhook_signing_secret(&client, F(hostile_webhook_signing_secret)) == NOTIFIZZ_OK);
  for (argument = 0; argument < ARGUMENTS; argument++) {
    arguments[argument] = build(&hostile[row].arguments[argument]);
  }
  forget_peak();
  before = memory("VmRSS:");
  call(row, &client, arguments, &keyed, &one_shot);
  if (control && limit > 0) {
    copy_largest(arguments);
  }
  /* The table bounds what a copy needs; this library needs none at all. */
  CHECK_ROW(limit == 0 || memory("VmHWM:") < before + (1 << 20));
  check_answer(row, &keyed, arguments);
  check_answer(row, &one_shot, arguments);
  for (argument = 0; argument < ARGUMENTS; argument++) {
    if (hostile[row].arguments[argument].times > 0) {
      free((void *)arguments[argument].bytes);
    }
  }
  notifizz_client_wipe(&client);
}

int main(int argc, char **argv) {
  size_t row, limited = 0;
  control = argc > 1 && strcmp(argv[1], "control") == 0;
  for (row = 0; row < ROWS; row++) {
    set_name("hostile", row, hostile[row].name);
    limited += hostile[row].growth_bytes > 0;
    run(row);
  }
  CHECK(limited >= 8);
  count("hostile", row, COUNT_hostile);
  return finish();
}
