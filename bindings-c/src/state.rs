//! What a client holds: a signer, and the mark that says so.

use core::{mem, ptr, str};

use notifizz_token::{Error, Signer, TokenScheme, check_auth_secret_key};
use zeroize::Zeroizing;

use crate::{NOTIFIZZ_CLIENT_KEY_MAX, notifizz_client, status::Failure};

/// The contents of an initialised [`notifizz_client`]. Overwriting it without dropping it loses
/// nothing, because dropping its parts does no more than wipe them.
#[repr(C)]
struct State<'key> {
    /// [`INITIALISED`]. Zeroed memory does not have it, and garbage most likely does not either.
    mark: u64,
    signer: Signer<Secret<'key>>,
}

const INITIALISED: u64 = u64::from_be_bytes(*b"notifizz");

const _: () = assert!(size_of::<State<'_>>() <= size_of::<notifizz_client>());
const _: () = assert!(align_of::<State<'_>>() <= align_of::<notifizz_client>());
const _: () = assert!(mem::offset_of!(State<'_>, mark) == 0);

/// The auth secret key in a client's signer.
#[expect(
    clippy::large_enum_variant,
    reason = "the copy has to be inside the client"
)]
#[allow(missing_debug_implementations, reason = "it holds a secret")]
pub enum Secret<'key> {
    /// The caller's own, which core drops before the call returns.
    Borrowed(&'key str),
    /// A copy, and its length.
    Copied(Zeroizing<[u8; NOTIFIZZ_CLIENT_KEY_MAX]>, usize),
}

impl<'key> Secret<'key> {
    /// Only sha256-concat reads the key again after the key schedule has run, so only there it is
    /// copied.
    pub(crate) fn new(key: &'key str, scheme: TokenScheme) -> Result<Self, Failure> {
        match scheme {
            TokenScheme::HmacSha256 => Ok(Self::Borrowed(key)),
            TokenScheme::Sha256Concat => {
                let mut copy = Zeroizing::new([0; NOTIFIZZ_CLIENT_KEY_MAX]);
                let start = copy.get_mut(..key.len()).ok_or(Failure::KEY_TOO_LONG)?;
                start.copy_from_slice(key.as_bytes());
                Ok(Self::Copied(copy, key.len()))
            }
        }
    }
}

impl AsRef<[u8]> for Secret<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Borrowed(key) => key.as_bytes(),
            Self::Copied(copy, len) => copy.get(..*len).unwrap_or_default(),
        }
    }
}

impl AsRef<str> for Secret<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Self::Borrowed(key) => key,
            // A copy of text, so the default is never taken.
            Self::Copied(..) => str::from_utf8(self.as_ref()).unwrap_or_default(),
        }
    }
}

/// Initialises the client, which keeps what `secret` turns the key into.
///
/// # Errors
/// Those of `notifizz_client_init`.
///
/// # Safety
/// `client` is NULL or may be written to. Under sha256-concat a [`Secret::Borrowed`] stays where it
/// is for as long as the client is used.
pub unsafe fn init<'key>(
    client: *mut notifizz_client,
    key: &'key str,
    scheme: TokenScheme,
    secret: impl FnOnce(&'key str, TokenScheme) -> Result<Secret<'key>, Failure>,
) -> Result<(), Failure> {
    if client.is_null() {
        return Err(Failure::NULL_POINTER);
    }
    // Checked before its length: only a key with no other fault is reported as too long.
    check_auth_secret_key(key)?;
    let state = State {
        mark: INITIALISED,
        signer: Signer::new(secret(key, scheme)?, scheme)?,
    };
    // SAFETY: not NULL, with the room and the alignment of a State.
    unsafe { client.cast::<State<'_>>().write(state) };
    Ok(())
}

/// The signer of an initialised client.
///
/// # Errors
/// A client that is NULL or not initialised.
///
/// # Safety
/// As the header says of every `client`.
pub unsafe fn signer<'a>(
    client: *const notifizz_client,
) -> Result<&'a Signer<Secret<'a>>, Failure> {
    // SAFETY: as the header says.
    let client = unsafe { client.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    if client.state.first() != Some(&INITIALISED) {
        return Err(Error::EmptyAuthSecretKey.into());
    }
    // SAFETY: `init` has written a State here, which has the room and the alignment, and borrows
    // nothing that has gone: see `Secret::new`, and the contract of `init`.
    let state = unsafe { &*ptr::from_ref(client).cast::<State<'_>>() };
    Ok(&state.signer)
}

/// The same, to change it.
///
/// # Safety
/// As for [`signer`], and nobody else uses the client during `'a`.
pub(crate) unsafe fn signer_mut<'a>(
    client: *mut notifizz_client,
) -> Result<&'a mut Signer<Secret<'a>>, Failure> {
    // SAFETY: the same contract.
    unsafe { signer(client) }?;
    // SAFETY: not NULL, a State as `signer` has seen, and the caller lets us write to it.
    let state = unsafe { &mut *client.cast::<State<'_>>() };
    Ok(&mut state.signer)
}
