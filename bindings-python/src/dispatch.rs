//! Receives dispatch webhooks.

use std::time::{SystemTime, UNIX_EPOCH};

use notifizz_token::{Error, Rotation, WebhookSigner, overwrite_registers, with_wiped_stack};
use pyo3::{
    exceptions::{PyRecursionError, PyTypeError, PyValueError},
    intern,
    prelude::*,
};

use crate::{
    argument::{Payload, Secrets},
    error::to_py_err,
    output::{DispatchEvent, Never},
};

/// The signers of all webhook signing secrets.
pub(crate) struct WebhookSigners(pub(crate) Rotation<WebhookSigner, Vec<WebhookSigner>>);

impl WebhookSigners {
    pub(crate) fn new(secrets: &[&str]) -> Result<Self, Error> {
        Rotation::from_webhook_signing_secrets(secrets).map(Self)
    }
}

/// Receives dispatch webhooks, in a service that has no Auth Secret Key.
///
/// webhook_signing_secret
///     A str, or while it is being replaced a list of them, of which any verifies. Each is used as its
///     UTF-8 bytes exactly, and rejected if it begins or ends with whitespace or an invisible
///     character, or is in quotes. None, as from an environment variable that is not set, is rejected
///     as missing.
///
/// A receiver is immutable: one, created at start-up, serves all threads. It holds what is derived from
/// the secret where no Python code can read it, wipes it when it is freed, and can be neither copied nor
/// pickled.
///
/// >>> receiver = DispatchReceiver("YOUR_WEBHOOK_SIGNING_SECRET")
/// >>> receiver.receive_dispatch(BODY, now=1764115200.0)
/// {'timestamp': 1764115200000}
// Boxed as a client is.
#[pyclass(frozen, module = "notifizz_token")]
pub(crate) struct DispatchReceiver(Box<WebhookSigners>);

impl Drop for DispatchReceiver {
    fn drop(&mut self) {
        overwrite_registers();
    }
}

#[pymethods]
impl DispatchReceiver {
    #[new]
    fn new(py: Python<'_>, webhook_signing_secret: Secrets<'_, '_>) -> PyResult<Self> {
        let secrets = webhook_signing_secret.items();
        let secrets = Secrets::read(&secrets)?;
        let signers = with_wiped_stack(|| WebhookSigners::new(&secrets).map(Box::new));
        overwrite_registers();
        signers.map(Self).map_err(|error| to_py_err(py, error))
    }

    /// The event of a dispatch webhook, from the body as it arrived: str or bytes.
    ///
    /// Verifies the signature, then checks that the timestamp is at most `tolerance` seconds from
    /// `now`, a time.time(), before or after; without it, from the clock. Raises NotifizzTokenError
    /// with one of four codes, and nothing else, whatever was sent: "dispatch_body_malformed",
    /// "dispatch_signature_mismatch", "dispatch_timestamp_missing" or
    /// "dispatch_timestamp_out_of_tolerance". Log the error, and answer all four alike, with 400.
    ///
    /// The same webhook may arrive twice within the tolerance. A body of another type is a TypeError.
    #[pyo3(signature = (body, *, tolerance=300.0, now=None))]
    fn receive_dispatch<'py>(
        &self,
        py: Python<'py>,
        body: Payload<'_, 'py>,
        tolerance: f64,
        now: Option<f64>,
    ) -> PyResult<DispatchEvent<'py>> {
        receive(py, &self.0, body, tolerance, now)
    }

    fn __repr__(&self) -> &'static str {
        "<DispatchReceiver>"
    }

    /// Raises: copy and pickle would multiply the secret.
    fn __reduce__(&self) -> PyResult<Never> {
        Err(PyTypeError::new_err(
            "a DispatchReceiver holds a secret and can be neither copied nor pickled: create one from the secret where it is needed",
        ))
    }
}

/// Reads the body of a webhook. Times are in seconds.
pub(crate) fn receive<'py>(
    py: Python<'py>,
    signers: &WebhookSigners,
    body: Payload<'_, 'py>,
    tolerance: f64,
    now: Option<f64>,
) -> PyResult<DispatchEvent<'py>> {
    body.check_type("body")?;
    let malformed = || to_py_err(py, Error::DispatchBodyMalformed);
    let body = match body.read("body") {
        // A str that has no UTF-8 form.
        Err(_) if body.is_text() => return Err(malformed()),
        body => body?,
    };
    // Milliseconds are whole, and a double holds them exactly.
    let now_ms = now.map_or_else(now_ms, |now| (now * 1000.0).round());
    let payload = signers.0.receive(body, now_ms, tolerance * 1000.0);
    let payload = payload.map_err(|error| to_py_err(py, error))?;
    let loads = py
        .import(intern!(py, "json"))?
        .getattr(intern!(py, "loads"))?;
    let event = loads.call1((payload,)).map_err(|error| {
        // Signed JSON that Python does not read: nested too deeply, or an integer of 4300 digits.
        if error.is_instance_of::<PyValueError>(py) || error.is_instance_of::<PyRecursionError>(py)
        {
            malformed()
        } else {
            error
        }
    })?;
    Ok(DispatchEvent(event.cast_into()?))
}

fn now_ms() -> f64 {
    // A clock before 1970 is as wrong as one that stands at 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    (since.unwrap_or_default().as_secs_f64() * 1000.0).floor()
}
