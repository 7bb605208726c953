# shellcheck shell=bash
# Shared by the scripts beside it; sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# All that the scripts install or build goes below these two; `rm -rf target dist` forgets it.
BUILD=$ROOT/target/ci
DIST=$ROOT/dist
# Absolute, because with_tools puts another python3 in front.
PYTHON=$(command -v "${PYTHON:-python3}" || echo python3)
# shellcheck disable=SC2034  # used by the files sourced below
VERSION=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)

# Without the remaps every panic message would carry the path of the checkout, and no two builds
# in different folders would be alike.
export RUSTFLAGS="--remap-path-prefix=$ROOT=/notifizz-token --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
export npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false

mkdir -p "$BUILD" "$DIST"

passed=0 failed=0 skipped=0
report=()

# run NAME COMMAND...: one check, counted.
run() {
  local name=$1 start=$SECONDS status
  shift
  printf '\n=== %s\n' "$name"
  # A subshell that no `if` or `||` looks at: only there does `set -e` hold inside functions.
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  if ((status == 0)); then
    passed=$((passed + 1))
    report+=("PASS  $name ($((SECONDS - start)) s)")
  else
    failed=$((failed + 1))
    report+=("FAIL  $name (exit $status)")
  fi
  printf -- '--- %s\n' "${report[-1]}"
}

# skip NAME WHAT_TO_INSTALL: a check that this machine cannot run. In CI that is a failure.
skip() {
  if [[ ${CI:-} == true ]]; then
    failed=$((failed + 1))
    report+=("FAIL  $1: cannot run here: $2")
  else
    skipped=$((skipped + 1))
    report+=("SKIP  $1: $2")
  fi
  printf '\n*** %s\n' "${report[-1]}"
}

# skip_extra NAME WHY: a check that needs a toolchain add-on which no CI can count on.
skip_extra() {
  skipped=$((skipped + 1))
  report+=("SKIP  $1: $2")
  printf '\n*** %s\n' "${report[-1]}"
}

# The last words of a script: the list of checks, then the line that tools read.
summary() {
  printf '\n'
  printf '%s\n' "${report[@]}"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}

# missing TOOL PACKAGES: true, and says what to install, if TOOL is not on the PATH.
missing() {
  command -v "$1" >/dev/null && return 1
  printf '%s is missing: install %s' "$1" "$2"
}

# with_tools COMMAND...: with the pinned tools from PyPI in front of the PATH, installed on first use.
with_tools() {
  local venv=$BUILD/tools stamp
  stamp=$(cat ci/requirements.txt && "$PYTHON" --version)
  if [[ ! -f $venv/stamp || $(<"$venv/stamp") != "$stamp" ]]; then
    rm -rf "$venv"
    "$PYTHON" -m venv "$venv"
    "$venv/bin/pip" install --quiet --requirement ci/requirements.txt
    printf '%s\n' "$stamp" >"$venv/stamp"
  fi
  PATH=$venv/bin:$PATH "$@"
}

# with_bench_tools COMMAND...: as with_tools, with what draws the picture; only ci/bench needs it.
with_bench_tools() {
  with_tools true
  with_tools pip install --quiet matplotlib==3.11.0
  with_tools "$@"
}

# A file for each language defines, with its name in front: _missing (prints what to install, or
# nothing), _title, _demo USER_ID SCHEME (prints the token), _lint, _check, and _package.
# shellcheck source=/dev/null
for file in ci/languages/*.sh; do source "$file"; done
