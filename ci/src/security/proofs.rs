//! What the linker proves of core: whatever could allocate or panic would be an import.

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::context::{Context, remove};
use crate::report::Report;

use super::prove;

/// What core may import: the memory functions that a compiler emits calls of.
const MEMORY_FUNCTIONS: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];

pub(crate) fn check(context: &Context, report: &mut Report) {
    let name = "security: core needs no allocator and cannot panic";
    if cfg!(target_os = "linux") {
        prove(context, report, name, || needs_nothing(context));
    } else {
        report.skip(name, "it inspects an ELF library: Linux only");
    }
}

/// Links core/no-std-check with these features and returns what it imports. The error of the linker is
/// the error.
fn imports(shell: &Shell, context: &Context, features: &str) -> Result<Vec<String>> {
    let library = context.path("target/c/libnotifizz_token_no_std_check.so");
    remove(&library)?;
    let features = format!("panic-handler {features}");
    let output = cmd!(
        shell,
        "cargo rustc --quiet --locked -p notifizz-token-no-std-check --profile c --features {features} --crate-type cdylib
        -- -C link-arg=-Wl,--allow-shlib-undefined"
    )
    .ignore_status()
    .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let symbols = cmd!(shell, "nm -D --undefined-only {library}").read()?;
    let names = symbols
        .lines()
        .filter_map(|line| line.trim().strip_prefix("U "));
    // A version of the C library may stand behind the name.
    Ok(names
        .map(|name| name.split('@').next().unwrap_or(name).to_owned())
        .collect())
}

/// With the features of the C library, and with those of the other packages but for `diagnose` and `receive`.
fn needs_nothing(context: &Context) -> Result<String> {
    let shell = context.shell("")?;
    for features in ["", "packages"] {
        let names = imports(&shell, context, features)?;
        println!("imports with {features:?}: {}", names.join(" "));
        let more = names
            .iter()
            .find(|name| !MEMORY_FUNCTIONS.contains(&name.as_str()));
        ensure!(
            more.is_none(),
            "core imports {}",
            more.map_or("", String::as_str)
        );
    }
    // Each seeded fault has to be noticed, or the check above proves nothing.
    ensure!(
        imports(&shell, context, "control-panic")?.contains(&"a_panic_path_exists".to_owned()),
        "the seeded panic was not noticed"
    );
    let error = imports(&shell, context, "control-alloc")
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    ensure!(
        error.contains("no global memory allocator"),
        "the seeded allocation was not noticed: {error}"
    );
    // These need the allocator with those features, which is why the check leaves them out there.
    for control in ["control-diagnose", "control-receive"] {
        let names = imports(&shell, context, control)?;
        ensure!(
            names.contains(&"an_allocation_exists".to_owned()),
            "the allocation of {control} was not noticed"
        );
    }
    Ok(format!("no import but {}", MEMORY_FUNCTIONS.join(", ")))
}
