/* What the tests share that run rows of generated tables. */

/* A field of a row, as the two arguments that the library takes. */
#define F(field) (const char *)(field).bytes, (field).len

static const char *name = "";
static char name_buffer[128];

#define CHECK_ROW(condition)                                                    \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, name, #condition); \
      failures++;                                                               \
    }                                                                           \
  } while (0)

/* Rows without a name are called by their number. */
static void set_name(const char *section, size_t row, vector_text text) {
  snprintf(name_buffer, sizeof name_buffer, "%s[%lu] %.*s", section, (unsigned long)row, (int)(text.len % 100),
           text.bytes ? (const char *)text.bytes : "");
  name = name_buffer;
}

static int equal(const char *text, vector_text expected) {
  return strlen(text) == expected.len && memcmp(text, expected.bytes, expected.len) == 0;
}

static notifizz_scheme scheme_of(vector_text text) {
  notifizz_scheme scheme = -1;
  CHECK_ROW(notifizz_scheme_from_name(F(text), &scheme) == NOTIFIZZ_OK);
  return scheme;
}

static void count(const char *section, size_t ran, size_t expected) {
  printf("%s: %lu rows\n", section, (unsigned long)ran);
  if (ran == 0 || ran != expected) {
    fprintf(stderr, "%s: %lu ran of %lu\n", section, (unsigned long)ran, (unsigned long)expected);
    failures++;
  }
}
