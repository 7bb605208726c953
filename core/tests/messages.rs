//! The messages that people read.

use std::collections::HashSet;

use notifizz_token::{Cause, DispatchCause, Error, Evidence, Signer, TokenScheme, diagnose};

#[test]
fn every_error_and_every_cause_has_a_message_of_its_own() {
    let mut seen = HashSet::new();
    for error in Error::ALL {
        assert_eq!(error.to_string(), error.message());
        assert!(seen.insert(error.message()), "{error:?}");
        assert!(seen.insert(error.code()), "{error:?}");
        assert!(error.message().len() > 20, "{error:?}");
    }
    for cause in Cause::ALL {
        let message = cause.message(None);
        assert!(seen.insert(message), "{cause:?}");
        assert!(message.len() > 20 && message.ends_with('.'), "{cause:?}");
    }
    for cause in DispatchCause::ALL {
        let message = cause.message();
        assert_eq!(cause.to_string(), message);
        assert!(seen.insert(message), "{cause:?}");
        assert!(message.len() > 20 && message.ends_with('.'), "{cause:?}");
    }
}

#[test]
fn a_diagnosis_says_which_scheme_to_set() -> Result<(), Error> {
    let [hmac, concat] = TokenScheme::ALL;
    for (scheme, other) in [(hmac, concat), (concat, hmac)] {
        let token = Signer::new("key", scheme)?.generate_hashed_token("user_42")?;
        let evidence = Evidence {
            token_scheme: other,
            ..Evidence::new(token.as_str(), "user_42", "key")
        };
        let diagnosis = diagnose(&evidence)?;
        assert_eq!(diagnosis.cause(), Cause::OtherScheme);
        assert_eq!(diagnosis.to_string(), diagnosis.message());
        let advice =
            format!("The token was generated under {scheme}: set the token scheme to \"{scheme}\"");
        assert!(diagnosis.message().starts_with(&advice), "{diagnosis}");
    }
    Ok(())
}
