//! Cargo requires a library of each package; the benchmarks are in `token.rs`.
