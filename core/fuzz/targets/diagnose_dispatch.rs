//! `diagnose_dispatch` of the library beside it.
#![no_main]
#![allow(missing_docs, reason = "the macro defines a function of C")]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    notifizz_token_fuzz::run_target("diagnose_dispatch", data);
});
