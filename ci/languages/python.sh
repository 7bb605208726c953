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
PYTHON_TESTS=bindings-python/tests
# The oldest supported LTS runs on every Python that we support, the newest does not.
PYTHON_DJANGO_LTS=django==5.2.19
PYTHON_DJANGO_NEWEST=django==6.1.3
# Their caches decide in different ways what to keep.
PYTHON_DJANGO_CACHES=(django==5.2.8 django==5.2.14)

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

# A venv, which is kept, with what type-checking needs.
python_types_venv() {
  local venv=$BUILD/python/types stamp
  stamp=$(cat "$PYTHON_TESTS"/requirements*.txt && "$PYTHON" --version && printf '%s' "$PYTHON_DJANGO_LTS")
  if [[ ! -f $venv/stamp || $(<"$venv/stamp") != "$stamp" ]]; then
    python_venv "$PYTHON" "$venv" "$PYTHON_DJANGO_LTS" \
      --requirement "$PYTHON_TESTS/requirements.txt" --requirement "$PYTHON_TESTS/requirements-types.txt"
    printf '%s\n' "$stamp" >"$venv/stamp"
  fi
}

# The package is read from the source tree. The examples are projects of their own, whose modules
# are named from their folder.
python_mypy() {
  local mypy=("$BUILD/python/types/bin/python" -m mypy --strict --cache-dir "$BUILD/python/mypy") example
  python_types_venv
  export MYPYPATH=$ROOT/bindings-python/python
  "${mypy[@]}" "$PYTHON_PACKAGE" "$PYTHON_TESTS"
  for example in django flask; do
    cd "$ROOT/examples/$example"
    "${mypy[@]}" .
  done
}

# python_prepare PYTHON FOLDER REQUIREMENT...: the wheel and these, in a new venv.
python_prepare() {
  python_venv "$1" "$2" "${@:3}" "$DIST"/notifizz_token-*.whl
}

# python_tests VENV COMMAND...: the suite, beside the installed wheel, so that it cannot reach the
# source tree.
python_tests() {
  local venv=$1 folder=$BUILD/python/suite
  shift
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -r "$PYTHON_TESTS" vectors/{vectors,hostile,cli}.json "$folder"
  # Without pytest's cache and what the shell may have set.
  (cd "$folder/tests" && env -u DJANGO_SETTINGS_MODULE "$venv/bin/python" "$@" -p no:cacheprovider -q)
}

python_suite() {
  local venv=$1 report=$BUILD/python/coverage
  rm -rf "$report"
  mkdir -p "$report"
  export COVERAGE_FILE=$report/data
  python_tests "$venv" -m coverage run --rcfile coverage.ini -m pytest
  cd "$BUILD/python/suite/tests"
  "$venv/bin/coverage" combine --quiet --rcfile coverage.ini
  "$venv/bin/coverage" report --rcfile coverage.ini
}

# The stubs against the installed module: what a type checker believes is there, and is not.
python_stubtest() {
  local types=$BUILD/python/types/bin/python
  python_types_venv
  "$types" -m pip install --quiet --force-reinstall --no-deps "$DIST"/notifizz_token-*.whl
  cd "$PYTHON_TESTS"
  DJANGO_SETTINGS_MODULE=django.conf.global_settings "$types" -m mypy.stubtest notifizz_token \
    --allowlist stubtest-allowlist.txt
}

# The versions of Python beside the one in use, and their commands, oldest first.
python_others() {
  local command version seen
  seen=" $("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])') "
  for command in python3.{10..19} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do
    version=$("$command" -c 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if [[ $version == 3.1[0-9] && $seen != *" $version "* ]]; then
      seen+="$version "
      printf '%s %s\n' "$version" "$command"
    fi
  done | sort --version-sort
}

# The whole suite, with another Python and another Django.
python_suite_other() {
  local venv=$BUILD/python/venv-other
  python_prepare "$1" "$venv" --requirement "$PYTHON_TESTS/requirements.txt" "$2"
  python_tests "$venv" -m pytest
}

# The integration, with another Django on the same Python.
python_suite_django() {
  local venv=$BUILD/python/venv-django
  python_prepare "$PYTHON" "$venv" --requirement "$PYTHON_TESTS/requirements.txt" "$1"
  python_tests "$venv" -m pytest test_django.py
}

# What needs no framework, for the other ends of the range.
python_suite_plain() {
  local venv=$BUILD/python/venv-plain
  python_prepare "$1" "$venv" "$(grep ^pytest== "$PYTHON_TESTS/requirements.txt")"
  python_tests "$venv" -m pytest test_{api,vectors,hostile,cli,secrets,memory}.py
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

# python_refuses TEXT COMMAND...: the command fails, with that text.
python_refuses() {
  local found
  if found=$("${@:2}" 2>&1); then return 1; fi
  printf '%s\n' "$found"
  [[ $found == *"$1"* ]]
}

# What somebody reads who builds the sdist with an older Rust, or for another Python than CPython.
python_unsupported() {
  local folder=$BUILD/python/unsupported
  local build=(cargo check --quiet --locked --package notifizz-token-python --target-dir "$folder/target")
  mkdir -p "$folder"
  printf '#!/bin/sh\nrustc "$@" | sed "s/%s/1.85.0/"\n' "$(rustc --version | cut -d ' ' -f 2)" >"$folder/rustc"
  chmod +x "$folder/rustc"
  python_refuses 'notifizz-token-python@'"$VERSION"' requires rustc 1.88' env RUSTC="$folder/rustc" "${build[@]}"
  printf 'implementation=PyPy\nversion=3.11\n' >"$folder/pypy"
  python_refuses 'supports CPython 3.10 or later only, not PyPy' env PYO3_CONFIG_FILE="$folder/pypy" "${build[@]}"
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
    python_prepare "$PYTHON" "$folder/venv" "$PYTHON_DJANGO_LTS"
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
    python_prepare "$PYTHON" "$folder/venv" "$(grep ^flask== "$PYTHON_TESTS/requirements.txt")"
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
  local venv=$BUILD/python/venv django others version command newest=''
  run 'python: wheel and sdist' python_package
  run 'python: the wheel is the same from another folder' python_reproducible
  run 'python: the wheel needs no glibc above 2.17, and one that does is found' python_glibc
  run 'python: wheel installed in a new venv' python_prepare "$PYTHON" "$venv" \
    --requirement "$PYTHON_TESTS/requirements.txt" "$PYTHON_DJANGO_LTS"
  run "python: suite on the installed wheel, $PYTHON_DJANGO_LTS, every line and branch" python_suite "$venv"
  for django in "${PYTHON_DJANGO_CACHES[@]}"; do
    run "python: Django tests, $django" python_suite_django "$django"
  done
  run 'python: stubs against the installed module' python_stubtest
  run 'python: the sdist builds' python_sdist
  run 'python: an older Rust and PyPy are refused with a clear error' python_unsupported
  run 'python: example django' python_example django
  run 'python: example flask' python_example flask

  others=$(python_others)
  while read -r version command; do
    [[ -n $version ]] || continue
    if ((${version#3.} >= 12)); then
      newest="$version $command"
    elif ((${version#3.} == 10)); then
      run 'python: the wheel on Python 3.10' python_suite_plain "$command"
    fi
  done <<<"$others"
  if "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
    newest="$("$PYTHON" --version) $PYTHON"
  fi
  if [[ -n $newest ]]; then
    run "python: suite on Python ${newest% *}, $PYTHON_DJANGO_NEWEST" python_suite_other "${newest##* }" "$PYTHON_DJANGO_NEWEST"
  else
    skip_extra "python: suite with $PYTHON_DJANGO_NEWEST" 'it needs Python 3.12 or later, and there is none'
  fi
  [[ $others == *'3.10 '* ]] || skip_extra 'python: the wheel on Python 3.10' 'there is no Python 3.10'
}
