/*
 * A mistake that the checks of memory must find, or their silence about the other tests means
 * nothing: a buffer with no room for the NUL.
 *
 *   ./overflow library   the library writes beyond it
 *   ./overflow program   this program does
 *   ./overflow leak      nothing is overrun, but the memory is lost
 */
#include "test.h"

int main(int argc, char **argv) {
  const char *mistake = argc > 1 ? argv[1] : "";
  const size_t size = strcmp(mistake, "library") == 0 ? NOTIFIZZ_TOKEN_LEN : NOTIFIZZ_TOKEN_SIZE;
  /* Volatile, or the compiler would see it all through. */
  char *volatile token = malloc(size);
  CHECK(token != NULL);
  CHECK(notifizz_generate_hashed_token(0, T("YOUR_AUTH_SECRET_KEY"), T("user_42"), token) == NOTIFIZZ_OK);
  if (strcmp(mistake, "program") == 0) {
    token[NOTIFIZZ_TOKEN_SIZE] = '\0';
  }
  if (strcmp(mistake, "leak") != 0) {
    free(token);
  }
  token = NULL;
  return finish();
}
