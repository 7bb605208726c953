//! The command line, run inside a Node.js process.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use napi_derive::napi;
use notifizz_token_cli::{OpenStreams, main};

/// Runs the command line on these arguments, without the name of the program, with the environment,
/// files and standard streams of the process. Returns the exit status.
///
/// The arguments are the last ones of the process.
#[napi(catch_unwind)]
fn cli(arguments: Vec<String>) -> u8 {
    let mut raw: Vec<_> = env::args_os().collect();
    let exact = arguments.iter().rev().map(|text| exact(text, raw.pop()));
    let mut arguments: Vec<_> = exact.collect();
    arguments.reverse();
    main(arguments, OpenStreams::now()).code()
}

/// The argument that JavaScript has as this text, in which U+FFFD may stand for ill-formed Unicode.
///
/// Not every system gives the arguments of the process to a library, and a process that changes its
/// title overwrites them. Then every U+FFFD is taken for ill-formed, which is rejected.
fn exact(text: &str, raw: Option<OsString>) -> OsString {
    match raw {
        Some(raw) if raw.to_string_lossy() == text => raw,
        _ => {
            let parts: Vec<_> = text.split('\u{fffd}').map(OsStr::new).collect();
            parts.join(&*ill_formed())
        }
    }
}

#[cfg(unix)]
fn ill_formed() -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(vec![0xff])
}

#[cfg(windows)]
fn ill_formed() -> OsString {
    std::os::windows::ffi::OsStringExt::from_wide(&[0xd800])
}
