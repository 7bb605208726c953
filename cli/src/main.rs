//! The program `notifizz-token`.

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::{env, process::ExitCode};

use notifizz_token_cli::OpenStreams;

static STDIN_IS_OPEN: AtomicBool = AtomicBool::new(true);
static STDOUT_IS_OPEN: AtomicBool = AtomicBool::new(true);

/// Runs before Rust's runtime, which opens `/dev/null` in place of a closed stream.
extern "C" fn record_open_streams() {
    let open = OpenStreams::now();
    STDIN_IS_OPEN.store(open.stdin, Relaxed);
    STDOUT_IS_OPEN.store(open.stdout, Relaxed);
}

// SAFETY: the section holds pointers to functions that are called without arguments, which is what
// this one expects. It accesses no memory but the two statics.
#[cfg(unix)]
#[allow(unsafe_code)]
#[used]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
#[cfg_attr(
    target_vendor = "apple",
    unsafe(link_section = "__DATA,__mod_init_func")
)]
static RECORD_OPEN_STREAMS: extern "C" fn() = record_open_streams;

fn main() -> ExitCode {
    #[cfg(not(unix))]
    record_open_streams();
    let open = OpenStreams {
        stdin: STDIN_IS_OPEN.load(Relaxed),
        stdout: STDOUT_IS_OPEN.load(Relaxed),
    };
    notifizz_token_cli::main(env::args_os().skip(1), open).into()
}
