//! Checks the rules for a secret with every character of Unicode, against the tables of `regex`.

use notifizz_token::{Error, Signer, TokenScheme, check_auth_secret_key};
use regex::Regex;

#[test]
fn every_character_at_either_end() {
    let is_invisible =
        Regex::new(r"[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]").expect("a regex");
    let is_whitespace = Regex::new(r"\p{White_Space}").expect("a regex");
    let (mut invisible, mut whitespace) = (0, 0);
    for character in '\0'..=char::MAX {
        let text = character.to_string();
        let expected = if is_whitespace.is_match(&text) {
            whitespace += 1;
            Err(Error::AuthSecretKeyWhitespace)
        } else if is_invisible.is_match(&text) {
            invisible += 1;
            Err(Error::AuthSecretKeyInvisibleCharacter)
        } else {
            Ok(())
        };
        for key in [format!("{character}key"), format!("key{character}")] {
            assert_eq!(check_auth_secret_key(&key), expected, "{character:?}");
        }
        assert_eq!(check_auth_secret_key(&format!("k{character}y")), Ok(()));
    }
    assert_eq!(whitespace, 25);
    assert!(invisible > 4000, "{invisible}");
}

#[test]
fn a_front_api_key_that_is_the_secret() {
    let key = "Sk_É";
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(key, scheme).expect("a key");
        let secret = Err(Error::FrontApiKeyIsSecret);
        for text in ["Sk_É", "sK_É\n", "\u{feff}'SK_É'", " \"`sk_É`\" "] {
            assert_eq!(signer.check_front_api_key(text), secret, "{text:?}");
        }
        let other_case = if cfg!(feature = "unicode") {
            secret
        } else {
            Ok(())
        };
        assert_eq!(signer.check_front_api_key("sk_é"), other_case);
        for text in ["Sk_", "Sk_É2", "pk_É", "Sk É", "\"", " "] {
            assert_eq!(signer.check_front_api_key(text), Ok(()), "{text:?}");
        }
        assert_eq!(signer.check_front_api_key(""), Err(Error::EmptyFrontApiKey));
    }
    let signer = Signer::from_bytes(key, TokenScheme::HmacSha256).expect("bytes");
    assert_eq!(signer.check_front_api_key(key), Ok(()));
}
