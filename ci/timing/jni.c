/*
 * Calls the functions that the jar's library has for Java, with a table of functions in place of a JVM's, so that
 * it runs under valgrind, where a JVM hardly does. Arguments: the library of mark.c, which it is linked to, and the
 * file of keys.
 */
#include <jni.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 5
#define CLIENTS (2 * KEYS)

unsigned mark(void);
unsigned reached(void *computed, size_t size);

jlong Java_notifizz_token_Library_create(const JNIEnv *, jobject, jobjectArray, jint, jobjectArray);
jint Java_notifizz_token_Keys_generateHashedToken(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_verifyHashedToken(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_generateSubscribeToken(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_verifySubscribeToken(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_signDispatchPayload(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_verifyDispatchSignature(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray);
jint Java_notifizz_token_Keys_widgetToken(const JNIEnv *, jobject, jlong, jbyteArray, jbyteArray, jstring, jbyteArray);

/* What stands for a byte[], a String or a String[]. */
typedef struct {
  jsize length;
  char *bytes;
  jobject *elements;
} object;

static object *at(jobject reference) { return (object *)(void *)reference; }

static jsize JNICALL length_of(JNIEnv *env, jobject array) {
  (void)env;
  return at(array)->length;
}

static void JNICALL read_bytes(JNIEnv *env, jbyteArray array, jsize start, jsize length, jbyte *to) {
  (void)env;
  memcpy(to, at(array)->bytes + start, (size_t)length);
}

static void JNICALL write_bytes(JNIEnv *env, jbyteArray array, jsize start, jsize length, const jbyte *from) {
  (void)env;
  memcpy(at(array)->bytes + start, from, (size_t)length);
}

static void JNICALL read_units(JNIEnv *env, jstring string, jsize start, jsize length, jchar *to) {
  jsize i;
  (void)env;
  for (i = 0; i < length; i++) {
    to[i] = (jchar)at(string)->bytes[start + i];
  }
}

static jobject JNICALL element_of(JNIEnv *env, jobjectArray array, jsize index) {
  (void)env;
  return at(array)->elements[index];
}

static void JNICALL forget(JNIEnv *env, jobject reference) {
  (void)env;
  (void)reference;
}

static const struct JNINativeInterface_ table = {
  .GetArrayLength = length_of,
  .GetByteArrayRegion = read_bytes,
  .SetByteArrayRegion = write_bytes,
  .GetStringLength = length_of,
  .GetStringRegion = read_units,
  .GetObjectArrayElement = element_of,
  .DeleteLocalRef = forget,
};
static const JNIEnv env = &table;

static jobject text(char *bytes) {
  object *new = malloc(sizeof *new);
  if (new == NULL) {
    exit(EXIT_FAILURE);
  }
  new->length = (jsize)strlen(bytes);
  new->bytes = bytes;
  new->elements = NULL;
  return (jobject)(void *)new;
}

#define CHECK(condition)                                  \
  do {                                                    \
    if (!(condition)) {                                   \
      fprintf(stderr, "%d: %s\n", __LINE__, #condition);  \
      exit(EXIT_FAILURE);                                 \
    }                                                     \
  } while (0)

typedef struct {
  char hashed[65], subscribe[65], signature[65], widget[65];
} tokens;

static jobject user, other, project, email, payload;

static void generate(jlong client, tokens *all) {
  memset(all, '?', sizeof *all);
  all->hashed[64] = all->subscribe[64] = all->signature[64] = all->widget[64] = '\0';
  CHECK(Java_notifizz_token_Keys_generateHashedToken(&env, NULL, client, user, text(all->hashed)) == 0);
  CHECK(Java_notifizz_token_Keys_generateSubscribeToken(&env, NULL, client, user, project, text(all->subscribe)) == 0);
  CHECK(Java_notifizz_token_Keys_signDispatchPayload(&env, NULL, client, payload, text(all->signature)) == 0);
  CHECK(Java_notifizz_token_Keys_widgetToken(&env, NULL, client, user, email, NULL, text(all->widget)) == 0);
}

static void verify(jlong client, tokens *of) {
  jint answers[6];
  size_t i;
  answers[0] = Java_notifizz_token_Keys_verifyHashedToken(&env, NULL, client, user, text(of->hashed));
  answers[1] = Java_notifizz_token_Keys_verifySubscribeToken(&env, NULL, client, user, project, text(of->subscribe));
  answers[2] = Java_notifizz_token_Keys_verifyDispatchSignature(&env, NULL, client, payload, text(of->signature));
  answers[3] = Java_notifizz_token_Keys_verifyHashedToken(&env, NULL, client, other, text(of->hashed));
  answers[4] = Java_notifizz_token_Keys_verifySubscribeToken(&env, NULL, client, other, project, text(of->subscribe));
  answers[5] = Java_notifizz_token_Keys_verifyDispatchSignature(&env, NULL, client, other, text(of->signature));
  for (i = 0; i < 6; i++) {
    CHECK(reached(&answers[i], sizeof answers[i]) > 0);
    CHECK(answers[i] == (i < 3));
  }
}

int main(int argc, char **argv) {
  static char keys[KEYS][1002];
  static tokens expected[CLIENTS];
  jobject rotated[KEYS];
  object list = {KEYS, NULL, rotated};
  jlong clients[CLIENTS];
  tokens all;
  int i, number;
  FILE *file = argc > 2 ? fopen(argv[2], "r") : NULL;
  CHECK(file != NULL);
  for (i = 0; i < KEYS; i++) {
    CHECK(fgets(keys[i], sizeof keys[i], file) != NULL);
    keys[i][strcspn(keys[i], "\n")] = '\0';
  }
  fclose(file);
  user = text("user_42");
  other = text("user_43");
  project = text("project_7");
  email = text("a@example.com");
  payload = text("{}");
  for (number = 0; number < CLIENTS; number++) {
    for (i = 0; i < KEYS; i++) {
      rotated[i] = text(keys[(number + i) % KEYS]);
    }
    clients[number] =
      Java_notifizz_token_Library_create(&env, NULL, (jobject)(void *)&list, number / KEYS, (jobject)(void *)&list);
    CHECK(clients[number] != 0);
    generate(clients[number], &expected[number]);
  }
  /* The two states of five keys and of five secrets in ten clients. */
  CHECK(mark() >= 200);
  for (number = 0; number < CLIENTS; number++) {
    generate(clients[number], &all);
    CHECK(reached(all.hashed, 64) == 64 && reached(all.subscribe, 64) == 64);
    CHECK(reached(all.signature, 64) == 64 && reached(all.widget, 64) == 64);
    CHECK(memcmp(&all, &expected[number], sizeof all) == 0);
    verify(clients[number], &expected[number]);
    /* The tokens of a previous key. */
    verify(clients[number], &expected[number / KEYS * KEYS + (number + 2) % KEYS]);
  }
  printf("%d clients\n", CLIENTS);
  return EXIT_SUCCESS;
}
