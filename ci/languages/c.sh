# shellcheck shell=bash
c_missing() {
  missing cargo 'Rust 1.88 or later (rustup)' || missing "${CC:-cc}" 'a C compiler (build-essential)' ||
    missing pkg-config 'pkg-config' || true
}

export c_title='C|libnotifizz_token (pkg-config)'

C_SOVERSION=0
C_PREFIX=$BUILD/c/prefix
C_TESTS=$BUILD/c/tests
C_FLAGS=(-std=c99 -O1 -g -Wall -Wextra -Wconversion -pedantic -Werror)

# The libraries, in target/c; needed by all that follows.
c_build() {
  cargo rustc --quiet --locked --profile c -p notifizz-token-c --features panic-handler \
    --crate-type staticlib,cdylib -- \
    -C link-arg=-Wl,-soname,libnotifizz_token.so.$C_SOVERSION -C link-arg=-lc
}

# c_install PREFIX: what the release tarball contains.
c_install() {
  local prefix=$1
  c_build
  rm -rf "$prefix"
  mkdir -p "$prefix/include" "$prefix/lib/pkgconfig"
  cp bindings-c/include/notifizz_token.h "$prefix/include/"
  cp target/c/libnotifizz_token_c.a "$prefix/lib/libnotifizz_token.a"
  cp target/c/libnotifizz_token_c.so "$prefix/lib/libnotifizz_token.so.$C_SOVERSION"
  ln -s "libnotifizz_token.so.$C_SOVERSION" "$prefix/lib/libnotifizz_token.so"
  sed "s/@VERSION@/$VERSION/" bindings-c/notifizz_token.pc.in >"$prefix/lib/pkgconfig/notifizz_token.pc"
  cp LICENSE-MIT LICENSE-APACHE "$prefix/"
}

c_package() {
  local name=notifizz-token-c-$VERSION-linux-x86_64
  c_install "$BUILD/c/package/$name"
  # Names, owners and times of this machine stay out, so that two builds are alike.
  tar --create --gzip --file "$DIST/$name.tar.gz" --directory "$BUILD/c/package" \
    --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 "$name"
}

# c_unpack PREFIX: the release tarball below PREFIX, as a user would install it.
c_unpack() {
  c_package
  rm -rf "$1"
  mkdir -p "$1"
  tar --extract --file "$DIST/notifizz-token-c-$VERSION-linux-x86_64.tar.gz" --directory "$1" --strip-components=1
}

# c_pkg_config PREFIX ARGUMENT...
c_pkg_config() { PKG_CONFIG_PATH=$1/lib/pkgconfig pkg-config "${@:2}"; }

# c_demo USER_ID SCHEME
c_demo() {
  local folder=$BUILD/demo/c flags
  c_unpack "$folder"
  read -ra flags <<<"$(c_pkg_config "$folder" --cflags --libs notifizz_token)"
  "${CC:-cc}" examples/quickstart/c/quickstart.c "${flags[@]}" -o "$folder/quickstart"
  LD_LIBRARY_PATH=$folder/lib "$folder/quickstart" "$@"
}

c_lint() { run 'c: the header is what the sources say' c_header_check; }

c_header_check() {
  cargo run --quiet --locked -p notifizz-token-c-generator header | diff bindings-c/include/notifizz_token.h -
}

# c_compile OUTPUT SOURCE [FLAG]...: a test program against the installed library.
c_compile() {
  local flags
  read -ra flags <<<"$(c_pkg_config "$C_PREFIX" --cflags --libs notifizz_token)"
  "${CC:-cc}" "${C_FLAGS[@]}" -I"$C_TESTS" "$2" "${@:3}" "${flags[@]}" -o "$1"
}

c_test() {
  local test=$1
  c_compile "$C_TESTS/$test" "bindings-c/tests/$test.c"
  LD_LIBRARY_PATH=$C_PREFIX/lib "$C_TESTS/$test"
}

c_prepare() {
  c_unpack "$C_PREFIX"
  rm -rf "$C_TESTS"
  mkdir -p "$C_TESTS"
  cargo run --quiet --locked -p notifizz-token-c-generator vectors >"$C_TESTS/vectors.h"
}

c_check() {
  run 'c: tarball, unpacked under a prefix' c_prepare
  run 'c: vectors, against the installed library' c_test vectors
  run 'c: the contract of the header' c_test contract
}
