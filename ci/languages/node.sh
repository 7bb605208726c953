# shellcheck shell=bash
node_missing() {
  missing node 'Node.js 18 or later' || missing npm npm || missing cargo 'Rust 1.88 or later (rustup)' || true
}

export node_title='Node|notifizz-token (npm)'
NODE_PLATFORM=linux-x64-gnu

# The build tools, exactly as the lock file has them; again only when it changes.
node_tools() {
  local lock=bindings-node/package-lock.json stamp=bindings-node/node_modules/.stamp
  if ! cmp --silent "$lock" "$stamp"; then
    (cd bindings-node && npm install --no-save --silent --ignore-scripts)
    cp "$lock" "$stamp"
  fi
}

# node_pack FOLDER FILE...: the tarball of these files with the licences, in dist/. For "main" the
# platform packages become optional dependencies only here: until they are published, no lock file
# can name them.
node_pack() (
  stage=$BUILD/node/pack/$1
  shift
  rm -rf "$stage"
  mkdir -p "$stage"
  cp -r "$@" LICENSE-APACHE LICENSE-MIT "$stage"
  cd "$stage"
  # Of no use to those who install it.
  npm pkg delete scripts devDependencies napi
  [[ $stage != */main ]] || npm pkg set "optionalDependencies.notifizz-token-$NODE_PLATFORM=$VERSION"
  npm pack --silent --pack-destination "$DIST" >/dev/null
)

node_package() {
  local main=bindings-node platform=bindings-node/npm/$NODE_PLATFORM
  node_tools
  (cd bindings-node && npm run --silent build)
  node_pack "$NODE_PLATFORM" "$platform"/*.node "$platform"/package.json
  node_pack main "$main"/package.json "$main"/{index,native}.js "$main"/index.mjs "$main"/index.d.ts "$main"/index.d.mts
}

# node_install FOLDER [NAME...]: what a user does, without a network, in an empty folder, under
# these names or its own.
node_install() {
  local folder=$1 name specs=()
  shift
  for name in "${@:-notifizz-token}"; do specs+=("$name@file:$DIST/notifizz-token-$VERSION.tgz"); done
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '{ "private": true }\n' >"$folder/package.json"
  (cd "$folder" && npm install --silent --offline "$DIST/notifizz-token-$NODE_PLATFORM-$VERSION.tgz" "${specs[@]}")
}

# node_demo USER_ID SCHEME
node_demo() {
  local folder=$BUILD/demo/node
  {
    node_package
    node_install "$folder" @notifizz/nodejs
    cp examples/quickstart/node/quickstart.js "$folder"
  } >&2
  # The documented calls alone where they are enough.
  [[ $2 == hmac-sha256 ]] && set -- "$1"
  node "$folder/quickstart.js" "$@"
}

node_lint() {
  run 'node: biome' node_biome
}

node_biome() {
  node_tools
  bindings-node/node_modules/.bin/biome check --error-on-warnings --config-path=ci bindings-node examples/quickstart/node
}

# The test files run beside the installed packages, so that they cannot reach the source tree.
node_suite() {
  local folder=$BUILD/node/$1
  shift
  node_install "$folder" "$@"
  cp -r bindings-node/test core/vectors/vectors.json "$folder"
  # The shell's glob, because Node.js 20 takes no pattern.
  (cd "$folder" && NOTIFIZZ_PACKAGE=${1:-notifizz-token} node --test test/*.test.js)
}

node_check() {
  run 'node: packages' node_package
  run 'node: suite on the installed packages' node_suite own
  run 'node: the same as @notifizz/nodejs' node_suite alias @notifizz/nodejs
}
