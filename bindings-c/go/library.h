/*
 * Includes the header of the C library: the installed one with `-tags notifizz_system`, otherwise the one
 * that `go run ./internal/build` puts into lib/.
 */
#if defined(NOTIFIZZ_SYSTEM)
#include <notifizz_token.h>
#elif __has_include("lib/notifizz_token.h")
#include "lib/notifizz_token.h"
#else
#error "the C library is not built: run `go run ./internal/build` in bindings-c/go, or install it and build with -tags notifizz_system"
#endif
