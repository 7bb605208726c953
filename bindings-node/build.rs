//! Tells the linker that the host provides the Node-API symbols.

use std::env;

fn main() {
    // With MinGW's linker nothing is to be told: the addon looks the symbols up when it is loaded.
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if !(is("CARGO_CFG_TARGET_OS", "windows") && is("CARGO_CFG_TARGET_ENV", "gnu")) {
        napi_build::setup();
    }
}
