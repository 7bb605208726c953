# shellcheck shell=bash
node_missing() {
  # Python has the cross-compiler, zig.
  missing node 'Node.js 18 or later' || missing npm npm || python_missing
}

export node_title='Node|notifizz-token (npm)'
NODE_PLATFORM=linux-x64-gnu
NODE_BIN=$ROOT/bindings-node/node_modules/.bin
NODE_RUNTIMES=$BUILD/node/runtimes
NODE_RUNNERS=$BUILD/node/runners

# The build tools, exactly as the lock file has them; again only when it changes.
node_tools() {
  local lock=bindings-node/package-lock.json stamp=bindings-node/node_modules/.stamp
  if ! cmp --silent "$lock" "$stamp"; then
    (cd bindings-node && npm ci --silent --ignore-scripts)
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

NODE_FILES=(README.md package.json index.js index.mjs index.d.ts index.d.mts errors.js native.js browser.js browser.mjs cli.js)

# The addon, for every Linux that has the glibc of 2012.
node_package() {
  local platform=bindings-node/npm/$NODE_PLATFORM
  node_tools
  with_tools npm --prefix bindings-node run --silent build:glibc-2.17
  node_pack "$NODE_PLATFORM" "$platform"/*.node "$platform"/{package.json,README.md}
  node_pack main "${NODE_FILES[@]/#/bindings-node/}"
}

# node_install FOLDER [NAME...]: what a user does, without a network, in an empty folder, under
# these names or its own.
node_install() {
  local folder=$1 name specs=()
  shift
  for name in "${@:-notifizz-token}"; do specs+=("$name@file:$DIST/notifizz-token-$VERSION.tgz"); done
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '{ "private": true, "type": "commonjs" }\n' >"$folder/package.json"
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
  "$NODE_BIN/biome" check --error-on-warnings --config-path=ci bindings-node benches/node examples/{quickstart/node,express,nextjs}
}

# The test files run beside the installed packages, so that they cannot reach the source tree.
# node_tests FOLDER [NAME]: puts both into an empty folder.
node_tests() {
  local folder=$BUILD/node/$1
  shift
  node_install "$folder" "$@"
  cp -r bindings-node/test vectors/{vectors,hostile,cli}.json "$folder"
}

# node_suite FOLDER [NAME]
node_suite() {
  node_tests "$@"
  # The shell's glob, because Node.js 20 takes no pattern.
  (cd "$BUILD/node/$1" && NOTIFIZZ_PACKAGE=${2:-notifizz-token} node --test test/*.test.js)
}

# What is in the tarballs, to the file, and nothing that runs when they are installed.
node_contents() {
  local main=$DIST/notifizz-token-$VERSION.tgz platform=$DIST/notifizz-token-$NODE_PLATFORM-$VERSION.tgz
  diff <(tar -tf "$main" | sort) <(printf 'package/%s\n' "${NODE_FILES[@]}" LICENSE-APACHE LICENSE-MIT | sort)
  diff <(tar -tf "$platform" | sort) \
    <(printf 'package/%s\n' README.md package.json "notifizz-token.$NODE_PLATFORM.node" LICENSE-APACHE LICENSE-MIT | sort)
  if tar -xOf "$main" package/package.json | grep -E '"(pre|post)?(install|prepare|publish)"|"dependencies"'; then
    printf 'the package runs something, or needs something, when it is installed\n'
    return 1
  fi
  local found
  found=$(tar -xOf "$main" package/package.json | node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)).optionalDependencies)')
  [[ $found == "{\"notifizz-token-$NODE_PLATFORM\":\"$VERSION\"}" ]] || { printf 'optionalDependencies: %s\n' "$found" && return 1; }
  if tar -xOf "$platform" "package/notifizz-token.$NODE_PLATFORM.node" | grep -q 'a panic that a test asked for'; then
    printf 'the build for the panic test was packed\n'
    return 1
  fi
  local sizes limit
  sizes=("$(stat -c %s "$main")" "$(stat -c %s "$platform")")
  printf 'the tarballs have %s and %s bytes\n' "${sizes[@]}"
  for limit in 20480 450000; do
    ((sizes[0] <= limit)) || { printf 'more than %s\n' "$limit" && return 1; }
    sizes=("${sizes[@]:1}")
  done
}

# Only these files know TypeScript: compiled as a user's would be, beside the installed package.
# node_types FOLDER NAME TYPESCRIPT...
node_types() {
  local types=$BUILD/node/$1/test/types name=$2
  shift 2
  sed -i "s|\"notifizz-token\"|\"$name\"|" "$types"/{good,bad}.*
  cp "$types/good.ts" "$types/good.mts"
  node "$types/check.js" "${@/%//bin/tsc}"
}

# node_npx FOLDER: the name of the command is found under either name of the package.
node_npx() {
  cd "$BUILD/node/$1"
  [[ $(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY npx --offline --no notifizz-token generate user_42) == \
    fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c ]]
}

node_declarations() {
  (cd "$BUILD/node/own" && node test/declarations.js "$ROOT/bindings-node/node_modules/typescript-5")
}

node_package_lints() {
  local main=$DIST/notifizz-token-$VERSION.tgz
  "$NODE_BIN/publint" run "$main" --strict
  "$NODE_BIN/publint" run "$DIST/notifizz-token-$NODE_PLATFORM-$VERSION.tgz" --strict
  "$NODE_BIN/attw" "$main" --no-emoji
}

# A server's bundle without the package works, and a page's bundle with it ends with the reason.
node_bundles() (
  cd "$BUILD/node/own"
  printf 'import { NotifizzClient } from "notifizz-token";\nconsole.log(new NotifizzClient("key").generateHashedToken("user_42"));\n' >bundle.mjs
  local bundle=("$NODE_BIN/esbuild" bundle.mjs --bundle --log-level=warning) format
  for format in cjs esm; do
    "${bundle[@]}" --platform=node --external:notifizz-token --format="$format" --outfile="server.$format.${format/esm/mjs}"
  done
  [[ $(node server.cjs.cjs) == $(node server.esm.mjs) && $(node server.cjs.cjs) =~ ^[0-9a-f]{64}$ ]]
  printf 'const { NotifizzClient } = require("notifizz-token");\nnew NotifizzClient("key");\n' >bundle.cjs
  local page
  for page in mjs cjs; do
    "${bundle[@]/bundle.mjs/bundle.$page}" --platform=browser --format=iife --minify --tree-shaking=true --outfile=page.js
    if node page.js >page.log 2>&1 || ! grep -o 'Error: notifizz-token runs on a server only' page.log; then
      cat page.log
      return 1
    fi
  done
  # Bundled without its native code, it says so, with both names that it may be installed under.
  local server
  for format in cjs esm; do
    server=$BUILD/node/bundled/server.${format/esm/mjs}
    "${bundle[@]}" --platform=node --external:notifizz-token-linux-x64-gnu --format="$format" --outfile="$server"
    if node "$server" >bundled.log 2>&1 || ! grep 'out of the bundle under .*, notifizz-token or @notifizz/nodejs' bundled.log; then
      cat bundled.log
      return 1
    fi
  done
)

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

node_memory() { (cd "$BUILD/node/own" && node --expose-gc test/memory.js); }

node_load_time() { (cd "$BUILD/node/own" && node test/load-time.js); }

# Built as the package is, because it is its unwinding that counts.
node_panic() {
  local library=$BUILD/node/panic.node log=$BUILD/node/panic.log target=x86_64-unknown-linux-gnu
  with_tools cargo zigbuild --locked --quiet --release --target "$target.2.17" -p notifizz-token-node --features test-panic
  cp "target/$target/release/libnotifizz_token_node.so" "$library"
  node bindings-node/test/panic.js "$library" 2>"$log" || { tail -n 20 "$log" && return 1; }
}

# Every function that JavaScript can call is one of two kinds, both of which catch panics.
node_catches() {
  local bare
  bare=$(grep -nE '^ *#\[napi' bindings-node/src/*.rs | grep -vE '#\[napi\((catch_unwind|module_exports|object, object_from_js = false)\)\]' || true)
  [[ -z $bare ]] || { printf 'without catch_unwind:\n%s\n' "$bare" && return 1; }
  grep -c 'catch_unwind)\]' bindings-node/src/lib.rs
}

# Each line of Node.js that is supported, the oldest release of all, and the newest; Bun; Deno.
node_runtimes() {
  local stamp=$NODE_RUNTIMES/.stamp
  cmp --silent bindings-node/runtimes/package-lock.json "$stamp" && return
  mkdir -p "$NODE_RUNTIMES"
  cp bindings-node/runtimes/{package,package-lock}.json "$NODE_RUNTIMES"
  (cd "$NODE_RUNTIMES" && npm ci --silent --ignore-scripts --no-bin-links)
  cp bindings-node/runtimes/package-lock.json "$stamp"
}

# The test runners that give each test file a realm of its own.
node_runners() {
  local stamp=$NODE_RUNNERS/.stamp
  cmp --silent bindings-node/test/runners/package-lock.json "$stamp" && return
  mkdir -p "$NODE_RUNNERS"
  cp bindings-node/test/runners/{package,package-lock}.json "$NODE_RUNNERS"
  (cd "$NODE_RUNNERS" && npm ci --silent --ignore-scripts)
  cp bindings-node/test/runners/package-lock.json "$stamp"
}

# Under a Node.js that all of them support. What they print is shown if it is not as many tests as it should be.
# node_runner PASSED ARGUMENT...
node_runner() (
  local passed=$1 log=$BUILD/node/runner.log
  shift
  NO_COLOR=1 "$NODE_RUNTIMES/node_modules/node-24/bin/node" "$@" >"$log" 2>&1 || { cat "$log" && return 1; }
  grep -E "^ *Tests:? +$passed passed" "$log" || { cat "$log" && return 1; }
)

node_jest() {
  cd "$BUILD/node/own/test/runners"
  node_runner 12 "$NODE_RUNNERS/node_modules/jest/bin/jest.js" --ci --no-cache --testMatch '**/*.test.cjs'
}

node_vitest() {
  cd "$BUILD/node/own/test/runners"
  node_runner 22 "$NODE_RUNNERS/node_modules/vitest/vitest.mjs" run realm --pool=vmThreads --globals
}

# node_suite_on RUNTIME
node_suite_on() (
  local runtime=$NODE_RUNTIMES/node_modules/$1 file
  cd "$BUILD/node/own"
  case $1 in
    node-*)
      "$runtime/bin/node" --version
      NOTIFIZZ_CASES=15000 "$runtime/bin/node" --test test/*.test.js
      return
      ;;
    bun) local run=("$runtime/bin/bun") ;;
    deno)
      export DENO_NO_UPDATE_CHECK=1
      local run=("$runtime/deno" run --allow-all --no-remote --node-modules-dir=manual)
      ;;
  esac
  "${run[0]}" --version
  for file in test/{vectors,diagnose,hostile}.test.js test/import.mjs; do "${run[@]}" "$file"; done
)

# node_example NAME: copies it to where it runs, and installs what it needs and our packages.
node_example() {
  local folder=$BUILD/examples/$1
  node_package
  mkdir -p "$folder"
  find "$folder" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name .next -exec rm -r {} +
  cp -r "examples/$1/." "$folder"
  (
    cd "$folder"
    # Our packages from dist/, where the example says a version.
    npm pkg set "dependencies.notifizz-token=file:$DIST/notifizz-token-$VERSION.tgz" \
      "dependencies.notifizz-token-$NODE_PLATFORM=file:$DIST/notifizz-token-$NODE_PLATFORM-$VERSION.tgz"
    # The tarballs may be others under the same version.
    rm -rf node_modules/notifizz-token*
    npm install --silent --ignore-scripts
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
  run 'node: what the packages contain' node_contents
  run 'node: suite on the installed packages' node_suite own
  run 'node: the same as @notifizz/nodejs' node_suite alias @notifizz/nodejs
  local compilers=("$ROOT"/bindings-node/node_modules/typescript{,-5})
  run 'node: TypeScript' node_types own notifizz-token "${compilers[@]}"
  run 'node: TypeScript, as @notifizz/nodejs' node_types alias @notifizz/nodejs "${compilers[0]}"
  run 'node: npx' node_npx own
  run 'node: npx, as @notifizz/nodejs' node_npx alias
  run 'node: index.d.ts is what the package exports' node_declarations
  run 'node: publint and arethetypeswrong' node_package_lints
  run 'node: bundles for a server and for a page' node_bundles
  run 'node: the addon needs no glibc above 2.17' node_glibc
  run 'node: memory is flat over ten million calls' node_memory
  run 'node: loads within 15 ms' node_load_time
  run 'node: every function catches panics' node_catches
  run 'node: a panic is an exception' node_panic
  run 'node: other runtimes, installed' node_runtimes
  run 'node: test runners' node_runners
  run 'node: Jest, and under jsdom' node_jest
  run 'node: vitest with vmThreads' node_vitest
  local runtime
  for runtime in node-18-oldest node-18 node-20 node-22 node-24 node-26 bun deno; do
    run "node: suite on $runtime" node_suite_on "$runtime"
  done
  run 'node: Express example' node_drive express
  if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 9) ? 0 : 1)'; then
    run 'node: Next.js example' node_drive nextjs
  else
    skip 'node: Next.js example' 'Node.js 20.9 or later'
  fi
}

# ci/bench collects this; NODE=PATH times another Node.js.
node_bench() {
  node_package >&2
  node_tests bench >&2
  cp benches/node/token.js "$BUILD/node/bench/"
  (cd "$BUILD/node/bench" && "${NODE:-node}" token.js)
}
