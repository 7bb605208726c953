# shellcheck shell=bash
python_missing() {
  missing cargo 'Rust 1.88 or later (rustup)' && return
  missing "$PYTHON" 'python3 (3.10 or later) and python3-venv' && return
  if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
    printf '%s is too old: install python3 3.10 or later' "$("$PYTHON" --version)"
  elif ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    printf 'the venv module is missing: install python3-venv'
  fi
}

export python_title='Python|notifizz-token (PyPI)'
PYTHON_MANIFEST=bindings-python/Cargo.toml
PYTHON_PACKAGE=bindings-python/python/notifizz_token
# Type-checked strictly; the rest of the Python files are only linted.
PYTHON_TYPED=("$PYTHON_PACKAGE" bindings-python/tests)

# The wheel, for every Linux that has the glibc of 2012: that is what zig is for.
python_wheel() {
  rm -f "$DIST"/notifizz_token-*.whl
  with_tools maturin build --quiet --release --locked --zig --compatibility manylinux2014 \
    --manifest-path "$PYTHON_MANIFEST" --out "$DIST"
}

python_package() {
  python_wheel
  rm -f "$DIST"/notifizz_token-*.tar.gz
  with_tools maturin sdist --manifest-path "$PYTHON_MANIFEST" --out "$DIST"
  with_tools auditwheel show "$DIST"/notifizz_token-*.whl
  with_tools auditwheel show "$DIST"/notifizz_token-*.whl | tr '\n' ' ' | grep -q 'platform tag: "manylinux_2_17_x86_64"'
  with_tools twine check --strict "$DIST"/notifizz_token-*
}

# python_venv FOLDER PACKAGE...: a new venv with these, the wheel among them.
python_venv() {
  local folder=$1
  shift
  rm -rf "$folder"
  "$PYTHON" -m venv "$folder"
  "$folder/bin/pip" install --quiet "$@"
}

# python_demo USER_ID SCHEME
python_demo() {
  local folder=$BUILD/demo/python
  {
    python_wheel
    python_venv "$folder" --no-index "$DIST"/notifizz_token-*.whl
    cp examples/quickstart/python/quickstart.py "$folder"
  } >&2
  (cd "$folder" && bin/python -I quickstart.py "$@")
}

python_lint() {
  run 'python: ruff check' with_tools ruff check
  run 'python: ruff format' with_tools ruff format --check
  run 'python: stubs are what the sources say' python_stubs_check
  run 'python: mypy --strict' python_mypy
}

# python_stubs FOLDER: writes the stubs of the native module there.
python_stubs() {
  rm -rf "$1"
  with_tools maturin generate-stubs --quiet --locked --profile dev --features stubs \
    --manifest-path "$PYTHON_MANIFEST" --out "$1"
  # By name, because ruff leaves out what is below target.
  with_tools ruff check --quiet --fix --exit-zero "$1"/*/*.pyi
  with_tools ruff format --quiet "$1"/*/*.pyi
}

python_stubs_check() {
  local stubs=$BUILD/python/stubs
  python_stubs "$stubs"
  diff "$PYTHON_PACKAGE/_native.pyi" "$stubs/notifizz_token/_native.pyi"
}

# With what the tests import, in a venv that is kept. The package is read from the source tree.
python_mypy() {
  local venv=$BUILD/python/types requirements=bindings-python/tests/requirements.txt stamp
  stamp=$(cat "$requirements" && "$PYTHON" --version)
  if [[ ! -f $venv/stamp || $(<"$venv/stamp") != "$stamp" ]]; then
    python_venv "$venv" --requirement "$requirements"
    printf '%s\n' "$stamp" >"$venv/stamp"
  fi
  MYPYPATH=bindings-python/python "$venv/bin/python" -m mypy --strict --cache-dir "$BUILD/python/mypy" "${PYTHON_TYPED[@]}"
}

# The test files run beside the installed wheel, so that they cannot reach the source tree.
python_suite() {
  local folder=$BUILD/python/suite
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -r bindings-python/tests core/vectors/vectors.json "$folder"
  (cd "$folder" && "$BUILD/python/venv/bin/python" -m pytest -q tests)
}

python_prepare() {
  python_wheel
  python_venv "$BUILD/python/venv" --requirement bindings-python/tests/requirements.txt "$DIST"/notifizz_token-*.whl
}

python_check() {
  run 'python: wheel, installed in a new venv' python_prepare
  run 'python: suite on the installed wheel' python_suite
}
