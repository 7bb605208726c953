//! The WebAssembly of the npm package: the functions of the C library, and those that only
//! `wasm.js` needs. It imports nothing and allocates nothing: linear memory is the caller's memory.
#![cfg_attr(target_family = "wasm", no_std)]
#![cfg(target_family = "wasm")]
#![allow(
    unsafe_code,
    reason = "linear memory is raw memory; every block says why it is sound"
)]

use core::{arch::wasm32, ffi::c_char, panic::PanicInfo};

use notifizz_token::{TokenScheme, WidgetOptions};
pub use notifizz_token_c::*;
use notifizz_token_c::{
    cstr::{joined, joined_len},
    diagnose::{explain, texts_from_raw},
    status::{attempt, status},
};

/// JavaScript sees a panic as a `WebAssembly.RuntimeError`.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    wasm32::unreachable()
}

/// As `notifizz_diagnose`, with the user ID in other letter cases, and then in other Unicode
/// normalisation forms: [`CASES`] and [`FORMS`] texts, each as a pointer and a length.
///
/// # Safety
/// As the header says of `notifizz_evidence` and `notifizz_diagnose`, and for each text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_wasm_diagnose(
    evidence: *const notifizz_evidence,
    user_ids: *const [(*const c_char, usize); CASES + FORMS],
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let result = attempt(|| {
        // SAFETY: the caller's array.
        let raw = unsafe { *user_ids };
        // SAFETY: the caller's texts.
        unsafe { texts_from_raw(raw) }
    });
    match result {
        Ok(texts) => {
            let (cases, forms) = texts.split_at(CASES);
            // SAFETY: the same contract.
            unsafe { explain(evidence, cases, forms, diagnosis) }
        }
        Err(failure) => status(Err(failure)),
    }
}

/// How many letter cases of a user ID `wasm.js` provides.
const CASES: usize = 4;
/// How many normalisation forms.
const FORMS: usize = 4;

/// The names of the token schemes in the order of their numbers, and `authType`: each with a NUL, and
/// another at the end.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_wasm_names() -> *const u8 {
    const NAMES: [&str; TokenScheme::ALL.len() + 2] = {
        let [hmac, concat] = TokenScheme::ALL;
        [hmac.as_str(), concat.as_str(), WidgetOptions::AUTH_TYPE, ""]
    };
    static BYTES: [u8; joined_len(&NAMES)] = joined(&NAMES);
    BYTES.as_ptr()
}
