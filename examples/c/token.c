/*
 * A CGI program that responds with the widget's options for the user who is logged in.
 *
 * Your web server does the login and sets REMOTE_USER. Never take the user from the request itself:
 * an attacker would get a token for any user that they name.
 *
 * REMOTE_USER_EMAIL is the user's e-mail address, which the widget needs. NOTIFIZZ_AUTH_SECRET_KEY
 * is the Auth Secret Key; NOTIFIZZ_TOKEN_SCHEME and NOTIFIZZ_FRONT_API_KEY are optional.
 */
#include <notifizz_token.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The empty text for a variable that is not set. */
static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value != NULL ? value : "";
}

static int respond(const char *status, const char *error) {
  printf("Status: %s\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n\r\n", status);
  printf("{\"error\":\"%s\"}\n", error);
  return 0;
}

/* `"name":"value"`, escaped for JSON. */
static void json(const char *name, const char *value) {
  printf("\"%s\":\"", name);
  for (; *value != '\0'; value++) {
    const unsigned char byte = (unsigned char)*value;
    if (byte == '"' || byte == '\\') {
      printf("\\%c", byte);
    } else if (byte < 0x20) {
      printf("\\u%04x", byte);
    } else {
      putchar(byte);
    }
  }
  putchar('"');
}

int main(void) {
  const char *user = variable("REMOTE_USER");
  const char *key = variable("NOTIFIZZ_AUTH_SECRET_KEY");
  const char *scheme_name = variable("NOTIFIZZ_TOKEN_SCHEME");
  const char *api_key = variable("NOTIFIZZ_FRONT_API_KEY");
  const char *email = variable("REMOTE_USER_EMAIL");
  notifizz_scheme scheme = NOTIFIZZ_SCHEME_HMAC_SHA256;
  notifizz_status status = NOTIFIZZ_OK;
  notifizz_client client;
  char token[NOTIFIZZ_TOKEN_SIZE];

  if (*user == '\0') {
    return respond("401 Unauthorized", "login_required");
  }
  if (*scheme_name != '\0') {
    status = notifizz_scheme_from_name(scheme_name, strlen(scheme_name), &scheme);
  }
  if (status == NOTIFIZZ_OK) {
    status = notifizz_client_init(&client, scheme, key, strlen(key));
  }
  if (status == NOTIFIZZ_OK) {
    if (*api_key != '\0') {
      status = notifizz_client_check_front_api_key(&client, api_key, strlen(api_key));
    }
    if (status == NOTIFIZZ_OK) {
      status = notifizz_client_widget_token(&client, user, strlen(user), email, strlen(email), token);
    }
    notifizz_client_wipe(&client);
  }
  if (status == NOTIFIZZ_ERR_EMPTY_USER_EMAIL) {
    return respond("409 Conflict", notifizz_status_code(status));
  }
  if (status != NOTIFIZZ_OK) {
    /* For the server's log. The message contains no part of the key or the user ID. */
    fprintf(stderr, "notifizz: %s\n", notifizz_status_message(status));
    return respond("500 Internal Server Error", "not_configured");
  }

  printf("Status: 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n\r\n{");
  if (*api_key != '\0') {
    json("apiKey", api_key);
    putchar(',');
  }
  printf("\"authType\":\"backendToken\",");
  json("token", token);
  putchar(',');
  json("userId", user);
  putchar(',');
  json("userEmail", email);
  puts("}");
  return 0;
}
