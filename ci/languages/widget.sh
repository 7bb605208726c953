# shellcheck shell=bash
# The whole story in a real browser, with every backend of examples/; see examples/widget/README.md.
WIDGET_BACKENDS=(django flask express go java ruby)
WIDGET_BUILD=$BUILD/widget

widget_missing() {
  missing node 'Node.js 18 or later' || missing npm npm || missing cargo 'Rust 1.88 or later (rustup)' ||
    missing "${CHROMIUM:-chromium}" 'Chromium (chromium), or set CHROMIUM to its path' || true
}

# What the page is built and tested with, exactly as the lock file has it; again only when it changes.
widget_tools() {
  local lock=examples/widget/package-lock.json stamp=examples/widget/node_modules/.stamp
  if ! cmp --silent "$lock" "$stamp"; then
    (cd examples/widget && npm ci --silent --ignore-scripts)
    cp "$lock" "$stamp"
  fi
}

# The page, in $WIDGET_BUILD/page; again only when its sources changed.
widget_page() {
  local page=$WIDGET_BUILD/page sources=(examples/widget/{src,build.js,tsconfig.json,package-lock.json})
  if [[ ! -f $page/index.html || -n $(find "${sources[@]}" -newer "$page/index.html" -print -quit) ]]; then
    widget_tools
    node examples/widget/build.js "$page"
  fi
}

# The stand-in for Notifizz, over the npm package as it is installed, in $WIDGET_BUILD/mock-server.
widget_mock_server() {
  node_package
  node_install "$WIDGET_BUILD/mock-server"
  cp examples/widget/mock-server/* examples/widget/test/backend.mjs "$WIDGET_BUILD/mock-server"
}

widget_prepare() {
  widget_tools
  widget_page
  widget_mock_server
  rm -rf "$WIDGET_BUILD/screenshots"
  mkdir "$WIDGET_BUILD/screenshots"
}

# widget_test FILE ARGUMENT...
widget_test() {
  CHROMIUM=$(command -v "${CHROMIUM:-chromium}") MOCK_SERVER=$WIDGET_BUILD/mock-server WIDGET_DIR=$WIDGET_BUILD/page \
    SCREENSHOTS=$WIDGET_BUILD/screenshots node "examples/widget/test/$1" "${@:2}"
}

# widget_backend NAME: the story with one of the examples.
widget_backend() {
  ("$1_example_prepare") # it may change the folder
  # shellcheck disable=SC2016 # for the other bash
  widget_test backend.e2e.js "$1" bash -c 'source ci/lib.sh && "$1_example_run"' - "$1"
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

widget_lint() { run 'widget: biome' widget_biome; }

widget_biome() {
  node_tools
  bindings-node/node_modules/.bin/biome check --error-on-warnings --config-path=ci examples/widget
}

widget_check() {
  local backend wanted fixture=(node "$WIDGET_BUILD/mock-server/backend.mjs")
  run 'widget: page and mock server' widget_prepare
  run 'widget: the servers beside the page' widget_test servers.js "${fixture[@]}"
  run 'widget: the page itself' widget_test page.js "${fixture[@]}"
  run 'widget: a backend with a mistake is caught' widget_test mistakes.js "${fixture[@]}"
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
    run 'widget: examples/widget/start' widget_test start.js
  fi
}
