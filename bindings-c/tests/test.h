/* The tests' harness: named cases, all of which run. A check that fails reports its case. */
#include <notifizz_token.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32) && !defined(_MSC_VER)
/* The library for Windows is MSVC's, whose C runtime has this for code with floating point. */
int _fltused;
#endif

static char case_name[160];
static unsigned cases, failed_cases;
static int case_failed;

static void begin_case(const char *name) {
  snprintf(case_name, sizeof case_name, "%s", name);
  case_failed = 0;
  cases++;
}

static void fail(const char *file, int line, const char *condition) {
  fprintf(stderr, "FAIL %s\n     %s:%d: %s\n", case_name, file, line, condition);
  failed_cases += !case_failed;
  case_failed = 1;
}

#define CHECK(condition)                   \
  do {                                     \
    if (!(condition)) {                    \
      fail(__FILE__, __LINE__, #condition); \
    }                                      \
  } while (0)

/* Runs a function as a case of its name. */
#define RUN(function)      \
  do {                     \
    begin_case(#function); \
    function();            \
  } while (0)

/* A text literal and its length, as two arguments. */
#define T(literal) (literal), (sizeof(literal) - 1)

/* The exit status of the program. */
static int finish(void) {
  printf("%u cases, %u failed\n", cases, failed_cases);
  return cases == 0 || failed_cases > 0;
}
