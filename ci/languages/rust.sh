# shellcheck shell=bash
rust_missing() { missing cargo 'Rust 1.88 or later (rustup)' || true; }

export rust_title='Rust|notifizz-token (crate)'

# rust_demo USER_ID SCHEME
rust_demo() { cargo run --quiet --release --locked -p notifizz-token-quickstart -- "$@"; }

rust_lint() {
  run 'rust: cargo fmt' cargo fmt --all --check
  run 'rust: clippy' cargo clippy --workspace --exclude notifizz-token-benches --exclude notifizz-token-fuzz --all-targets --locked --quiet -- --deny warnings
}

core_check() {
  run 'core: tests, vectors, Wycheproof, properties, doctests' cargo test --locked -p notifizz-token
  run 'core: the same with the unicode feature' cargo test --locked -p notifizz-token --all-features
  run 'command line: its specification, and the program' cargo test --locked --quiet -p notifizz-token-cli
  run 'core: the software backend' core_backend soft
  if grep -qw sha_ni /proc/cpuinfo 2>/dev/null; then
    run 'core: the SHA-NI backend' core_backend x86-sha -C target-feature=+sha,+sse4.1
  else
    skip_extra 'core: the SHA-NI backend' 'this processor has none'
  fi
  run 'core: needs no allocator, cannot panic, imports only memory functions' core_no_std
  run 'core: no key is left on the stack' cargo test --locked --quiet --release -p notifizz-token --test stack
  run 'core: the wipe test fails without the wipe' core_wipe_control
  core_bare_metal
  core_msrv
  [[ -z ${DEEP:-} ]] || core_fuzz
  if [[ -n $(python_missing) ]]; then
    skip 'core: vectors and differential run' "$(python_missing)"
  else
    run 'core: the vectors are what their generator writes' "$PYTHON" vectors/generate.py --check
    run 'core: random cases against CPython' core_differential "$([[ -n ${DEEP:-} ]] && echo 1000000 || echo 50000)"
  fi
}

# core_backend NAME [RUSTC_OPTION...]: the known answers with one backend of sha2 forced.
core_backend() {
  local backend=$1
  shift
  RUSTFLAGS="$RUSTFLAGS --cfg sha2_256_backend=\"$backend\" $*" cargo test --locked --quiet \
    --target-dir "target/$backend" -p notifizz-token --test vectors --test wycheproof
}

# imports_of_core FEATURES: links core/no-std-check and prints what it imports.
imports_of_core() {
  rm -f target/c/libnotifizz_token_no_std_check.so
  cargo rustc --quiet --locked -p notifizz-token-no-std-check --profile c --features "panic-handler $1" \
    --crate-type cdylib -- -C link-arg=-Wl,--allow-shlib-undefined &&
    nm -D --undefined-only target/c/libnotifizz_token_no_std_check.so | awk '$1 == "U" { print $2 }'
}

# only_memory_functions FEATURES: core imports no more than that with these features.
only_memory_functions() {
  local imports
  imports=$(imports_of_core "$1")
  printf 'imports%s: %s\n' "${1:+ with $1}" "${imports//$'\n'/ }"
  if grep -vxE 'memcpy|memmove|memset|memcmp|bcmp' <<<"$imports"; then
    printf 'core needs more than memory functions\n'
    return 1
  fi
}

core_no_std() {
  only_memory_functions ''
  only_memory_functions unicode
  # The seeded faults: a check that does not find them proves nothing.
  if ! imports_of_core control-panic | grep -x a_panic_path_exists; then
    printf 'the seeded panic path was not found\n'
    return 1
  fi
  if imports_of_core control-alloc >"$BUILD/control-alloc.log" 2>&1 || ! grep -q 'no global memory allocator' "$BUILD/control-alloc.log"; then
    printf 'the seeded allocation was not found\n'
    return 1
  fi
  # diagnose is what needs the allocator, so the program leaves it out with that feature.
  if ! imports_of_core control-diagnose | grep -x an_allocation_exists; then
    printf 'the allocation of diagnose was not found\n'
    return 1
  fi
  printf 'all three seeded faults were found\n'
}

# A copy of core whose sha2 does not wipe: there the test must fail, and for that reason.
core_wipe_control() {
  local copy=$BUILD/wipe-control log=$BUILD/wipe-control.log
  mkdir -p "$copy"
  rm -rf "$copy/core" && cp -r core "$copy/core" && rm -rf "$copy/core/no-std-check"
  sed -n '/^\[workspace.package\]/,$p' Cargo.toml | sed '1i [workspace]\nmembers = ["core"]\nresolver = "3"\n' >"$copy/Cargo.toml"
  cp Cargo.lock "$copy/"
  sed -i '/^sha2 = /s/, features = \["zeroize"\]//' "$copy/core/Cargo.toml"
  if cargo test --quiet --manifest-path "$copy/Cargo.toml" --target-dir target/wipe-control --test wipe >"$log" 2>&1; then
    printf 'the test passes although nothing is wiped\n'
    return 1
  fi
  grep 'in the dropped signer' "$log"
}

core_bare_metal() {
  local target=thumbv7em-none-eabi
  if [[ -d $(rustc --print sysroot)/lib/rustlib/$target ]]; then
    run "core: builds for $target" cargo build --locked --quiet -p notifizz-token --target "$target"
  else
    skip_extra "core: builds for $target" "that target is not installed (rustup target add $target)"
  fi
}

core_msrv() {
  local version
  version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  if rustup toolchain list 2>/dev/null | grep -q "^$version"; then
    run "core: tests under Rust $version" cargo "+$version" test --locked --quiet --target-dir target/msrv -p notifizz-token --all-features
    run "rust: every package under Rust $version" cargo "+$version" check --locked --quiet --target-dir target/msrv \
      -p notifizz-token-cli -p notifizz-token-python -p notifizz-token-node -p notifizz-token-c -p notifizz-token-uniffi
  else
    skip_extra "core: tests under Rust $version" "that toolchain is not installed (rustup toolchain install $version)"
  fi
}

core_fuzz() {
  local target
  if cargo +nightly --version >/dev/null 2>&1; then
    for target in verify diagnose; do
      run "core: fuzz $target for a minute" core_fuzz_one "$target"
    done
  else
    skip_extra 'core: fuzzing' 'it needs a nightly toolchain (rustup toolchain install nightly)'
  fi
}

# What `cargo fuzz run` does, without having to install it.
core_fuzz_one() {
  local triple corpus=$BUILD/fuzz/$1
  triple=$(rustc -vV | sed -n 's/^host: //p')
  mkdir -p "$corpus"
  RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Zsanitizer=address -Ccodegen-units=1 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Cdebug-assertions" \
    cargo +nightly build --locked --quiet --release --config 'profile.release.lto="off"' --target "$triple" --target-dir target/fuzz -p notifizz-token-fuzz
  "target/fuzz/$triple/release/$1" -max_total_time=60 -artifact_prefix="$corpus/" "$corpus" 2>&1 | tail -n 3
}

core_differential() {
  cargo build --locked --quiet --release -p notifizz-token --example differential
  "$PYTHON" vectors/differential.py "$1" | target/release/examples/differential "$1"
}

# The medians that criterion leaves behind, in the order of its run.
rust_bench() {
  rm -rf target/criterion
  cargo bench --locked --quiet -p notifizz-token-benches >"$BUILD/criterion.log" 2>&1 ||
    { tail -n 20 "$BUILD/criterion.log" >&2 && return 1; }
  "$PYTHON" - <<'PY'
import json
from pathlib import Path

CASES = (
    ("keyed", "token, kept signer", "ours"),
    ("one_shot", "token, new signer", "ours"),
    ("verify_right", "verify, right token", "ours"),
    ("verify_wrong", "verify, wrong token", "ours"),
    ("keyed_concat", "token, sha256-concat", "ours"),
    ("diagnose_no_known_cause", "diagnose, worst case", "ours"),
    ("floor_two_compressions", "floor: two SHA-256 compressions", "peer"),
    ("ring_keyed_tag_and_hex", "ring, kept key, with hex", "peer"),
    ("ring_keyed_tag_only", "ring, kept key, tag only", "peer"),
    ("aws_lc_rs_keyed_tag_and_hex", "aws-lc-rs, kept key, with hex", "peer"),
)
found = {path.parts[2] for path in Path("target/criterion").glob("*/new/estimates.json")}
assert found == {name for name, _, _ in CASES}, found
for name, title, whose in CASES:
    median = json.loads(Path(f"target/criterion/{name}/new/estimates.json").read_text())["median"]["point_estimate"]
    print("Rust", title, f"{median:.1f}", whose, sep="\t")
PY
}
