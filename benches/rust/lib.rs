//! Nothing: this crate has benchmarks only.
