//! What the fuzz targets do with an input: a function for each target, which panics if a promise is broken.
//!
//! The inputs are structured: not any bytes as a token, but a right one that was changed in a certain way,
//! so that what is accepted is reached as often as what is rejected. `corpus/` has an input for each line
//! of core that was reached, and the test of this package runs them all.

#![allow(
    clippy::missing_panics_doc,
    reason = "a panic is what a fuzzer looks for"
)]

mod c;
mod diagnoses;
mod dispatches;
mod text;
mod tokens;

use arbitrary::{Arbitrary, Unstructured};

/// A target: it gets the fuzzer's bytes, which may be too few for an input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 6] = [
    ("generate", |data| run(data, tokens::generate)),
    ("verify", |data| run(data, tokens::verify)),
    ("diagnose", |data| run(data, diagnoses::diagnose_token)),
    ("receive", |data| run(data, dispatches::receive)),
    ("diagnose_dispatch", |data| {
        run(data, diagnoses::diagnose_signature)
    }),
    ("c", |data| run(data, c::entry_points)),
];

/// Runs the target with this name.
pub fn run_target(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    #[expect(clippy::expect_used, reason = "the names are in targets/")]
    let (_, target) = target.expect("a target with this name");
    target(data);
}

fn run<'a, Input: Arbitrary<'a>>(data: &'a [u8], check: impl FnOnce(Input)) {
    if let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(data)) {
        check(input);
    }
}
