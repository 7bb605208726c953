//! Runs every input that the fuzzer has found, without a fuzzer.
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::expect_used,
    reason = "a corpus that cannot be read fails its test"
)]

use std::fs;
use std::path::Path;

use notifizz_token_fuzz::{TARGETS, run_target};

#[test]
fn every_target_runs_its_corpus() {
    for (name, _) in TARGETS {
        // Miri takes seconds for each, and only the functions of the C library have unsafe code.
        let step = if cfg!(miri) { 12 } else { 1 };
        if cfg!(miri) && name != "c" {
            continue;
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/{name}.txt"));
        let corpus = fs::read_to_string(&file).expect("a corpus");
        let mut inputs = 0;
        for line in corpus.lines().step_by(step) {
            run_target(name, &hex::decode(line).expect("an input in hex"));
            inputs += 1;
        }
        println!("{name}: {inputs} inputs");
        assert!(inputs * step > 30, "{name} has {inputs} inputs");
    }
}
