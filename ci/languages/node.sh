# shellcheck shell=bash
node_missing() {
  # Python has the cross-compiler, zig.
  missing node 'Node.js 18 or later' || missing npm npm || python_missing
}

export node_title='Node|notifizz-token (npm)'
NODE_PLATFORM=linux-x64-gnu
# The addon needs no newer glibc than this.
NODE_TARGET=(--cross-compile --target x86_64-unknown-linux-gnu.2.17)

# The build tools, exactly as the lock file has them; again only when it changes.
node_tools() {
  local lock=bindings-node/package-lock.json stamp=bindings-node/node_modules/.stamp
  if ! cmp --silent "$lock" "$stamp"; then
    (cd bindings-node && npm ci --silent --ignore-scripts)
    cp "$lock" "$stamp"
  fi
}

# node_npm SCRIPT ARGUMENT...: a script of bindings-node/package.json.
node_npm() { NOTIFIZZ_DEEP=${DEEP:-} with_tools npm --prefix bindings-node run --silent "$@"; }

node_package() {
  node_tools
  node_npm build -- "${NODE_TARGET[@]}"
  NOTIFIZZ_DIST=$DIST node_npm package >/dev/null
}

# node_install FOLDER [NAME...]
node_install() { NOTIFIZZ_DIST=$DIST node bindings-node/scripts/install.js "$@"; }

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
  node_npm lint
}

# The packed addon loads wherever the glibc of 2012 is; a library that needs a newer one is found.
node_glibc() {
  local folder=$BUILD/node/glibc status=0
  rm -rf "$folder"
  mkdir -p "$folder"
  tar -xf "$DIST/notifizz-token-$NODE_PLATFORM-$VERSION.tgz" -C "$folder"
  "$PYTHON" ci/glibc.py "$folder/package/notifizz-token.$NODE_PLATFORM.node"
  printf '#include <stdlib.h>\nunsigned control(void) { return arc4random(); }\n' >"$folder/newer.c"
  with_tools python3 -m ziglang cc -shared -target x86_64-linux-gnu.2.36 "$folder/newer.c" -o "$folder/newer.so"
  "$PYTHON" ci/glibc.py "$folder/newer.so" || status=$?
  ((status == 1))
}

node_panic() { node_npm test:panic -- "${NODE_TARGET[@]}"; }

# node_example NAME: copies it to where it runs, and installs what its lock file has and our tarballs.
node_example() {
  local folder=$BUILD/examples/$1
  node_package
  mkdir -p "$folder"
  find "$folder" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name .next -exec rm -r {} +
  # Without the modules that a developer has there.
  (cd "examples/$1" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$folder")
  # The lock file names the source tree, by its place.
  ln -sfn "$ROOT/bindings-node" "$BUILD/bindings-node"
  (
    cd "$folder"
    if ! cmp --silent package-lock.json node_modules/.stamp; then
      npm ci --silent --ignore-scripts
      cp package-lock.json node_modules/.stamp
    fi
    npm install --silent --ignore-scripts --no-save "$DIST/notifizz-token-"{"$VERSION","$NODE_PLATFORM-$VERSION"}.tgz
  )
}

express_example_prepare() { node_example express >&2; }
express_example_run() { exec node "$BUILD/examples/express/server.js"; }

nextjs_example_prepare() {
  node_example nextjs >&2
  (cd "$BUILD/examples/nextjs" && NEXT_TELEMETRY_DISABLED=1 npm run --silent build) >&2
}
nextjs_example_run() {
  cd "$BUILD/examples/nextjs"
  NEXT_TELEMETRY_DISABLED=1 exec node_modules/.bin/next start --hostname 127.0.0.1 --port "$PORT"
}

# node_drive NAME
node_drive() {
  "$1_example_prepare"
  # shellcheck disable=SC2016 # for the other bash
  ci/drive-example "$1" bash -c 'source ci/lib.sh && "$1_example_run"' - "$1"
}

node_check() {
  run 'node: packages' node_package
  run 'node: suite in the source tree' node_npm test
  run 'node: TypeScript' node_npm types
  run 'node: suite on the installed packages' node_npm test:package
  run 'node: the addon needs no glibc above 2.17' node_glibc
  run 'node: a panic is an exception' node_panic
  if [[ -n ${DEEP:-} ]]; then
    run 'node: other runtimes, and test runners' node_npm test:runtimes
  fi
  run 'node: Express example' node_drive express
  if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 9) ? 0 : 1)'; then
    run 'node: Next.js example' node_drive nextjs
  else
    skip 'node: Next.js example' 'Node.js 20.9 or later'
  fi
}

# ci/bench collects this; NODE=PATH times another Node.js.
node_bench() {
  local folder=$BUILD/node/bench
  node_package >&2
  node_install "$folder" >&2
  cp benches/node/token.js "$folder"
  (cd "$folder" && "${NODE:-node}" token.js)
}
