use notifizz_token::{
    Error, Rotation, Signer, Token, TokenScheme, WidgetOptions as CoreOptions, overwrite_registers,
    with_wiped_stack,
};
use pyo3::{
    exceptions::{PyMemoryError, PyTypeError},
    intern,
    prelude::*,
    types::{PyDict, PyString},
};
use zeroize::Zeroizing;

use crate::{
    argument::{
        ClaimedId, ClaimedToken, Owner, Payload, PreviousKeys, Secrets, StrArg, parse_scheme,
        scheme_name,
    },
    dispatch::{WebhookSigners, receive},
    error::to_py_err,
    output::{DispatchEvent, Never, SchemeName, WidgetOptions},
};

const USER: Option<Owner> = Some(Owner::User);

/// Generates and verifies tokens for one Auth Secret Key, on the server.
///
/// auth_secret_key
///     The Auth Secret Key of your Notifizz account, used as its UTF-8 bytes exactly. It must not
///     begin or end with whitespace (often the trailing newline of a secret file) or an invisible
///     character (often the byte order mark of one), nor stand in quotes: such a key is rejected,
///     never trimmed. None, as from an environment variable that is not set, is rejected as empty.
/// sdk_secret_key
///     Accepted because Notifizz's own SDKs take it. It plays no part in tokens and is not kept.
///     The name of a token scheme is a TypeError here.
/// token_scheme
///     "hmac-sha256", the default and what Notifizz documents, or "sha256-concat", what its
///     PHP and Java SDKs compute. Always chosen, never guessed; diagnose() tells which one a
///     token known to be right was computed with.
/// webhook_signing_secret
///     Needed by the dispatch methods only: a str, or while it is being replaced a list of them, of
///     which the first signs and any verifies. The rules for the Auth Secret Key hold for it, too.
/// previous_auth_secret_keys
///     A list of the keys that auth_secret_key replaces. They verify and do nothing else. The time
///     that verifying takes does not tell which key fitted.
///
/// A client is immutable: one, created at start-up, serves all threads, and works in processes
/// that are forked later. It holds the key where no Python code can read it, wipes it when it is
/// freed, and can be neither copied nor pickled; repr() shows the scheme and the key fingerprint.
///
/// Input that is rejected raises NotifizzTokenError, a wrong type TypeError. No message contains
/// any part of the input.
///
/// >>> client = NotifizzClient("YOUR_AUTH_SECRET_KEY")
/// >>> client.generate_hashed_token("user_42")
/// 'fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c'
#[pyclass(frozen, module = "notifizz_token")]
// Boxed, because PyO3 moves a new value into its Python object, and each move would leave a copy of
// the key state on the stack.
pub(crate) struct NotifizzClient(Box<Keys>);

type OwningSigner = Signer<Zeroizing<String>>;

struct Keys {
    auth: Rotation<OwningSigner, Vec<OwningSigner>>,
    webhook: Option<WebhookSigners>,
}

impl Drop for NotifizzClient {
    fn drop(&mut self) {
        overwrite_registers();
    }
}

/// Constructs the signers where they stay, and leaves nothing of the secrets on the stack.
fn construct(
    auth_secret_keys: Vec<Zeroizing<String>>,
    token_scheme: TokenScheme,
    webhook_signing_secrets: Option<&[&str]>,
) -> Result<Box<Keys>, Error> {
    with_wiped_stack(|| {
        Ok(Box::new(Keys {
            auth: Rotation::from_auth_secret_keys(auth_secret_keys, token_scheme)?,
            webhook: webhook_signing_secrets
                .map(WebhookSigners::new)
                .transpose()?,
        }))
    })
}

impl NotifizzClient {
    fn signer(&self) -> &OwningSigner {
        self.0.auth.current()
    }

    fn webhook_signers(&self, py: Python<'_>) -> PyResult<&WebhookSigners> {
        let signers = self.0.webhook.as_ref();
        signers.ok_or_else(|| to_py_err(py, Error::MissingWebhookSigningSecret))
    }
}

#[pymethods]
impl NotifizzClient {
    #[new]
    #[pyo3(signature = (auth_secret_key, sdk_secret_key=None, *, token_scheme: "TokenScheme" = "hmac-sha256", webhook_signing_secret=None, previous_auth_secret_keys=None))]
    fn new(
        py: Python<'_>,
        auth_secret_key: StrArg<'_, '_>,
        sdk_secret_key: Option<StrArg<'_, '_>>,
        #[pyo3(from_py_with = scheme_name)] token_scheme: &str,
        webhook_signing_secret: Option<Secrets<'_, '_>>,
        previous_auth_secret_keys: Option<PreviousKeys<'_, '_>>,
    ) -> PyResult<Self> {
        let token_scheme = parse_scheme(py, token_scheme)?;
        let auth_secret_key = auth_secret_key.read_auth_secret_key()?;
        if let Some(unused) = sdk_secret_key {
            unused.check_sdk_secret_key()?;
        }
        let webhook_signing_secrets = webhook_signing_secret.map(Secrets::items);
        let webhook_signing_secrets = webhook_signing_secrets
            .as_deref()
            .map(Secrets::read)
            .transpose()?;
        let previous = previous_auth_secret_keys.map_or(Ok(Vec::new()), PreviousKeys::items)?;
        let mut auth_secret_keys = vec![zeroizing_copy(auth_secret_key)?];
        for key in PreviousKeys::read(&previous)? {
            auth_secret_keys.push(zeroizing_copy(key)?);
        }
        let keys = construct(
            auth_secret_keys,
            token_scheme,
            webhook_signing_secrets.as_deref(),
        );
        overwrite_registers();
        keys.map(Self).map_err(|error| to_py_err(py, error))
    }

    /// The hashed token that proves to the widget who its user is: 64 lower-case hex characters.
    ///
    /// Deterministic and never expires. Pass the ID of the signed-in user, never one from the
    /// request; it is used as its UTF-8 bytes exactly, neither trimmed nor normalised.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", or "invalid_text" for a lone
    /// surrogate. An ID that is not text is a TypeError: convert an integer or a UUID with str(),
    /// but never None, which is what a user who is not saved or not logged in has for an ID.
    ///
    /// Source: Notifizz, "Backend Token Authentication".
    fn generate_hashed_token<'py>(
        &self,
        py: Python<'py>,
        user_id: StrArg<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let token = self
            .signer()
            .generate_hashed_token(user_id.read("user_id", USER)?);
        to_py_token(py, token)
    }

    /// Whether token is exactly the hashed token of user_id.
    ///
    /// Compares in constant time, and returns False for any other token of any type or length, upper
    /// case included. An ID that is not well-formed text but can come from JSON (None, a bool, a
    /// number, a list or a dict) also gives False. An ID of another type is a TypeError. Nothing else
    /// raises.
    fn verify_hashed_token(
        &self,
        user_id: ClaimedId<'_, '_>,
        token: ClaimedToken<'_, '_>,
    ) -> PyResult<bool> {
        Ok(
            match (user_id.read("user_id", Owner::User)?, token.read()) {
                (Some(user_id), Some(token)) => self.0.auth.verify_hashed_token(user_id, token),
                _ => false,
            },
        )
    }

    /// The token that lets a subscriber subscribe to a resource: 64 lower-case hex characters,
    /// HMAC-SHA256 whatever the scheme.
    ///
    /// Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
    /// share a token. Choose IDs that are not ambiguous when concatenated, such as UUIDs.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", "empty_resource_id" or
    /// "invalid_text".
    fn generate_subscribe_token<'py>(
        &self,
        py: Python<'py>,
        subscriber_id: StrArg<'_, '_>,
        resource_id: StrArg<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let subscriber_id = subscriber_id.read("subscriber_id", USER)?;
        let resource_id = resource_id.read("resource_id", Some(Owner::Resource))?;
        to_py_token(
            py,
            self.signer()
                .generate_subscribe_token(subscriber_id, resource_id),
        )
    }

    /// Whether token is exactly the subscribe token of the two IDs.
    ///
    /// As strict as verify_hashed_token(), in constant time too, and with the same rules for IDs
    /// that are not text.
    fn verify_subscribe_token(
        &self,
        subscriber_id: ClaimedId<'_, '_>,
        resource_id: ClaimedId<'_, '_>,
        token: ClaimedToken<'_, '_>,
    ) -> PyResult<bool> {
        let subscriber_id = subscriber_id.read("subscriber_id", Owner::User)?;
        let resource_id = resource_id.read("resource_id", Owner::Resource)?;
        Ok(match (subscriber_id, resource_id, token.read()) {
            (Some(subscriber_id), Some(resource_id), Some(token)) => self
                .0
                .auth
                .verify_subscribe_token(subscriber_id, resource_id, token),
            _ => false,
        })
    }

    /// The signature of a dispatch webhook: 64 lower-case hex characters.
    ///
    /// payload is the "payload" string of the webhook body {"payload": ..., "signature": ...},
    /// exactly as received, or its bytes; it may be empty.
    ///
    /// Raises NotifizzTokenError with the code "missing_webhook_signing_secret" on a client that
    /// was created without one, or "invalid_text".
    fn sign_dispatch_payload<'py>(
        &self,
        py: Python<'py>,
        payload: Payload<'_, '_>,
    ) -> PyResult<Bound<'py, PyString>> {
        let payload = payload.read("payload")?;
        to_py_token(py, self.webhook_signers(py)?.0.current().sign(payload))
    }

    /// Whether signature is exactly that of payload, the string as received, or its bytes.
    ///
    /// As strict as verify_hashed_token(), and in constant time too. It does not check the timestamp
    /// inside the payload, as receive_dispatch() does. A payload of None, which the sender left out, gives False; one that is
    /// neither text nor bytes is a TypeError. Raises NotifizzTokenError with the code
    /// "missing_webhook_signing_secret" on a client that was created without one.
    fn verify_dispatch_signature(
        &self,
        py: Python<'_>,
        payload: Option<Payload<'_, '_>>,
        signature: ClaimedToken<'_, '_>,
    ) -> PyResult<bool> {
        // A missing secret is the caller's mistake whatever the request contains.
        let signers = self.webhook_signers(py)?;
        let request = match (payload, signature.read()) {
            (None, _) => Ok(None),
            (Some(payload), None) => payload.check_type("payload").map(|()| None),
            (Some(payload), Some(signature)) => payload
                .read("payload")
                .map(|payload| Some((payload, signature))),
        };
        match request {
            Ok(Some((payload, signature))) => Ok(signers.0.verify(payload, signature)),
            Err(error) if !payload.is_some_and(Payload::is_text) => Err(error),
            _ => Ok(false),
        }
    }

    /// The event of a dispatch webhook, from the body as it arrived: str or bytes.
    ///
    /// Verifies the signature, then checks that the timestamp is at most `tolerance` seconds from
    /// `now`, a time.time(), before or after; without it, from the clock. Raises NotifizzTokenError
    /// with one of four codes, and nothing else, whatever was sent: "dispatch_body_malformed",
    /// "dispatch_signature_mismatch", "dispatch_timestamp_missing" or
    /// "dispatch_timestamp_out_of_tolerance". Log the error, and answer all four alike, with 400.
    ///
    /// The same webhook may arrive twice within the tolerance. On a client that was created without a
    /// webhook_signing_secret the code is "missing_webhook_signing_secret"; a body of another type is a
    /// TypeError. A service that only receives needs no client: see DispatchReceiver.
    #[pyo3(signature = (body, *, tolerance=300.0, now=None))]
    fn receive_dispatch<'py>(
        &self,
        py: Python<'py>,
        body: Payload<'_, 'py>,
        tolerance: f64,
        now: Option<f64>,
    ) -> PyResult<DispatchEvent<'py>> {
        receive(py, self.webhook_signers(py)?, body, tolerance, now)
    }

    /// All that the widget needs to authenticate a user, with a new hashed token: a dict with the
    /// widget's own names, to be sent to the page as JSON.
    ///
    /// Take the user from the session only. api_key is the Front API Key, which is public;
    /// "apiKey" is in the result if it is given. "userId" is the very string that was signed.
    ///
    /// Raises NotifizzTokenError with the code "empty_user_id", "empty_user_email" (empty, or
    /// whitespace alone), "empty_front_api_key", "front_api_key_is_secret" (it is the Auth Secret
    /// Key, which every browser would get) or "invalid_text".
    #[pyo3(signature = (user_id, user_email, *, api_key=None))]
    fn widget_options<'py>(
        &self,
        py: Python<'py>,
        user_id: StrArg<'_, 'py>,
        user_email: StrArg<'_, 'py>,
        api_key: Option<StrArg<'_, 'py>>,
    ) -> PyResult<WidgetOptions<'py>> {
        let id = user_id.read("user_id", USER)?;
        let email = user_email.read("user_email", None)?;
        if let Some(api_key) = api_key {
            let api_key = api_key.read("api_key", None)?;
            let checked = self.0.auth.check_front_api_key(api_key);
            checked.map_err(|error| to_py_err(py, error))?;
        }
        let core_options = self.signer().widget_options(id, email);
        let token = to_py_token(py, core_options.map(|options| options.token))?;
        let options = PyDict::new(py);
        if let Some(api_key) = api_key {
            options.set_item(intern!(py, "apiKey"), api_key.object())?;
        }
        options.set_item(intern!(py, "authType"), intern!(py, CoreOptions::AUTH_TYPE))?;
        options.set_item(intern!(py, "token"), token)?;
        options.set_item(intern!(py, "userId"), user_id.object())?;
        options.set_item(intern!(py, "userEmail"), user_email.object())?;
        Ok(WidgetOptions(options))
    }

    /// "hmac-sha256" or "sha256-concat", as given at creation.
    #[getter]
    fn token_scheme(&self) -> SchemeName {
        SchemeName(self.signer().token_scheme())
    }

    /// Eight characters that tell two Auth Secret Keys apart and are safe to log. Of several keys, the
    /// fingerprint of the one that signs.
    #[getter]
    fn key_fingerprint<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, self.signer().key_fingerprint().as_str())
    }

    /// The fingerprints of previous_auth_secret_keys, in their order.
    #[getter]
    fn previous_key_fingerprints(&self) -> Vec<String> {
        let previous = self.0.auth.previous().iter();
        previous
            .map(|signer| signer.key_fingerprint().to_string())
            .collect()
    }

    fn __repr__(&self) -> String {
        let signer = self.signer();
        let (scheme, fingerprint) = (signer.token_scheme(), signer.key_fingerprint());
        let previous = match self.previous_key_fingerprints().join(" ") {
            none if none.is_empty() => none,
            some => format!(" previous_key_fingerprints='{some}'"),
        };
        format!(
            "<NotifizzClient token_scheme='{scheme}' key_fingerprint='{fingerprint}'{previous}>"
        )
    }

    /// Raises: copy and pickle would multiply the secret.
    fn __reduce__(&self) -> PyResult<Never> {
        Err(PyTypeError::new_err(
            "a NotifizzClient holds a secret and can be neither copied nor pickled: create one from the key where it is needed",
        ))
    }
}

/// A copy that is wiped when it is dropped. If there is no memory for it, Python raises; Rust would
/// abort.
fn zeroizing_copy(secret: &str) -> PyResult<Zeroizing<String>> {
    let mut copy = Zeroizing::new(String::new());
    copy.try_reserve_exact(secret.len())
        .map_err(|_| PyMemoryError::new_err("no memory for a copy of the auth secret key"))?;
    copy.push_str(secret);
    Ok(copy)
}

fn to_py_token(py: Python<'_>, token: Result<Token, Error>) -> PyResult<Bound<'_, PyString>> {
    match token {
        // Its bytes, because checking that they are text would take a branch for each.
        Ok(token) => PyString::from_bytes(py, token.as_bytes()),
        Err(error) => Err(to_py_err(py, error)),
    }
}
