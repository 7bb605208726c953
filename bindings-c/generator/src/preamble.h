/*
 * notifizz_token.h: generates and verifies Notifizz hashed tokens. An unofficial, independent project.
 * Generated from the Rust sources; do not edit.
 *
 * The following holds for every function:
 *
 * - Text goes in as a pointer and a length in bytes, without any NUL, as UTF-8. Inner NULs are
 *   part of the text. NULL is allowed where the length is 0 and is the empty text.
 * - No pointer of yours is kept after the call: memory that you passed is yours to change, wipe and
 *   free at once.
 * - Results go into memory of yours, NUL-terminated. They are written on success only; on error a
 *   text buffer gets the empty string.
 * - No function allocates, does I/O, reads the clock, sets errno or changes global state. All may
 *   be called from any thread at any time, and from signal handlers; only two calls on the same
 *   client must not overlap if one of them takes it as non-const.
 * - No function echoes an input: neither messages nor statuses contain any part of it.
 */
