/*
 * Includes the header of the C library: the installed one with `-tags notifizz_system`, otherwise the one
 * beside this file, which `go run ./internal/build` puts here.
 */
#if defined(NOTIFIZZ_SYSTEM)
#include <notifizz_token.h>
#elif __has_include("notifizz_token.h")
#include "notifizz_token.h"
#else
#error "the C library is not built: run `go run ./internal/build` in bindings-c/go, or do without it with CGO_ENABLED=0 or -tags purego"
#endif
