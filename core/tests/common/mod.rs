//! Reads the test data that all languages share, and makes a named test of each of its rows.
// Each test file is a crate of its own and uses a part of this one.
#![allow(dead_code)]

pub(crate) mod hostile;
pub(crate) mod sha256;
pub(crate) mod vectors;

use core::error::Error;
use std::{
    collections::{BTreeMap, HashSet},
    env, fs,
    path::Path,
    process::ExitCode,
};

use libtest_mimic::{Arguments, Failed, Trial};
use serde::{Deserialize, de::DeserializeOwned};

/// Reads a file of the folder `vectors`, or of the folder that `NOTIFIZZ_VECTORS` names.
pub(crate) fn read<T: DeserializeOwned>(file: &str) -> Result<T, Box<dyn Error>> {
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
    Ok(serde_json::from_str(&json)?)
}

/// How many rows each section has, or each language.
pub(crate) type Counts = BTreeMap<String, usize>;

/// The tests of a file, section by section.
pub(crate) struct Suite {
    counts: Counts,
    tests: Vec<Trial>,
}

impl Suite {
    pub(crate) const fn new(counts: Counts) -> Self {
        let tests = Vec::new();
        Self { counts, tests }
    }

    /// Adds a test for each row, and fails if there are not as many rows as there should be.
    pub(crate) fn add<R: Send + 'static>(
        &mut self,
        section: &str,
        rows: Vec<R>,
        name: fn(&R) -> String,
        test: impl Fn(&R) -> Result<(), Failed> + Clone + Send + 'static,
    ) {
        assert!(!rows.is_empty(), "{section} has no rows");
        let count = self.counts.get(section);
        assert_eq!(Some(&rows.len()), count, "{section}: how many rows");
        let tests = rows.into_iter().map(|row| {
            let (name, test) = (format!("{section}::{}", name(&row)), test.clone());
            Trial::test(name, move || test(&row))
        });
        self.tests.extend(tests);
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

/// Text, or bytes that are not text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Text {
    WellFormed(String),
    IllFormed {
        #[serde(with = "hex")]
        bytes_hex: Vec<u8>,
    },
}

impl Text {
    /// Becomes text as bytes from outside do in a program, or fails with `invalid_text`.
    pub(crate) fn decode(&self) -> Result<String, notifizz_token::Error> {
        match self {
            Self::WellFormed(text) => Ok(text.clone()),
            Self::IllFormed { bytes_hex } => Ok(core::str::from_utf8(bytes_hex)?.to_owned()),
        }
    }
}
