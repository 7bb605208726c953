# shellcheck shell=bash
# The whole story in a real browser, with every backend of examples/; see examples/widget/README.md.
WIDGET_BACKENDS=(django flask express go java ruby)
WIDGET_BUILD=$BUILD/widget

widget_missing() {
  missing node 'Node.js 18 or later' || missing npm npm || missing cargo 'Rust 1.88 or later (rustup)' ||
    missing "${CHROMIUM:-chromium}" 'Chromium (chromium), or set CHROMIUM to its path' || true
}

# What the page is built and tested with, exactly as the lock file has it, and our tarballs.
widget_prepare() {
  local lock=examples/widget/package-lock.json stamp=examples/widget/node_modules/.stamp
  node_package
  if ! cmp --silent "$lock" "$stamp"; then
    (cd examples/widget && npm ci --silent --ignore-scripts)
    cp "$lock" "$stamp"
  fi
  (
    cd examples/widget
    npm install --silent --ignore-scripts --no-save "$DIST/notifizz-token-"{"$VERSION","$NODE_PLATFORM-$VERSION"}.tgz
    npm run --silent build
  )
  rm -rf "$WIDGET_BUILD/screenshots"
  mkdir -p "$WIDGET_BUILD/screenshots"
}

# widget_test COMMAND...
widget_test() (cd examples/widget && SCREENSHOTS=$WIDGET_BUILD/screenshots "$@")

# widget_backend NAME: the end-to-end test with one of the examples.
widget_backend() {
  ("$1_example_prepare") # it may change the folder
  # shellcheck disable=SC2016 # for the other bash
  widget_test node test/backend.e2e.js "$1" bash -c 'source ../../ci/lib.sh && "$1_example_run"' - "$1"
}

# widget_backend_missing NAME: what has to be installed, or written, before it can be tested.
widget_backend_missing() {
  if ! declare -F "$1_example_run" >/dev/null; then
    printf 'there is no examples/%s yet' "$1"
    return
  fi
  case $1 in
    django | flask) python_missing ;;
    express) node_missing ;;
    go) go_missing ;;
    java) kotlin_missing ;;
    ruby) ruby_missing ;;
  esac
}

widget_lint() { :; } # npm run lint in bindings-node has the page too

widget_check() {
  local backend wanted
  run 'widget: page and mock server' widget_prepare
  run 'widget: npm test' widget_test npm test
  for backend in "${WIDGET_BACKENDS[@]}"; do
    wanted=$(widget_backend_missing "$backend")
    if [[ -n $wanted ]]; then
      skip "widget: $backend, twelve scenarios" "$wanted"
    else
      run "widget: $backend, twelve scenarios" widget_backend "$backend"
    fi
  done
  wanted=$(widget_backend_missing express)
  if [[ -n $wanted ]]; then
    skip 'widget: examples/widget/start' "$wanted"
  else
    run 'widget: examples/widget/start' widget_test node test/start.e2e.js
  fi
}
