//! Constructs the signers of several keys.

use notifizz_token::{Error, Rotation};

/// The signers of these secrets, of which the first signs.
pub(crate) fn rotation<T, I: ExactSizeIterator>(
    secrets: impl IntoIterator<IntoIter = I>,
    missing: Error,
    new: impl Fn(I::Item) -> Result<T, Error>,
) -> Result<Rotation<T, Vec<T>>, Error> {
    let mut secrets = secrets.into_iter();
    let current = new(secrets.next().ok_or(missing)?)?;
    // A vector that grows would leave copies of the key states in memory.
    let mut previous = Vec::with_capacity(secrets.len());
    for secret in secrets {
        previous.push(new(secret)?);
    }
    Ok(Rotation::new(current, previous))
}
