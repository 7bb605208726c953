/* Tables that are generated from the shared JSON files. */

/* A field of a row and its length, as two arguments. */
#define F(field) (const char *)(field).bytes, (field).len

/* Runs check_SECTION on each row of a table as a case of its own, and checks their number. */
#define RUN_ROWS(section)                                             \
  do {                                                                \
    const size_t count = sizeof section / sizeof *section;            \
    size_t i;                                                         \
    for (i = 0; i < count; i++) {                                     \
      begin_row(#section, i, section[i].name);                        \
      check_##section(&section[i]);                                   \
    }                                                                 \
    begin_case(#section ": number of rows");                          \
    CHECK(count == section##_count);                                  \
    printf(#section ": %lu rows\n", (unsigned long)count);            \
  } while (0)

static void begin_row(const char *section, size_t row, vector_text name) {
  char text[sizeof case_name];
  snprintf(text, sizeof text, "%s[%lu] %.*s", section, (unsigned long)row, (int)(name.len % 100), (const char *)name.bytes);
  begin_case(text);
}

static int equal(const char *text, vector_text expected) {
  return strlen(text) == expected.len && memcmp(text, expected.bytes, expected.len) == 0;
}

static inline notifizz_scheme scheme_of(vector_text name) {
  notifizz_scheme scheme = -1;
  CHECK(notifizz_scheme_from_name(F(name), &scheme) == NOTIFIZZ_OK);
  return scheme;
}
