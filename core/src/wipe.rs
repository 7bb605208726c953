//! Wipes what a computation with a key leaves on the stack and in registers.

use core::hint::black_box;

use zeroize::zeroize_stack;

use crate::{Signer, TokenScheme};

/// More than what `hmac`, `sha2` and a binding's constructor use of the stack, in bytes.
const STACK: usize = 4096;

/// Runs `call`, then wipes the part of the stack that `call` used.
///
/// Key blocks and key states that were on their way to where they stay are left in dead stack
/// frames, where nothing else wipes them. Construct a [`Signer`](crate::Signer) in here and move
/// it to its final place, such as a `Box`, in here too.
#[inline(never)]
pub fn with_wiped_stack<T>(call: impl FnOnce() -> T) -> T {
    // A frame of its own, below this one, so that all it leaves is dead when it is wiped.
    #[inline(never)]
    fn run<T>(call: impl FnOnce() -> T) -> T {
        call()
    }
    let result = run(call);
    zeroize_stack::<STACK>();
    result
}

/// Overwrites what vector registers still hold of a key state, by the same work with a public key.
///
/// A signal handler or the dynamic linker saves those registers in memory, where nothing wipes
/// them. Call it once after a signer was constructed, and once after it was dropped, where its
/// process lives on.
#[inline(never)]
pub fn overwrite_registers() {
    const PUBLIC: &str = "no secret";
    let signer = with_wiped_stack(|| {
        Signer::new(PUBLIC, TokenScheme::HmacSha256)?.with_webhook_signing_secret(PUBLIC)
    });
    // Moved as a whole, as a constructor of a binding does it.
    if let Ok(signer) = black_box(signer) {
        black_box(signer.generate_hashed_token(PUBLIC).is_ok());
    }
}
