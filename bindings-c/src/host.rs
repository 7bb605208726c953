//! A function for the packages of languages that keep a key of any length.
//! It is not in the C library: see the feature `host`.

use core::ffi::c_char;

use crate::{
    client::init_from_raw, notifizz_client, notifizz_scheme, notifizz_status, state::Secret,
};

/// As `notifizz_client_init`, for a key of any length. Under sha256-concat the client refers to the
/// key, which has to stay where it is until the client is wiped.
///
/// # Safety
/// As the header says of `notifizz_client_init`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_host_client_init(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> notifizz_status {
    // SAFETY: as this function's; under sha256-concat the key stays.
    unsafe {
        init_from_raw(
            client,
            scheme,
            auth_secret_key,
            auth_secret_key_len,
            |key, _| Ok(Secret::Borrowed(key)),
        )
    }
}
