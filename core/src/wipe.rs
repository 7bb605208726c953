//! Wipes what a computation with a key leaves on the stack and in vector registers.
//!
//! `hmac` and `sha2` wipe their states when these are dropped, but neither the copies of a state
//! that moves leave behind, nor the blocks and message words in the stack frames of their own
//! functions. Every function of this crate that hands key material to them does so in [`wiped`].

use core::hint::black_box;

use zeroize::zeroize_stack;

use crate::{Signer, TokenScheme};

/// The stack, in bytes, that one computation of `hmac` or `sha2` uses.
///
/// Measured on x86-64 by filling the stack with a pattern, computing without a wipe, and looking
/// for the deepest byte that changed: 743 bytes with the software backend and 455 with the SHA
/// instructions, at opt-level 2 and 3. A third is added for other compilers and processors.
/// `tests/zeroize.rs` searches the stack after every function and fails if this is too little.
pub(crate) const HASHING: usize = 1024;

/// Runs `call`, then wipes 4 KiB of the stack below the caller, which is what `call` used.
///
/// A key state that is moved leaves a copy in a popped stack frame, where nothing else wipes it.
/// Construct a [`Signer`] in `call`, and also move it to its final place there, such as a `Box`.
#[inline]
pub fn with_wiped_stack<T>(call: impl FnOnce() -> T) -> T {
    // The frames between `call` and the hashing hold whole signers, which are larger than states.
    wiped::<{ 4 * HASHING }, T>(call)
}

/// Runs `call`, then wipes `BYTES` bytes of the stack that it used. For this project's own packages.
#[doc(hidden)]
#[inline]
pub fn wiped<const BYTES: usize, T>(call: impl FnOnce() -> T) -> T {
    // Never inlined, so that everything `call` leaves is below the frame of this function.
    #[inline(never)]
    fn run<T>(call: impl FnOnce() -> T) -> T {
        call()
    }
    let result = run(call);
    zeroize_stack::<BYTES>();
    result
}

/// Overwrites what vector registers still hold of a key state, by computing with a public key.
///
/// A signal handler or the dynamic linker saves those registers in memory, where nothing wipes
/// them. In a process that goes on, call it once after a signer is constructed and once after it is
/// dropped.
#[inline(never)]
pub fn overwrite_registers() {
    const PUBLIC: &str = "no secret";
    let signer = with_wiped_stack(|| {
        Signer::new(PUBLIC, TokenScheme::HmacSha256)?.with_webhook_signing_secret(PUBLIC)
    });
    // A move of the whole signer, as in the constructors of the bindings, uses further registers.
    if let Ok(signer) = black_box(signer) {
        black_box(signer.generate_hashed_token(PUBLIC).is_ok());
    }
}
