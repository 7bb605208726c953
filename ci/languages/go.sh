# shellcheck shell=bash
go_missing() {
  local version
  missing go 'Go 1.24 or later' && return
  version=$(GOTOOLCHAIN=local go env GOVERSION)
  if [[ ! $version =~ ^go1\.(2[4-9]|[3-9][0-9]) ]]; then
    printf '%s is too old: install Go 1.24 or later' "$version"
    return
  fi
  c_missing
}

export go_title='Go|notifizz-token/notifizz (module)'

# go_with PREFIX COMMAND...: with the C library below PREFIX, and without looking for anything on
# the network: the module has no dependencies.
go_with() {
  PKG_CONFIG_PATH=$1/lib/pkgconfig LD_LIBRARY_PATH=$1/lib CGO_ENABLED=1 \
    GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOWORK=off "${@:2}"
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
  run 'go: vet' go_in bindings-c/go vet ./...
  run 'go: vet the quickstart' go_in examples/quickstart/go vet ./...
}

go_format() {
  local files
  files=$(gofmt -l bindings-c/go examples)
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

go_check() {
  run 'go: C library to test against' c_unpack "$C_PREFIX"
  run 'go: vectors and unit tests' go_in bindings-c/go test -count=1 -v .
}
