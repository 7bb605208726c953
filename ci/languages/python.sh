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
PYTHON_CONSTRAINTS=bindings-python/constraints.txt

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
  python_artefacts
}

# python_venv PYTHON FOLDER PACKAGE...: a new venv with these.
python_venv() {
  rm -rf "$2"
  "$1" -m venv "$2"
  "$2/bin/pip" install --quiet "${@:3}"
}

# python_demo USER_ID SCHEME
python_demo() {
  local folder=$BUILD/demo/python
  {
    python_wheel
    python_venv "$PYTHON" "$folder" --no-index "$DIST"/notifizz_token-*.whl
    cp examples/quickstart/python/quickstart.py "$folder"
  } >&2
  (cd "$folder" && bin/python -I quickstart.py "$@")
}

# python_nox SESSION...: these sessions of bindings-python/noxfile.py, in the source tree, with every
# Python of this machine on the PATH.
python_nox() {
  local venv=$BUILD/nox folder
  if [[ ! -x $venv/bin/nox ]]; then
    python_venv "$PYTHON" "$venv" --constraint "$PYTHON_CONSTRAINTS" nox
  fi
  for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[0-9]*/bin; do
    PATH=$folder:$PATH
  done
  cd bindings-python
  "$venv/bin/nox" --session "$@"
}

# The same with the wheel.
python_nox_installed() {
  NOTIFIZZ_WHEEL=$(echo "$DIST"/notifizz_token-*.whl)
  export NOTIFIZZ_PACKAGE=installed NOTIFIZZ_WHEEL
  python_nox "$@"
}

python_lint() {
  run 'python: ruff' python_nox lint
  run 'python: mypy --strict' python_nox types
}

# python_prepare PYTHON FOLDER REQUIREMENT...: the wheel and these, in a new venv.
python_prepare() {
  python_venv "$1" "$2" --constraint "$PYTHON_CONSTRAINTS" "${@:3}" "$DIST"/notifizz_token-*.whl
}

# What pip does where there is no wheel; unoptimised, because it is built only to be tried.
python_sdist() {
  local venv=$BUILD/python/venv-sdist
  MATURIN_PEP517_ARGS='--profile dev' CARGO_TARGET_DIR=$BUILD/python/sdist \
    python_venv "$PYTHON" "$venv" "$DIST"/notifizz_token-*.tar.gz
  cd "$venv"
  NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY bin/notifizz-token verify user_42 \
    fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c
}

# python_fails TEXT COMMAND...: the command fails, with that text.
python_fails() {
  local found
  if found=$("${@:2}" 2>&1); then return 1; fi
  printf '%s\n' "$found"
  [[ $found == *"$1"* ]]
}

# The errors of a build with an older Rust, or for another Python than CPython.
python_unsupported() {
  local folder=$BUILD/python/unsupported
  local build=(cargo check --quiet --locked --package notifizz-token-python --target-dir "$folder/target")
  mkdir -p "$folder"
  printf '#!/bin/sh\nrustc "$@" | sed "s/%s/1.85.0/"\n' "$(rustc --version | cut -d ' ' -f 2)" >"$folder/rustc"
  chmod +x "$folder/rustc"
  python_fails 'notifizz-token-python@'"$VERSION"' requires rustc 1.88' env RUSTC="$folder/rustc" "${build[@]}"
  printf 'implementation=PyPy\nversion=3.11\n' >"$folder/pypy"
  python_fails 'supports CPython 3.10 or later only, not PyPy' env PYO3_CONFIG_FILE="$folder/pypy" "${build[@]}"
}

# Of the wheel that is there already: the platform it is for, and that PyPI would show its page.
python_artefacts() {
  local found
  found=$(with_tools auditwheel show "$DIST"/notifizz_token-*.whl | tr '\n' ' ')
  printf '%s\n' "$found"
  [[ $found == *'platform tag: "manylinux_2_17_x86_64"'* && $found == *'constrains the platform tag to "manylinux_2_17_x86_64"'* ]]
  with_tools twine check --strict "$DIST"/notifizz_token-*
}

# The wheel holds neither the time nor the folder of its build: one from another folder is the same.
python_reproducible() {
  local copy=$BUILD/python/elsewhere first
  first=$(echo "$DIST"/notifizz_token-*.whl)
  rm -rf "$copy"
  mkdir -p "$copy"
  tar --create --exclude=./target --exclude=./dist --exclude=./.git --exclude=node_modules . | tar --extract --directory "$copy"
  cd "$copy"
  export RUSTFLAGS=${RUSTFLAGS//"$ROOT="/"$copy="}
  DIST=$copy/dist
  python_wheel
  cmp "$first" "$DIST"/notifizz_token-*.whl
}

# The native module loads wherever the glibc of 2012 is; a program that needs a newer one is found.
python_glibc() {
  local folder=$BUILD/python/glibc status=0
  rm -rf "$folder"
  "$PYTHON" -m zipfile --extract "$DIST"/notifizz_token-*.whl "$folder"
  "$PYTHON" ci/glibc.py "$folder"/notifizz_token/*.so
  printf 'int main(void) { return 0; }\n' >"$folder/newer.c"
  with_tools python3 -m ziglang cc -target x86_64-linux-gnu.2.34 "$folder/newer.c" -o "$folder/newer"
  "$PYTHON" ci/glibc.py "$folder/newer" || status=$?
  ((status == 1))
}

django_example_prepare() {
  local folder=$BUILD/examples/django
  (
    python_wheel
    python_prepare "$PYTHON" "$folder/venv" django
    rm -rf "$folder/app"
    cp -r examples/django "$folder/app"
    cd "$folder/app"
    NOTIFIZZ_AUTH_SECRET_KEY=only-to-migrate ../venv/bin/python manage.py migrate --verbosity 0
  ) >&2
}

django_example_run() {
  cd "$BUILD/examples/django/app"
  exec ../venv/bin/python manage.py runserver --noreload "127.0.0.1:$PORT"
}

flask_example_prepare() {
  local folder=$BUILD/examples/flask
  (
    python_wheel
    python_prepare "$PYTHON" "$folder/venv" flask
    rm -rf "$folder/app"
    cp -r examples/flask "$folder/app"
  ) >&2
}

flask_example_run() {
  cd "$BUILD/examples/flask/app"
  exec ../venv/bin/python -m flask --app app run --port "$PORT"
}

# python_example NAME
python_example() {
  "$1_example_prepare"
  ci/drive-example "$1" bash -c "source ci/lib.sh; $1_example_run"
}

# Prints what ci/bench reads.
python_bench() {
  python_wheel >&2
  python_prepare "$PYTHON" "$BUILD/python/venv-bench" >&2
  "$BUILD/python/venv-bench/bin/python" benches/python/token.py
}

python_check() {
  local main
  main=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  run 'python: nox, in the source tree' python_nox "tests-$main" stubs
  run 'python: wheel and sdist' python_package
  run 'python: the wheel is the same from another folder' python_reproducible
  run 'python: the wheel needs no glibc above 2.17, and one that does is found' python_glibc
  run 'python: nox, with the installed wheel, on every Python' python_nox_installed tests django stubs
  run 'python: the sdist builds' python_sdist
  run 'python: an older Rust and PyPy are rejected with a clear error' python_unsupported
  run 'python: example django' python_example django
  run 'python: example flask' python_example flask
}
