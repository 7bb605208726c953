//! Reads the body of a dispatch webhook.

use alloc::{string::String, vec::Vec};
use core::{fmt, hint::black_box};

use serde_core::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Deserializer, from_str, value::RawValue};

use crate::{Error, WebhookSigner, check_dispatch_timestamp};

impl WebhookSigner {
    /// Reads the body of a dispatch webhook, and returns the text of its payload, which is JSON: the
    /// event. The feature `json` has it, which needs an allocator.
    ///
    /// The body is a JSON object `{"payload": "<JSON text>", "signature": "<hex>"}` in UTF-8; other
    /// fields are ignored, and of several with one name the last one counts. The signature is verified
    /// before anything parses the payload. `now_ms` and `tolerance_ms` are those of
    /// [`check_dispatch_timestamp`]; five minutes are `300_000.0`.
    ///
    /// Any bytes may be passed. It uses no more memory than twice their size, whatever is inside, and
    /// nesting of any depth needs no stack. A body that does not fit into memory three times more is
    /// malformed. Answer all four errors alike: they are for your log.
    ///
    /// # Errors
    /// [`Error::DispatchBodyMalformed`], [`Error::DispatchSignatureMismatch`],
    /// [`Error::DispatchTimestampMissing`] for a payload that is not a JSON object with a finite number
    /// as its `timestamp`, or [`Error::DispatchTimestampOutOfTolerance`].
    pub fn receive(
        &self,
        body: impl AsRef<[u8]>,
        now_ms: f64,
        tolerance_ms: f64,
    ) -> Result<String, Error> {
        receive(body.as_ref(), now_ms, tolerance_ms, |payload, signature| {
            self.verify(payload, signature)
        })
    }
}

pub(crate) fn receive(
    body: &[u8],
    now_ms: f64,
    tolerance_ms: f64,
    verifies: impl FnOnce(&str, &str) -> bool,
) -> Result<String, Error> {
    let (payload, signature) = open(body).ok_or(Error::DispatchBodyMalformed)?;
    if !verifies(&payload, &signature) {
        return Err(Error::DispatchSignatureMismatch);
    }
    let timestamp_ms = timestamp(&payload).unwrap_or(f64::NAN);
    check_dispatch_timestamp(timestamp_ms, now_ms, tolerance_ms)?;
    Ok(payload)
}

/// The payload and the signature of a body.
fn open(body: &[u8]) -> Option<(String, String)> {
    // serde_json ends the process if memory does not suffice, so that it is tried beforehand. A buffer grows
    // to twice what it holds, and the result is a copy.
    let mut trial = Vec::<u8>::new();
    trial.try_reserve_exact(body.len().checked_mul(3)?).ok()?;
    // The compiler may leave out an allocation that nothing uses.
    drop(black_box(trial));
    // All of it, because serde_json does not look into what it skips.
    let body = core::str::from_utf8(body).ok()?;
    let [payload, signature] = members(body, ["payload", "signature"])?;
    Some((
        from_str(payload?.get()).ok()?,
        from_str(signature?.get()).ok()?,
    ))
}

/// The timestamp of a payload, if it is a number.
fn timestamp(payload: &str) -> Option<f64> {
    let [timestamp] = members(payload, ["timestamp"])?;
    from_str(timestamp?.get()).ok()
}

/// The members of a JSON object with these names, the last one of each, as they are written.
fn members<'a, const N: usize>(
    json: &'a str,
    names: [&'static str; N],
) -> Option<[Option<&'a RawValue>; N]> {
    let mut deserializer = Deserializer::from_str(json);
    let values = deserializer.deserialize_map(Members(names)).ok()?;
    deserializer.end().ok()?;
    Some(values)
}

struct Members<const N: usize>([&'static str; N]);

impl<'a, const N: usize> Visitor<'a> for Members<N> {
    type Value = [Option<&'a RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        while let Some(name) = map.next_key::<String>()? {
            let mut known = self.0.iter().zip(&mut values);
            match known.find(|(known, _)| **known == name) {
                Some((_, value)) => *value = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}
