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

# go_with PREFIX COMMAND...: with the C library below PREFIX, and without looking for anything on
# the network: the module has no dependencies.
go_with() {
  PKG_CONFIG_PATH=$1/lib/pkgconfig LD_LIBRARY_PATH=$1/lib CGO_ENABLED=1 \
    GOFLAGS='-mod=mod -buildvcs=false' GOPROXY=off GOTOOLCHAIN=local GOWORK=off "${@:2}"
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
  run 'go: vectors, unit tests and examples of the documentation' go_in bindings-c/go test -count=1 -v .
  # Those of the memory measure this process, and the detector's memory is many times ours.
  run 'go: race detector' go_in bindings-c/go test -count=1 -race -skip '^Test(Allocations|GarbageIsFreed|HostileTable|GrowthIsMeasured)$' .
  # Its seeds are among the unit tests; this builds all of Go once more, for the coverage.
  [[ -z ${DEEP:-} ]] || run 'go: fuzzed, against crypto/hmac' go_in bindings-c/go test -run '^$' -fuzz FuzzAgainstGo -fuzztime 60s .
  run 'go: without cgo the build says what it needs' go_without_cgo
  run 'go: linked statically' go_static
  run 'go: a library of another version is refused' go_other_version
  run 'go: web example' go_web_example
}

go_without_cgo() {
  local log=$GO_BUILD/without-cgo.log
  mkdir -p "$GO_BUILD"
  if (cd bindings-c/go && CGO_ENABLED=0 GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local go build . >"$log" 2>&1); then
    printf 'it builds\n'
    return 1
  fi
  cat "$log"
  grep -q 'set_CGO_ENABLED_1_and_install_a_C_compiler_and_the_C_library_notifizz_token' "$log"
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
  go_page
}

# The page: its files where there are some, nothing outside of them, and else what is missing.
go_page() {
  "$PYTHON" - "$GO_BUILD/example" <<'PY'
import os, socket, subprocess, sys, tempfile
from pathlib import Path

build = Path(sys.argv[1])


def get(port: int, path: str) -> tuple[int, str, bytes]:
    # By hand, because a client would tidy up the dots.
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: sock.recv(65536), b"")).partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    kind = next((line for line in lines if line.startswith("content-type:")), "")
    return int(lines[0].split()[1]), kind, body


with tempfile.TemporaryDirectory() as folder:
    page = Path(folder, "page")
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<p>the page")
    (page / "assets/app.js").write_text("// the script")
    Path(folder, "outside").write_text("outside")
    (page / "link").symlink_to("../outside")
    for widget in (str(page), str(page / "absent"), ""):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        environment = {
            **os.environ,
            "PORT": str(port),
            "WIDGET_DIR": widget,
            "NOTIFIZZ_AUTH_SECRET_KEY": "k",
            "LD_LIBRARY_PATH": str(build / "prefix/lib"),
        }
        with subprocess.Popen([build / "server"], env=environment, stderr=subprocess.PIPE) as server:
            try:
                server.stderr.readline()  # "Serving on"
                status, kind, body = get(port, "/")
                if widget == str(page):
                    assert (status, body) == (200, b"<p>the page") and "text/html" in kind, (status, kind, body)
                    status, kind, body = get(port, "/assets/app.js")
                    assert (status, body) == (200, b"// the script") and "text/javascript" in kind, (status, kind)
                else:
                    assert status == 200 and "text/plain" in kind and b"not built" in body, (status, kind, body)
                for path in ("/../outside", "/%2e%2e/outside", "/link", "/absent.js"):
                    status, _, body = get(port, path)
                    assert status != 200 and b"outside" not in body.replace(b'"/outside"', b""), (path, status, body)
            finally:
                server.terminate()
print("the page, its script, nothing outside: 3 servers")
PY
}

go_bench() {
  c_unpack "$C_PREFIX" >&2
  go_in benches/go run .
}
