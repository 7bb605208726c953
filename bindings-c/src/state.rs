//! What a client or a webhook signer holds: a signer of core, and the mark that says so.

use core::{mem, str};

use notifizz_token::{Error, Signer, TokenScheme, WebhookSigner, check_auth_secret_key};
use zeroize::Zeroizing;

use crate::{NOTIFIZZ_CLIENT_KEY_MAX, notifizz_client, notifizz_webhook_signer, status::Failure};

/// The contents of initialised memory of the caller's. Overwriting it without dropping it loses
/// nothing, because dropping its parts does no more than wipe them.
#[repr(C)]
struct State<T> {
    /// Zeroed memory does not have it, and garbage most likely does not either.
    mark: u64,
    signer: T,
}

const CLIENT: u64 = u64::from_be_bytes(*b"notifizz");
const WEBHOOK_SIGNER: u64 = u64::from_be_bytes(*b"ntfzhook");

/// Whether `Memory`, which is an array of `u64`, has room for the state.
const fn fits<T, Memory>() -> bool {
    size_of::<State<T>>() <= size_of::<Memory>()
        && align_of::<State<T>>() <= align_of::<Memory>()
        && mem::offset_of!(State<T>, mark) == 0
}
const _: () = assert!(fits::<Signer<Secret<'_>>, notifizz_client>());
const _: () = assert!(fits::<WebhookSigner, notifizz_webhook_signer>());

/// The signer in memory that begins with the mark; elsewhere it is `missing`.
///
/// # Safety
/// `memory` is NULL or an array of `u64` that nobody changes during `'a`, and where it begins with the
/// mark it holds a `State<T>` that borrows nothing that has gone.
unsafe fn marked<'a, T>(memory: *const u64, mark: u64, missing: Error) -> Result<&'a T, Failure> {
    // SAFETY: the same contract.
    let first = unsafe { memory.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    if *first != mark {
        return Err(missing.into());
    }
    // SAFETY: the same contract.
    let state = unsafe { &*memory.cast::<State<T>>() };
    Ok(&state.signer)
}

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
        mark: CLIENT,
        signer: Signer::new(secret(key, scheme)?, scheme)?,
    };
    // SAFETY: not NULL, with the room and the alignment of a State.
    unsafe { client.cast::<State<_>>().write(state) };
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
    // SAFETY: `init` writes a State of this type behind the mark, and that borrows nothing that has
    // gone: see `Secret::new`, and the contract of `init`.
    unsafe { marked(client.cast(), CLIENT, Error::EmptyAuthSecretKey) }
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
    let state = unsafe { &mut *client.cast::<State<_>>() };
    Ok(&mut state.signer)
}

/// Initialises the webhook signer.
///
/// # Errors
/// Those of `notifizz_webhook_signer_init`.
///
/// # Safety
/// `signer` is NULL or may be written to.
pub(crate) unsafe fn init_webhook_signer(
    signer: *mut notifizz_webhook_signer,
    secret: &str,
) -> Result<(), Failure> {
    if signer.is_null() {
        return Err(Failure::NULL_POINTER);
    }
    let state = State {
        mark: WEBHOOK_SIGNER,
        signer: WebhookSigner::new(secret)?,
    };
    // SAFETY: not NULL, with the room and the alignment of a State.
    unsafe { signer.cast::<State<_>>().write(state) };
    Ok(())
}

/// The signer of an initialised webhook signer.
///
/// # Errors
/// One that is NULL or not initialised.
///
/// # Safety
/// As the header says of every `signer`.
pub unsafe fn webhook_signer<'a>(
    signer: *const notifizz_webhook_signer,
) -> Result<&'a WebhookSigner, Failure> {
    let missing = Error::MissingWebhookSigningSecret;
    // SAFETY: `init_webhook_signer` writes a State of this type behind the mark.
    unsafe { marked(signer.cast(), WEBHOOK_SIGNER, missing) }
}
