//! The gem's native library: the functions of the C library with those of its feature `host`, and the one
//! that only Ruby needs in another form. Here core has its feature `unicode`, and so an allocator.
#![allow(
    unsafe_code,
    reason = "Ruby hands over raw pointers, as C does; every block says why it is sound"
)]

use core::{ffi::c_char, panic::AssertUnwindSafe, ptr};
use std::panic;

use notifizz_token_c::diagnose::explain;
pub use notifizz_token_c::*;

/// The status of a call that panicked, which no function of C has.
const PANICKED: notifizz_status = -1;

/// As `notifizz_diagnose`, with the evidence as parameters, so that Ruby's strings can be passed as
/// they are and no copy of a key is left. A panic is the status -1.
///
/// # Safety
/// As the header says of `notifizz_evidence` and `notifizz_diagnose`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_diagnose(
    token_scheme: notifizz_scheme,
    token: *const c_char,
    token_len: usize,
    user_id: *const c_char,
    user_id_len: usize,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    sdk_secret_key: *const c_char,
    sdk_secret_key_len: usize,
    user_email: *const c_char,
    user_email_len: usize,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let evidence = notifizz_evidence {
        token_scheme,
        token,
        token_len,
        user_id,
        user_id_len,
        auth_secret_key,
        auth_secret_key_len,
        sdk_secret_key,
        sdk_secret_key_len,
        user_email,
        user_email_len,
    };
    // SAFETY: the caller's texts, and its diagnosis to write to.
    guarded(|| unsafe { explain(ptr::from_ref(&evidence), &[], &[], diagnosis) })
}

/// Calls `call`, whose panic must not end the process of the interpreter.
fn guarded(call: impl FnOnce() -> notifizz_status) -> notifizz_status {
    // The message of a panic may repeat a part of a text. The hook is this library's alone.
    panic::set_hook(Box::new(|_| {}));
    panic::catch_unwind(AssertUnwindSafe(call)).unwrap_or(PANICKED)
}

#[cfg(test)]
mod tests {
    use super::{NOTIFIZZ_OK, PANICKED, guarded};

    #[test]
    fn a_panic_is_a_status() {
        assert_eq!(guarded(|| NOTIFIZZ_OK), NOTIFIZZ_OK);
        assert_eq!(
            guarded(|| std::panic::resume_unwind(Box::new(()))),
            PANICKED
        );
    }
}
