use notifizz_token::{Cause, DispatchCause, DispatchEvidence, Error, Evidence, TokenScheme};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::{
    argument::{Owner, Payload, StrArg, parse_scheme, scheme_name},
    error::to_py_err,
    output::SchemeName,
};

/// The result of diagnose() and diagnose_dispatch(). Immutable, holds no secret, and can be copied and
/// pickled. Two are equal if their code and scheme are.
#[pyclass(frozen, eq, hash, module = "notifizz_token")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Diagnosis(Finding);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Finding {
    Token(Cause, Option<TokenScheme>),
    Dispatch(DispatchCause),
}

#[pymethods]
impl Diagnosis {
    /// The stable name of the cause, such as "correct" or "other_scheme".
    #[getter]
    fn code(&self) -> &'static str {
        match self.0 {
            Finding::Token(cause, _) => cause.code(),
            Finding::Dispatch(cause) => cause.code(),
        }
    }

    /// The scheme that the token was generated under, or None if that is not known. Always None for
    /// the signature of a webhook.
    #[getter]
    fn scheme(&self) -> Option<SchemeName> {
        match self.0 {
            Finding::Token(_, scheme) => scheme.map(SchemeName),
            Finding::Dispatch(_) => None,
        }
    }

    /// One sentence that says what to do. Never contains any part of the evidence.
    #[getter]
    fn message(&self) -> &'static str {
        match self.0 {
            Finding::Token(cause, scheme) => cause.message(scheme),
            Finding::Dispatch(cause) => cause.message(),
        }
    }

    fn __repr__(&self) -> String {
        let scheme = self
            .scheme()
            .map_or("None".to_owned(), |scheme| format!("'{}'", scheme.0));
        format!("<Diagnosis code='{}' scheme={scheme}>", self.code())
    }

    fn __str__(&self) -> &'static str {
        self.message()
    }

    /// Supports copy and pickle.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let restore = py.import("notifizz_token._native")?.getattr("_restore")?;
        let is_dispatch = matches!(self.0, Finding::Dispatch(_));
        Ok((restore, (self.code(), self.scheme(), is_dispatch)))
    }
}

/// A function that returns an equal diagnosis, and its arguments.
type Reduced<'py> = (Bound<'py, PyAny>, (&'static str, Option<SchemeName>, bool));

/// Restores a pickled diagnosis.
#[pyfunction(name = "_restore")]
#[pyo3(signature = (code, scheme, is_dispatch=false))]
pub(crate) fn restore(
    py: Python<'_>,
    code: &str,
    scheme: Option<&str>,
    is_dispatch: bool,
) -> PyResult<Diagnosis> {
    let scheme = scheme.map(|name| parse_scheme(py, name)).transpose()?;
    let finding = if is_dispatch {
        let mut causes = DispatchCause::ALL.iter();
        let cause = causes.find(|cause| cause.code() == code);
        cause.copied().map(Finding::Dispatch)
    } else {
        let cause = Cause::ALL.iter().find(|cause| cause.code() == code);
        cause.map(|cause| Finding::Token(*cause, scheme))
    };
    finding.map(Diagnosis).ok_or_else(|| {
        PyValueError::new_err("the diagnosis was pickled by a newer version of notifizz-token")
    })
}

/// Names the mistake that a token was computed with, or the scheme of a token known to be right.
///
/// token
///     A token known to be right (from Notifizz's own SDK or dashboard), or one that Notifizz
///     rejects: any text.
/// user_id, auth_secret_key, token_scheme
///     The values it should have been computed from. Unlike the client, this accepts a key that
///     begins or ends with whitespace or an invisible character, or is in quotes, because these
///     are among the causes.
/// sdk_secret_key, user_email
///     Optional: values that may have been used by mistake.
///
/// Raises NotifizzTokenError with the code "empty_auth_secret_key", "empty_user_id",
/// "unknown_token_scheme" or "invalid_text".
///
/// A tool for developers: not constant-time, and not for requests.
///
/// >>> diagnosis = diagnose(token=TOKEN.upper(), user_id="user_42", auth_secret_key=KEY)
/// >>> diagnosis.code, diagnosis.scheme
/// ('token_upper_case', 'hmac-sha256')
#[pyfunction]
#[pyo3(signature = (*, token, user_id, auth_secret_key, token_scheme: "TokenScheme" = "hmac-sha256", sdk_secret_key=None, user_email=None))]
pub(crate) fn diagnose(
    py: Python<'_>,
    token: StrArg<'_, '_>,
    user_id: StrArg<'_, '_>,
    auth_secret_key: StrArg<'_, '_>,
    #[pyo3(from_py_with = scheme_name)] token_scheme: &str,
    sdk_secret_key: Option<StrArg<'_, '_>>,
    user_email: Option<StrArg<'_, '_>>,
) -> PyResult<Diagnosis> {
    let token_scheme = parse_scheme(py, token_scheme)?;
    let evidence = Evidence {
        token: token.read("token", None)?,
        user_id: user_id.read("user_id", Some(Owner::User))?,
        auth_secret_key: auth_secret_key.read_auth_secret_key()?,
        token_scheme,
        sdk_secret_key: read_optional(sdk_secret_key, "sdk_secret_key")?,
        user_email: read_optional(user_email, "user_email")?,
    };
    let diagnosis = notifizz_token::diagnose(&evidence).map_err(|error| to_py_err(py, error))?;
    Ok(Diagnosis(Finding::Token(
        diagnosis.cause(),
        diagnosis.scheme(),
    )))
}

/// Names the mistake that the signature of a dispatch webhook was computed or verified with.
///
/// payload
///     What the signature should be that of: the text of the field "payload", or its bytes. It may be
///     the whole body by mistake, which is one of the causes.
/// signature
///     The text of the field "signature".
/// webhook_signing_secret
///     The secret that it should have been computed with. Unlike the client, this accepts one that
///     begins or ends with whitespace, because that is among the causes.
///
/// Raises NotifizzTokenError with the code "missing_webhook_signing_secret" or "invalid_text".
///
/// A tool for developers: not constant-time, and not for requests.
///
/// >>> diagnose_dispatch(payload=BODY, signature=SIGNATURE, webhook_signing_secret=SECRET).code
/// 'body_signed'
#[pyfunction]
#[pyo3(signature = (*, payload, signature, webhook_signing_secret))]
pub(crate) fn diagnose_dispatch(
    py: Python<'_>,
    payload: Payload<'_, '_>,
    signature: StrArg<'_, '_>,
    webhook_signing_secret: StrArg<'_, '_>,
) -> PyResult<Diagnosis> {
    let payload = payload.read("payload")?;
    let payload = str::from_utf8(payload.as_ref()).map_err(Error::from);
    let evidence = DispatchEvidence {
        payload: payload.map_err(|error| to_py_err(py, error))?,
        signature: signature.read("signature", None)?,
        webhook_signing_secret: webhook_signing_secret
            .read_secret("webhook_signing_secret", Error::MissingWebhookSigningSecret)?,
    };
    let cause = notifizz_token::diagnose_dispatch(&evidence);
    let cause = cause.map_err(|error| to_py_err(py, error))?;
    Ok(Diagnosis(Finding::Dispatch(cause)))
}

fn read_optional<'a>(text: Option<StrArg<'a, '_>>, name: &str) -> PyResult<Option<&'a str>> {
    text.map(|text| text.read(name, None)).transpose()
}
