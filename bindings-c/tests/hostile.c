/*
 * Runs the shared table of hostile inputs through the one-shot functions and through clients, and
 * bounds the memory of the rows that bound it.
 */
#include "test.h"
#include "hostile.h"

#include "calls.h"

/* A line of /proc/self/status in bytes, or 0 where there is no such file. */
static size_t memory(const char *field) {
  char line[256];
  unsigned long kilobytes = 0;
  FILE *status = fopen("/proc/self/status", "r");
  if (status == NULL) {
    return 0;
  }
  while (fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, field, strlen(field)) == 0) {
      kilobytes = strtoul(line + strlen(field), NULL, 10);
    }
  }
  fclose(status);
  return kilobytes * 1024;
}

/* Sets the peak of the memory to its present size. */
static void reset_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file != NULL) {
    fputs("5", file);
    fclose(file);
  }
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

/* A new client, and a token of the one-shot function for the same key. */
static void create(notifizz_scheme scheme, const vector_text *arguments, struct answer *keyed, struct answer *one_shot) {
  notifizz_client client;
  keyed->status = notifizz_client_init(&client, scheme, A(auth_secret_key));
  notifizz_client_wipe(&client);
  one_shot->status = notifizz_generate_hashed_token(scheme, A(auth_secret_key), T("user_42"), one_shot->token);
  if (keyed->status == NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG) {
    CHECK(one_shot->status == NOTIFIZZ_OK); /* Its message says so. */
    one_shot->status = keyed->status;
  }
  one_shot->token[0] = '\0';
}

static void check_answer(const hostile_row *row, const struct answer *answer, const vector_text *arguments) {
  const char *message = notifizz_status_message(answer->status);
  const size_t message_len = strlen(message);
  size_t argument, start;
  CHECK(answer->verified == (row->is.bytes != NULL && equal("true", row->is)));
  if (row->error.bytes != NULL) {
    CHECK(equal(notifizz_status_code(answer->status), row->error));
  } else {
    CHECK(answer->status == NOTIFIZZ_OK);
  }
  CHECK(row->token.bytes != NULL ? equal(answer->token, row->token) : answer->token[0] == '\0');
  for (argument = 0; argument < ARGUMENTS; argument++) {
    const vector_text text = arguments[argument];
    for (start = 0; text.len > 8 && start + text.len <= message_len; start++) {
      CHECK(memcmp(message + start, text.bytes, text.len) != 0);
    }
  }
}

static unsigned bounded;

static void check_hostile(const hostile_row *row) {
  struct answer keyed = {NOTIFIZZ_OK, false, ""}, one_shot = {NOTIFIZZ_OK, false, ""};
  const notifizz_scheme scheme = scheme_of(row->token_scheme);
  notifizz_client client;
  vector_text arguments[ARGUMENTS];
  size_t argument, before;
  CHECK(notifizz_client_init(&client, scheme, F(hostile_auth_secret_key)) == NOTIFIZZ_OK);
  CHECK(notifizz_client_set_webhook_signing_secret(&client, F(hostile_webhook_signing_secret)) == NOTIFIZZ_OK);
  for (argument = 0; argument < ARGUMENTS; argument++) {
    arguments[argument] = build(&row->arguments[argument]);
  }
  reset_peak();
  before = memory("VmRSS:");
  if (equal("new", row->call)) {
    create(scheme, arguments, &keyed, &one_shot);
  } else {
    call(row->call, &client, scheme, hostile_auth_secret_key, hostile_webhook_signing_secret, arguments, &keyed,
         &one_shot);
  }
  if (row->growth_bytes > 0) {
    /* The table bounds what a copy needs. This library needs none at all. */
    CHECK(memory("VmHWM:") <= before + (1 << 20));
    bounded++;
  }
  check_answer(row, &keyed, arguments);
  check_answer(row, &one_shot, arguments);
  for (argument = 0; argument < ARGUMENTS; argument++) {
    if (row->arguments[argument].times > 0) {
      free((void *)arguments[argument].bytes);
    }
  }
  notifizz_client_wipe(&client);
}

int main(void) {
  RUN_ROWS(hostile);
  begin_case("rows that bound the memory");
  CHECK(bounded >= 8);
  if (memory("VmRSS:") == 0) {
    puts("the memory was not measured: that needs Linux's /proc");
  }
  return finish();
}
