/* A buffer without room for the NUL: GCC has to warn, because the header says how long it must be. */
#include <notifizz_token.h>

int main(void) {
  char token[NOTIFIZZ_TOKEN_LEN];
  return notifizz_generate_hashed_token(0, "k", 1, "u", 1, token);
}
