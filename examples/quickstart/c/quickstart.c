/* Prints the hashed token of a user ID: ./quickstart user_42 */
#include <notifizz_token.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: quickstart USER_ID [SCHEME]\n", stderr);
    return 2;
  }
  /* From the environment or a secret store, never from an argument, which `ps` shows. */
  const char *key = getenv("NOTIFIZZ_AUTH_SECRET_KEY");
  if (key == NULL) {
    key = "";
  }

  notifizz_scheme scheme = NOTIFIZZ_SCHEME_HMAC_SHA256;
  notifizz_status status = NOTIFIZZ_OK;
  if (argc > 2) {
    status = notifizz_scheme_from_name(argv[2], strlen(argv[2]), &scheme);
  }
  char token[NOTIFIZZ_TOKEN_SIZE];
  if (status == NOTIFIZZ_OK) {
    status = notifizz_generate_hashed_token(scheme, key, strlen(key), argv[1], strlen(argv[1]), token);
  }
  if (status != NOTIFIZZ_OK) {
    fprintf(stderr, "%s\n", notifizz_status_message(status));
    return 1;
  }
  puts(token);
  return 0;
}
