use zeroize::zeroize_stack;

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
