/*
 * Under valgrind's memcheck, marks the bytes that are derived from keys as undefined, wherever the
 * process has them, and tells whether something computed from them is. A branch or an index that
 * depends on it is then reported.
 *
 * NOTIFIZZ_MARKS names the file that says which bytes these are: a line of hex for each text.
 * Python calls the functions with ctypes; Node.js takes the library for an addon, and marks when it loads it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

#define TEXTS 64
#define LONGEST 1000
/* Below it valgrind maps the program's memory, and above it its own. */
#define END_OF_PROGRAM 0x1000000000

static struct {
  uint32_t start; /* its first bytes */
  size_t size;
  unsigned char bytes[LONGEST];
} texts[TEXTS];

static size_t read_texts(void) {
  static char line[2 * LONGEST + 2];
  FILE *file = fopen(getenv("NOTIFIZZ_MARKS"), "r");
  size_t count = 0;
  unsigned byte;
  while (file != NULL && count < TEXTS && fgets(line, sizeof line, file) != NULL) {
    size_t size = 0;
    while (size < LONGEST && sscanf(&line[2 * size], "%2x", &byte) == 1) {
      texts[count].bytes[size++] = (unsigned char)byte;
    }
    memcpy(&texts[count].start, texts[count].bytes, sizeof texts[count].start);
    texts[count++].size = size;
  }
  if (file != NULL) {
    fclose(file);
  }
  return count;
}

/* The control: a comparison that ends where the first byte differs, which has to be reported. */
__attribute__((noinline)) static bool leaky_compare(const volatile unsigned char *a, const volatile unsigned char *b,
                                                    size_t size) {
  while (size > 0 && *a == *b) {
    a++;
    b++;
    size--;
  }
  return size == 0;
}

static unsigned mark_between(const unsigned char *byte, const unsigned char *end, size_t count) {
  unsigned found = 0;
  /* Each copy is in memory of its own, or a member of words, so that its address is a multiple of 4. */
  for (; byte + LONGEST < end; byte += sizeof(uint32_t)) {
    uint32_t start;
    size_t i;
    memcpy(&start, byte, sizeof start);
    for (i = 0; i < count; i++) {
      if (start == texts[i].start && byte != texts[i].bytes && memcmp(byte, texts[i].bytes, texts[i].size) == 0) {
        (void)VALGRIND_MAKE_MEM_UNDEFINED(byte, texts[i].size);
        if (found++ == 0) {
          VALGRIND_ENABLE_ERROR_REPORTING;
          (void)leaky_compare(byte, texts[i].bytes, texts[i].size);
          VALGRIND_DISABLE_ERROR_REPORTING;
        }
      }
    }
  }
  return found;
}

/* Returns how many copies there are. */
unsigned mark(void) {
  const size_t count = read_texts();
  char line[512];
  unsigned found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  VALGRIND_DISABLE_ERROR_REPORTING;
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx rw", &start, &end) == 2 && strstr(line, " rw") != NULL && end < END_OF_PROGRAM) {
      found += mark_between((const unsigned char *)start, (const unsigned char *)end, count);
    }
  }
  (void)VALGRIND_MAKE_MEM_DEFINED(texts, sizeof texts);
  VALGRIND_ENABLE_ERROR_REPORTING;
  if (maps != NULL) {
    fclose(maps);
  }
  return found;
}

/* How many of the bytes are undefined; they are defined from here on, because they are public. */
unsigned reached(void *computed, size_t size) {
  unsigned char undefined[64] = {0};
  unsigned count = 0;
  size_t i;
  (void)VALGRIND_GET_VBITS(computed, undefined, size);
  (void)VALGRIND_MAKE_MEM_DEFINED(computed, size);
  for (i = 0; i < size; i++) {
    count += undefined[i] != 0;
  }
  return count;
}

void *napi_register_module_v1(void *env, void *exports) {
  (void)env;
  printf("%u copies are marked\n", mark());
  return exports;
}
