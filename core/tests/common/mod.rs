//! Reads the test data that all languages share, and makes a named test of each of its rows.
// Each test file is a crate of its own and uses a part of this one.
#![allow(dead_code)]
// A field that a row lacks has to fail its test.
#![allow(clippy::expect_used)]

use core::error::Error as StdError;
use std::{borrow::Cow, collections::HashSet, env, fs, path::Path, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use notifizz_token::{Error, Signer};
use serde_json::{Value, json};

/// Reads a file of the folder `vectors`, or of the folder that `NOTIFIZZ_VECTORS` names.
pub(crate) fn read(file: &str) -> Result<Row, Box<dyn StdError>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = match env::var_os("NOTIFIZZ_VECTORS") {
        Some(folder) => folder.into(),
        // The packed crate has a folder of its own. In the repository it is a symbolic link, which
        // some systems check out as a file.
        None => [package.join("vectors"), package.join("../vectors")]
            .into_iter()
            .find(|folder| folder.is_dir())
            .ok_or("there is no folder `vectors`")?,
    };
    let path = folder.join(file);
    let json = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Row(serde_json::from_str(&json)?))
}

/// An object of the test data.
#[derive(Clone)]
pub(crate) struct Row(pub(crate) Value);

impl Row {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn object(&self, name: &str) -> Self {
        Self(self.get(name).expect(name).clone())
    }

    pub(crate) fn rows(&self, name: &str) -> Vec<Self> {
        let rows = self.get(name).and_then(Value::as_array).expect(name);
        rows.iter().cloned().map(Self).collect()
    }

    /// A field that is well-formed text, if there is one.
    pub(crate) fn optional(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(crate) fn str(&self, name: &str) -> &str {
        self.optional(name).expect(name)
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.str(name)).expect(name)
    }

    /// Becomes text as bytes from outside do in a program, or fails with `invalid_text`.
    pub(crate) fn text(&self, name: &str) -> Result<Cow<'_, str>, Error> {
        if let Some(text) = self.optional(name) {
            return Ok(text.into());
        }
        let value = self.object(name);
        let Some(times) = value.get("times").and_then(Value::as_u64) else {
            return Ok(core::str::from_utf8(&value.bytes("bytes_hex"))?
                .to_owned()
                .into());
        };
        let repeated = (0..times).map(|_| value.str("repeat")).collect::<String>();
        Ok([value.str("before"), &repeated, value.str("after")]
            .concat()
            .into())
    }

    /// Makes the call that a row names, with the fields of this one as its arguments.
    pub(crate) fn call(&self, name: &str, signer: &Signer<String>) -> Result<Value, Error> {
        let text = |name| self.text(name);
        let token = match name {
            "generate_hashed_token" => signer.generate_hashed_token(&text("user_id")?)?,
            "generate_subscribe_token" => {
                signer.generate_subscribe_token(&text("subscriber_id")?, &text("resource_id")?)?
            }
            "sign_dispatch_payload" => signer.sign_dispatch_payload(&*text("payload")?)?,
            "widget_options" => {
                if self.get("api_key").is_some() {
                    signer.check_front_api_key(&text("api_key")?)?;
                }
                signer
                    .widget_options(&text("user_id")?, &text("user_email")?)?
                    .token
            }
            verify => {
                let verifies = match verify {
                    "verify_hashed_token" => {
                        signer.verify_hashed_token(&text("user_id")?, &*text("token")?)
                    }
                    "verify_subscribe_token" => signer.verify_subscribe_token(
                        &text("subscriber_id")?,
                        &text("resource_id")?,
                        &*text("token")?,
                    ),
                    "verify_dispatch_signature" => signer
                        .verify_dispatch_signature(&*text("payload")?, &*text("signature")?)?,
                    unknown => unreachable!("unknown call {unknown}"),
                };
                return Ok(json!({"is": verifies}));
            }
        };
        Ok(json!({"token": token.as_str()}))
    }

    fn name(&self) -> String {
        let parts = ["name", "why", "fingerprint", "token_scheme"].map(|name| self.optional(name));
        let case = self.get("case").map(Value::to_string);
        let parts = parts.into_iter().flatten().chain(case.as_deref());
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// The tests of a file, section by section.
pub(crate) struct Suite {
    counts: Row,
    tests: Vec<Trial>,
}

impl Suite {
    pub(crate) fn new(document: &Row) -> Self {
        let (counts, tests) = (document.object("counts"), Vec::new());
        Self { counts, tests }
    }

    /// Adds a test for each row, and fails if there are not as many rows as there should be.
    pub(crate) fn add(
        &mut self,
        section: &str,
        rows: Vec<Row>,
        test: impl Fn(&Row) -> Result<(), Failed> + Clone + Send + 'static,
    ) {
        assert!(!rows.is_empty(), "{section} has no rows");
        assert_eq!(
            self.counts.get(section),
            Some(&rows.len().into()),
            "{section}: how many rows"
        );
        self.tests.extend(rows.into_iter().map(|row| {
            let test = test.clone();
            Trial::test(format!("{section}::{}", row.name()), move || test(&row))
        }));
    }

    pub(crate) fn run(self, arguments: &Arguments) -> ExitCode {
        let count = self.tests.len();
        let names: HashSet<_> = self.tests.iter().map(Trial::name).collect();
        assert_eq!(names.len(), count, "two tests have the same name");
        let conclusion = libtest_mimic::run(arguments, self.tests);
        let ran = conclusion.num_passed + conclusion.num_failed + conclusion.num_filtered_out;
        assert!(
            arguments.list || ran == count as u64,
            "{ran} of {count} ran"
        );
        conclusion.exit_code()
    }
}
