use notifizz_token::{Signer, Token, WidgetOptions as CoreOptions};
use pyo3::{
    exceptions::PyTypeError,
    intern,
    prelude::*,
    types::{PyDict, PyString},
};
use zeroize::Zeroizing;

use crate::{
    argument::{Anything, Text, scheme, scheme_name},
    error::refused,
    hint::{Never, SchemeName, WidgetOptions},
};

const USER_PK: Option<&str> = Some("user.pk");
const RESOURCE_PK: Option<&str> = Some("resource.pk");

/// Makes and verifies tokens for one Auth Secret Key, on the server.
///
/// auth_secret_key
///     The Auth Secret Key of your Notifizz account, used as its UTF-8 bytes exactly. It must not
///     begin or end with whitespace (often the line end of a secret file): that is refused, never
///     trimmed.
/// sdk_secret_key
///     Accepted because Notifizz's own SDKs take it. It plays no part in tokens and is not kept.
/// token_scheme
///     "hmac-sha256", the default and what Notifizz documents, or "sha256-concat", what its
///     PHP and Java SDKs compute. Always chosen, never guessed; diagnose() tells which one a
///     known-good token was made with.
/// webhook_signing_secret
///     Needed by the dispatch methods only.
///
/// A client is immutable: one, made at start-up, serves all threads, and works in processes that
/// are forked later. It holds the key where no Python code can read it, wipes it when it is
/// freed, and refuses to be copied or pickled; repr() shows the scheme and the key fingerprint.
///
/// Input that is refused raises NotifizzTokenError, a wrong type TypeError. No message contains any
/// part of the input.
///
/// >>> client = NotifizzClient("YOUR_AUTH_SECRET_KEY")
/// >>> client.generate_hashed_token("user_42")
/// 'fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c'
#[pyclass(frozen, module = "notifizz_token")]
pub(crate) struct NotifizzClient(Signer<Zeroizing<String>>);

#[pymethods]
impl NotifizzClient {
    #[new]
    #[pyo3(signature = (auth_secret_key, sdk_secret_key=None, *, token_scheme: "TokenScheme" = "hmac-sha256", webhook_signing_secret=None))]
    fn new(
        py: Python<'_>,
        auth_secret_key: Text<'_, '_>,
        sdk_secret_key: Option<Text<'_, '_>>,
        #[pyo3(from_py_with = scheme_name)] token_scheme: &str,
        webhook_signing_secret: Option<Text<'_, '_>>,
    ) -> PyResult<Self> {
        let auth_secret_key = auth_secret_key.read("auth_secret_key", None)?;
        if let Some(unused) = sdk_secret_key {
            unused.read("sdk_secret_key", None)?;
        }
        let signer = Signer::new(
            Zeroizing::new(auth_secret_key.to_owned()),
            scheme(py, token_scheme)?,
        );
        let mut signer = signer.map_err(|error| refused(py, error))?;
        if let Some(secret) = webhook_signing_secret {
            let secret = secret.read("webhook_signing_secret", None)?;
            signer = signer
                .with_webhook_signing_secret(secret)
                .map_err(|error| refused(py, error))?;
        }
        Ok(Self(signer))
    }

    /// The hashed token that proves to the widget who its user is: 64 lower-case hex characters.
    ///
    /// Deterministic and never expires. Pass the ID of the signed-in user, never one from the
    /// request; it is used as its UTF-8 bytes exactly, neither trimmed nor normalised.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", or "invalid_text" for a lone
    /// surrogate. An integer primary key is a TypeError: pass str(user.pk).
    ///
    /// Source: Notifizz, "Backend Token Authentication".
    fn generate_hashed_token<'py>(
        &self,
        py: Python<'py>,
        user_id: Text<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let token = self
            .0
            .generate_hashed_token(user_id.read("user_id", USER_PK)?);
        made(py, token)
    }

    /// Whether token is exactly the hashed token of user_id.
    ///
    /// Compares in constant time, and is False for anything else of any type or length, upper
    /// case included. Never raises.
    fn verify_hashed_token(&self, user_id: Anything<'_, '_>, token: Anything<'_, '_>) -> bool {
        match (user_id.text(), token.text()) {
            (Some(user_id), Some(token)) => self.0.verify_hashed_token(user_id, token),
            _ => false,
        }
    }

    /// The token that lets a subscriber subscribe to a resource: 64 lower-case hex characters,
    /// HMAC-SHA256 whatever the scheme.
    ///
    /// Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
    /// share a token. Choose IDs that cannot be cut in two ways, such as UUIDs.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", "empty_resource_id" or
    /// "invalid_text".
    fn generate_subscribe_token<'py>(
        &self,
        py: Python<'py>,
        subscriber_id: Text<'_, '_>,
        resource_id: Text<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let subscriber_id = subscriber_id.read("subscriber_id", USER_PK)?;
        let resource_id = resource_id.read("resource_id", RESOURCE_PK)?;
        made(
            py,
            self.0.generate_subscribe_token(subscriber_id, resource_id),
        )
    }

    /// Whether token is exactly the subscribe token of the two IDs.
    ///
    /// As strict, and as constant in time, as verify_hashed_token(). Never raises.
    fn verify_subscribe_token(
        &self,
        subscriber_id: Anything<'_, '_>,
        resource_id: Anything<'_, '_>,
        token: Anything<'_, '_>,
    ) -> bool {
        match (subscriber_id.text(), resource_id.text(), token.text()) {
            (Some(subscriber_id), Some(resource_id), Some(token)) => {
                self.0
                    .verify_subscribe_token(subscriber_id, resource_id, token)
            }
            _ => false,
        }
    }

    /// The signature of a dispatch webhook: 64 lower-case hex characters.
    ///
    /// payload is the "payload" string of the webhook body {"payload": ..., "signature": ...},
    /// exactly as received; it may be empty.
    ///
    /// Raises NotifizzTokenError with the code "missing_webhook_signing_secret" on a client that
    /// was created without one, or "invalid_text".
    fn sign_dispatch_payload<'py>(
        &self,
        py: Python<'py>,
        payload: Text<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        made(
            py,
            self.0.sign_dispatch_payload(payload.read("payload", None)?),
        )
    }

    /// Whether signature is exactly that of payload, the string as received.
    ///
    /// As strict, and as constant in time, as verify_hashed_token(). Check the timestamp inside the
    /// payload yourself. Raises only NotifizzTokenError with the code
    /// "missing_webhook_signing_secret", on a client that was created without one.
    fn verify_dispatch_signature(
        &self,
        py: Python<'_>,
        payload: Anything<'_, '_>,
        signature: Anything<'_, '_>,
    ) -> PyResult<bool> {
        // A missing secret is the caller's mistake whatever the request holds, so core is asked
        // even when the answer can only be no.
        let (payload, signature) = match (payload.text(), signature.text()) {
            (Some(payload), Some(signature)) => (payload, signature),
            _ => ("", ""),
        };
        self.0
            .verify_dispatch_signature(payload, signature)
            .map_err(|error| refused(py, error))
    }

    /// All that the widget needs to authenticate a user, with a fresh hashed token: a dict under
    /// the widget's own names, to be sent to the page as JSON.
    ///
    /// Take the user from the session only. api_key is the Front API Key, which is public;
    /// "apiKey" is in the result if it is given. "userId" is the very string that was signed.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", "empty_user_email" or
    /// "invalid_text".
    #[pyo3(signature = (user_id, user_email, *, api_key=None))]
    fn widget_options<'py>(
        &self,
        py: Python<'py>,
        user_id: Text<'_, 'py>,
        user_email: Text<'_, 'py>,
        api_key: Option<Text<'_, 'py>>,
    ) -> PyResult<WidgetOptions<'py>> {
        let id = user_id.read("user_id", USER_PK)?;
        let email = user_email.read("user_email", None)?;
        let made = self.0.widget_options(id, email);
        let made = made.map_err(|error| refused(py, error))?;
        let options = PyDict::new(py);
        if let Some(api_key) = api_key {
            api_key.read("api_key", None)?;
            options.set_item(intern!(py, "apiKey"), api_key.object())?;
        }
        options.set_item(intern!(py, "authType"), intern!(py, CoreOptions::AUTH_TYPE))?;
        options.set_item(intern!(py, "token"), made.token.as_str())?;
        options.set_item(intern!(py, "userId"), user_id.object())?;
        options.set_item(intern!(py, "userEmail"), user_email.object())?;
        Ok(WidgetOptions(options))
    }

    /// "hmac-sha256" or "sha256-concat", as given at creation.
    #[getter]
    fn token_scheme(&self) -> SchemeName {
        SchemeName(self.0.token_scheme())
    }

    /// Eight characters that tell two Auth Secret Keys apart and are safe to log.
    #[getter]
    fn key_fingerprint<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, self.0.key_fingerprint().as_str())
    }

    fn __repr__(&self) -> String {
        let (scheme, fingerprint) = (self.0.token_scheme(), self.0.key_fingerprint());
        format!("<NotifizzClient token_scheme='{scheme}' key_fingerprint='{fingerprint}'>")
    }

    /// Refuses copy and pickle, which would multiply the secret.
    fn __reduce__(&self) -> PyResult<Never> {
        Err(PyTypeError::new_err(
            "a NotifizzClient holds a secret and can be neither copied nor pickled: create one from the key where it is needed",
        ))
    }
}

fn made(
    py: Python<'_>,
    token: Result<Token, notifizz_token::Error>,
) -> PyResult<Bound<'_, PyString>> {
    match token {
        Ok(token) => Ok(PyString::new(py, token.as_str())),
        Err(error) => Err(refused(py, error)),
    }
}
