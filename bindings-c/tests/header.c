/* The header alone is C and C++ of every standard, without a warning. */
#include <notifizz_token.h>
