# shellcheck shell=bash
go_missing() {
  local found
  missing go 'Go 1.24 or later' && return
  found=$(GOTOOLCHAIN=local go env GOVERSION)
  if [[ ! $found =~ ^go1\.(2[4-9]|[3-9][0-9]) ]]; then
    printf '%s is too old: install Go 1.24 or later' "$found"
    return
  fi
  c_missing
}

GO_BUILD=$BUILD/go
GO_STATICCHECK=v0.7.0 # the last one that Go 1.25 builds

export go_title='Go|notifizz-token/notifizz (module)'

# go_with PREFIX COMMAND...: with the C library installed below PREFIX, and without looking for
# anything on the network: the module has no dependencies.
go_with() {
  PKG_CONFIG_PATH=$1/lib/pkgconfig LD_LIBRARY_PATH=$1/lib CGO_ENABLED=1 \
    GOFLAGS='-mod=mod -buildvcs=false -tags=notifizz_system' GOPROXY=off GOTOOLCHAIN=local GOWORK=off "${@:2}"
}

# go_demo USER_ID SCHEME
go_demo() {
  local folder=$BUILD/demo/go
  c_unpack "$folder/prefix"
  mkdir -p "$folder/app"
  cp examples/quickstart/go/{go.mod,main.go} "$folder/app/"
  (
    cd "$folder/app"
    go mod edit -replace "notifizz-token/notifizz=$ROOT/bindings-c/go"
    go_with "$folder/prefix" go build -o quickstart .
  )
  LD_LIBRARY_PATH=$folder/prefix/lib "$folder/app/quickstart" "$@"
}

go_lint() {
  run 'go: gofmt' go_format
  run 'go: C library to check against' c_unpack "$C_PREFIX"
  run 'go: vet' go_each vet
  if [[ $(GOTOOLCHAIN=local go env GOVERSION) == go1.24* ]]; then
    skip_extra 'go: staticcheck' 'it needs Go 1.25 or later'
  else
    run 'go: staticcheck' go_staticcheck
  fi
}

go_format() {
  local files
  files=$(gofmt -l bindings-c/go benches examples)
  printf '%s' "$files"
  [[ -z $files ]]
}

# go_in FOLDER ARGUMENT...: go, against the installed C library.
go_in() {
  (
    cd "$1"
    go_with "$C_PREFIX" go "${@:2}"
  )
}

# go_each ARGUMENT...: go, for all packages of each module.
go_each() {
  local module
  for module in bindings-c/go benches/go examples/go examples/quickstart/go; do go_in "$module" "$@" ./...; done
}

go_staticcheck() {
  local bin=$GO_BUILD/staticcheck-$GO_STATICCHECK module
  if [[ ! -x $bin/staticcheck ]]; then
    GOBIN=$bin GOTOOLCHAIN=local GOFLAGS='' go install "honnef.co/go/tools/cmd/staticcheck@$GO_STATICCHECK"
  fi
  for module in bindings-c/go benches/go examples/go examples/quickstart/go; do
    (
      cd "$module"
      go_with "$C_PREFIX" "$bin/staticcheck" -checks all ./...
    )
  done
}

go_check() {
  run 'go: C library to test against' c_unpack "$C_PREFIX"
  run 'go: suite on the library of the source tree' go_source_suite
  run 'go: suite on the installed library' go_installed_suite
  run 'go: race detector' go_in bindings-c/go test -count=1 -race .
  # Its seeds are among the unit tests; this builds all of Go once more, for the coverage.
  [[ -z ${DEEP:-} ]] || run 'go: fuzzed, against crypto/hmac' go_in bindings-c/go test -run '^$' -fuzz FuzzAgainstGo -fuzztime 60s .
  run 'go: without cgo the build says what it needs' go_without_cgo
  run 'go: without the library the build says what to do' go_without_library
  run 'go: linked statically' go_static
  run 'go: a library of another version is refused' go_other_version
  run 'go: web example' go_web_example
}

# As the README says, with nothing installed.
go_source_suite() {
  cd bindings-c/go
  export NOTIFIZZ_DEEP=${DEEP:-}
  go run ./internal/build
  go test -count=1 ./...
}

go_installed_suite() {
  export NOTIFIZZ_PACKAGE=installed
  go_in bindings-c/go test -count=1 ./...
  go_in examples/go test -count=1 ./...
}

go_without_library() {
  local folder=$GO_BUILD/without-library
  rm -rf "$folder"
  mkdir -p "$folder"
  cp bindings-c/go/{go.mod,*.go,library.h} "$folder"
  rm -f "$folder/library_digest.go"
  if (cd "$folder" && go build . >log 2>&1); then
    printf 'it builds\n'
    return 1
  fi
  cat "$folder/log"
  grep -qF 'the C library is not built: run `go run ./internal/build`' "$folder/log"
}

go_without_cgo() {
  local log=$GO_BUILD/without-cgo.log
  mkdir -p "$GO_BUILD"
  if (cd bindings-c/go && CGO_ENABLED=0 GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local go build . >"$log" 2>&1); then
    printf 'it builds\n'
    return 1
  fi
  cat "$log"
  grep -q 'set_CGO_ENABLED_1_and_install_a_C_compiler' "$log"
  # Nothing else that would hide it.
  (($(grep -c nocgo.go "$log") == 1 && $(grep -c '\.go:' "$log") == 1))
}

GO_KNOWN=fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c

go_static() {
  local program=$GO_BUILD/static
  go_in examples/quickstart/go build -o "$program" -tags netgo,osusergo \
    -ldflags '-linkmode external -extldflags -static' .
  if readelf --dynamic "$program" | grep NEEDED; then
    printf 'it needs a shared library\n'
    return 1
  fi
  [[ $(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY "$program" user_42) == "$GO_KNOWN" ]]
}

# The quickstart, with a library that says it is another one in front.
go_other_version() {
  local program=$GO_BUILD/shared other=$GO_BUILD/other.so log=$GO_BUILD/other.log
  go_in examples/quickstart/go build -o "$program" .
  export LD_LIBRARY_PATH=$C_PREFIX/lib NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY
  [[ $("$program" user_42) == "$GO_KNOWN" ]]
  printf 'const char *notifizz_version(void) { return "99.1.0"; }\n' | "${CC:-cc}" -shared -fPIC -o "$other" -x c -
  if LD_PRELOAD=$other "$program" user_42 >"$log" 2>&1; then
    cat "$log"
    printf 'it was not refused\n'
    return 1
  fi
  cat "$log"
  grep -q "install the C library.*this package is $VERSION, .*the library is 99.1.0" "$log"
}

go_example_prepare() {
  {
    c_unpack "$GO_BUILD/example/prefix"
    mkdir -p "$GO_BUILD/example/src"
    cp examples/go/{go.mod,main.go} "$GO_BUILD/example/src/"
    (
      cd "$GO_BUILD/example/src"
      go mod edit -replace "notifizz-token/notifizz=$ROOT/bindings-c/go"
      go_with "$GO_BUILD/example/prefix" go build -o ../server .
    )
  } >&2
}

go_example_run() { LD_LIBRARY_PATH=$GO_BUILD/example/prefix/lib exec "$GO_BUILD/example/server"; }

go_web_example() {
  go_example_prepare
  # shellcheck disable=SC2016 # for the other bash
  "$PYTHON" ci/drive-example go bash -c 'source ci/lib.sh && go_example_run'
}

go_bench() {
  c_unpack "$C_PREFIX" >&2
  go_in benches/go run .
}
