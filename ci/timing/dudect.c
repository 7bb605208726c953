/*
 * Whether the time of verifying tells how much of a guess is right, by the statistics of dudect
 * (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?"): Welch's t-test of the times of
 * two classes of tokens, in random order, of all samples and of those below each of some percentiles.
 *
 * It prints a line for each comparison: its name and the greatest |t|. That of `leaky` is the control,
 * a comparison that ends where the first byte differs.
 */
#include <math.h>
#include <notifizz_token.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLES 2000000
#define PERCENTILES 100

static notifizz_client client;
static char right[NOTIFIZZ_TOKEN_SIZE], first_wrong[NOTIFIZZ_TOKEN_SIZE], last_wrong[NOTIFIZZ_TOKEN_SIZE];

static uint64_t now(void) {
#if defined(__x86_64__)
  unsigned low, high;
  __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high)::"memory");
  return (uint64_t)high << 32 | low;
#else
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
#endif
}

static bool verify(const char *token) {
  return notifizz_client_verify_hashed_token(&client, "user_42", 7, token, 64);
}

static bool leaky(const char *token) {
  char expected[NOTIFIZZ_TOKEN_SIZE];
  const volatile char *byte = expected;
  (void)notifizz_client_generate_hashed_token(&client, "user_42", 7, expected);
  while (*byte != '\0' && *byte == *token) {
    byte++;
    token++;
  }
  return *byte == '\0';
}

/* The mean and the sum of squares of one class, by Welford's method. */
typedef struct {
  double count, mean, squares;
} moments;

static void add(moments *all, double value) {
  const double delta = value - all->mean;
  all->count++;
  all->mean += delta / all->count;
  all->squares += delta * (value - all->mean);
}

static double welch(const moments *of) {
  double variance = 0;
  int i;
  for (i = 0; i < 2; i++) {
    if (of[i].count < 10000) {
      return 0; /* too few to say anything */
    }
    variance += of[i].squares / (of[i].count - 1) / of[i].count;
  }
  return variance > 0 ? fabs(of[0].mean - of[1].mean) / sqrt(variance) : 0;
}

static int ascending(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void compare(const char *name, bool (*call)(const char *), const char *a, const char *b) {
  static uint32_t times[SAMPLES], sorted[SAMPLES];
  static unsigned char classes[SAMPLES];
  /* The same memory for both classes. */
  static char token[64];
  uint64_t random = 0x9e3779b97f4a7c15;
  double greatest = 0;
  volatile bool answer;
  int i, crop;
  for (i = 0; i < SAMPLES; i++) {
    uint64_t start;
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    classes[i] = random >> 63;
    memcpy(token, classes[i] ? a : b, sizeof token);
    start = now();
    answer = call(token);
    times[i] = (uint32_t)(now() - start);
    (void)answer;
  }
  memcpy(sorted, times, sizeof times);
  qsort(sorted, SAMPLES, sizeof *sorted, ascending);
  for (crop = 0; crop <= PERCENTILES; crop++) {
    /* dudect's percentiles, which are close to each other near the top; at the end all samples. */
    const double share = crop < PERCENTILES ? 1 - pow(0.5, 10.0 * (crop + 1) / PERCENTILES) : 1;
    const uint32_t limit = sorted[(int)(share * (SAMPLES - 1))];
    moments of[2] = {{0, 0, 0}, {0, 0, 0}};
    for (i = 0; i < SAMPLES; i++) {
      if (times[i] <= limit) {
        add(&of[classes[i]], times[i]);
      }
    }
    greatest = fmax(greatest, welch(of));
  }
  printf("%s\t%.1f\n", name, greatest);
}

/* Another character of the same kind, so that decoding the token, which is public, takes no other branch. */
static void change(char *token, const char *from, int place) {
  memcpy(token, from, NOTIFIZZ_TOKEN_SIZE);
  token[place] = (char)(token[place] ^ 1);
  if (strspn(token, "0123456789abcdef") != 64) {
    token[place] = (char)(token[place] ^ 3);
  }
}

int main(void) {
  static const struct {
    const char *name;
    notifizz_scheme scheme;
  } schemes[] = {{"hmac-sha256", NOTIFIZZ_SCHEME_HMAC_SHA256}, {"sha256-concat", NOTIFIZZ_SCHEME_SHA256_CONCAT}};
  char name[80];
  size_t i;
  for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    if (notifizz_client_init(&client, schemes[i].scheme, "YOUR_AUTH_SECRET_KEY", 20) != NOTIFIZZ_OK ||
        notifizz_client_generate_hashed_token(&client, "user_42", 7, right) != NOTIFIZZ_OK) {
      return EXIT_FAILURE;
    }
    change(first_wrong, right, 0);
    change(last_wrong, right, 63);
    if (!verify(right) || verify(first_wrong) || verify(last_wrong) || !leaky(right) || leaky(last_wrong)) {
      return EXIT_FAILURE;
    }
    snprintf(name, sizeof name, "%s, first or last character wrong", schemes[i].name);
    compare(name, verify, first_wrong, last_wrong);
    snprintf(name, sizeof name, "%s, right or last character wrong", schemes[i].name);
    compare(name, verify, right, last_wrong);
  }
  compare("leaky", leaky, first_wrong, last_wrong);
  return EXIT_SUCCESS;
}
