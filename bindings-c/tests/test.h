/* What the tests share. */
#include <notifizz_token.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned failures;

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
      failures++;                                                             \
    }                                                                         \
  } while (0)

/* A text literal and its length, as two arguments. */
#define T(literal) (literal), (sizeof(literal) - 1)

static int finish(void) {
  if (failures > 0) {
    fprintf(stderr, "%u checks failed\n", failures);
  }
  return failures > 0;
}
