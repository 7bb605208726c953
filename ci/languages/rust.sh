# shellcheck shell=bash
rust_missing() { missing cargo 'Rust 1.88 or later (rustup)' || true; }

export rust_title='Rust|notifizz-token (crate)'

# rust_demo USER_ID SCHEME
rust_demo() { cargo run --quiet --release --locked -p notifizz-token-quickstart -- "$@"; }

rust_lint() {
  run 'rust: cargo fmt' cargo fmt --all --check
  run 'rust: clippy' cargo clippy --workspace --all-targets --locked --quiet -- --deny warnings
}

core_check() {
  run 'core: unit tests, vectors, doctests' cargo test --locked -p notifizz-token -- --show-output
  if [[ -n $(python_missing) ]]; then
    skip 'core: vectors are what their generator writes' "$(python_missing)"
  else
    run 'core: vectors are what their generator writes' "$PYTHON" core/vectors/generate.py --check
  fi
}
