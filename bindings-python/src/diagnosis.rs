use notifizz_token::{Cause, Evidence, TokenScheme};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::{
    argument::{Owner, StrArg, parse_scheme, scheme_name},
    error::to_py_err,
    output::SchemeName,
};

/// The result of diagnose(). Immutable, holds no secret, and can be copied and pickled. Two are
/// equal if their code and scheme are.
#[pyclass(frozen, eq, hash, module = "notifizz_token")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Diagnosis {
    cause: Cause,
    scheme: Option<TokenScheme>,
}

#[pymethods]
impl Diagnosis {
    /// The stable name of the cause, such as "correct" or "other_scheme".
    #[getter]
    fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// The scheme that the token was generated under, or None if that is not known.
    #[getter]
    fn scheme(&self) -> Option<SchemeName> {
        self.scheme.map(SchemeName)
    }

    /// One sentence that says what to do. Never contains any part of the evidence.
    #[getter]
    fn message(&self) -> &'static str {
        self.cause.message(self.scheme)
    }

    fn __repr__(&self) -> String {
        let scheme = self
            .scheme
            .map_or("None".to_owned(), |scheme| format!("'{scheme}'"));
        format!("<Diagnosis code='{}' scheme={scheme}>", self.code())
    }

    fn __str__(&self) -> &'static str {
        self.message()
    }

    /// Supports copy and pickle.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let restore = py.import("notifizz_token._native")?.getattr("_restore")?;
        Ok((restore, (self.code(), self.scheme())))
    }
}

/// A function that returns an equal diagnosis, and its arguments.
type Reduced<'py> = (Bound<'py, PyAny>, (&'static str, Option<SchemeName>));

/// Restores a pickled diagnosis.
#[pyfunction(name = "_restore")]
pub(crate) fn restore(py: Python<'_>, code: &str, scheme: Option<&str>) -> PyResult<Diagnosis> {
    let cause = Cause::ALL.iter().find(|cause| cause.code() == code);
    let Some(&cause) = cause else {
        return Err(PyValueError::new_err(
            "the diagnosis was pickled by a newer version of notifizz-token",
        ));
    };
    let scheme = scheme.map(|name| parse_scheme(py, name)).transpose()?;
    Ok(Diagnosis { cause, scheme })
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
    Ok(Diagnosis {
        cause: diagnosis.cause(),
        scheme: diagnosis.scheme(),
    })
}

fn read_optional<'a>(text: Option<StrArg<'a, '_>>, name: &str) -> PyResult<Option<&'a str>> {
    text.map(|text| text.read(name, None)).transpose()
}
