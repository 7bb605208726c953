# shellcheck shell=bash
c_missing() {
  missing cargo 'Rust 1.88 or later (rustup)' || missing "${CC:-cc}" 'a C compiler (build-essential)' ||
    missing pkg-config 'pkg-config' || missing cmake 'CMake 3.25 or later' || python_missing # which has the cross-compiler, zig
}

export c_title='C|libnotifizz_token (pkg-config)'

C_NAME=notifizz-token-c-$VERSION-linux-$(uname -m)
C_BUILD=$BUILD/c
# shellcheck disable=SC2034 # for go.sh
C_PREFIX=$C_BUILD/prefix

# c_command_line PREFIX: the program, for every Linux that has the glibc of 2012, and its completions,
# where the shells look for them.
c_command_line() {
  local share=$1/share target
  target=$(uname -m)-unknown-linux-gnu
  with_tools cargo zigbuild --quiet --locked --release --target "$target.2.17" -p notifizz-token-cli
  mkdir -p "$1/bin" "$share"/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
  cp "target/$target/release/notifizz-token" "$1/bin/"
  cp cli/completions/notifizz-token.bash "$share/bash-completion/completions/notifizz-token"
  cp cli/completions/_notifizz-token "$share/zsh/site-functions/"
  cp cli/completions/notifizz-token.fish "$share/fish/vendor_completions.d/"
}

# c_install PREFIX: what the release tarball contains.
c_install() {
  local prefix=$1 file
  cmake -S bindings-c -B "$C_BUILD/cmake" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_LIBDIR=lib -DNOTIFIZZ_TESTS=OFF \
    --log-level=WARNING
  cmake --build "$C_BUILD/cmake" >"$C_BUILD/log"
  rm -rf "$prefix"
  cmake --install "$C_BUILD/cmake" --strip --prefix "$prefix" >"$C_BUILD/log"
  mkdir -p "$prefix/share/doc/notifizz_token"
  cp bindings-c/CMakeLists.txt "$prefix/"
  c_command_line "$prefix"
  cp LICENSE-MIT LICENSE-APACHE "$prefix/share/doc/notifizz_token/"
  for file in bindings-c/README.md docs/c.md; do
    # Links as they are from there; pages that do not come along lose theirs.
    sed -E 's|\]\((\.\./bindings-c/)?include/|](../../../include/|g; s|\]\(\.\./docs/c\.md|](c.md|g;
      s|\[([^]]*)\]\((\.\./examples/[^)]*\|command-line\.md)\)|\1|g' "$file" >"$prefix/share/doc/notifizz_token/${file##*/}"
  done
}

c_package() {
  c_install "$C_BUILD/package/$C_NAME"
  # Names, owners and times of this machine stay out, so that two builds are alike.
  tar --create --file - --directory "$C_BUILD/package" \
    --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 "$C_NAME" | gzip --no-name >"$DIST/$C_NAME.tar.gz"
}

# c_unpack PREFIX: the release tarball below PREFIX, as a user would install it.
c_unpack() {
  c_package
  rm -rf "$1"
  mkdir -p "$1"
  tar --extract --file "$DIST/$C_NAME.tar.gz" --directory "$1" --strip-components=1
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


# The installed program is the command line, needs no newer glibc than the library, and completes.
c_program() {
  local program="$C_BUILD/another prefix/bin/notifizz-token" file="$C_BUILD/another prefix/share/bash-completion/completions/notifizz-token"
  "$PYTHON" ci/glibc.py "$program"
  "$program" --help | diff cli/help.txt -
  [[ $(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY "$program" generate user_42) == \
    fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c ]]
  # shellcheck disable=SC2016 # for the other bash
  bash -c 'source "$1" && complete -p notifizz-token' - "$file"
}

# c_preset NAME: configures, builds and tests the source tree.
c_preset() { (cd bindings-c && cmake --workflow --preset "$1"); }

# The same suite against the release tarball, unpacked at a path with a space.
c_installed() {
  local prefix="$C_BUILD/another prefix" build="$C_BUILD/installed"
  c_unpack "$prefix"
  if grep -rF "$ROOT" "$prefix"; then
    printf 'an installed file names the folder of the build\n'
    return 1
  fi
  rm -rf "$build"
  cmake -S bindings-c -B "$build" -DNOTIFIZZ_PACKAGE=installed -DCMAKE_PREFIX_PATH="$prefix"
  cmake --build "$build"
  ctest --test-dir "$build" --output-on-failure
}

# c_with TOOL PACKAGE NAME COMMAND...: one check, where there is what it needs.
c_with() {
  local install
  if install=$(missing "$1" "$2"); then
    skip "$3" "$install"
  else
    run "${@:3}"
  fi
}

c_check() {
  run 'c: unit tests' cargo test --locked --quiet -p notifizz-token-c -p notifizz-token-c-generator
  run 'c: suite' c_preset default
  run 'c: suite on the unpacked tarball' c_installed
  run 'c: the command line of the tarball, glibc 2.17' c_program
  c_with clang clang 'c: suite, compiled by clang' c_preset clang
  c_with musl-gcc musl-tools 'c: suite, with musl' c_preset musl
  c_with valgrind valgrind 'c: suite under valgrind, constant time, ABI' c_preset valgrind
  run 'c: suite under AddressSanitizer and UBSan' c_preset asan
  run 'c: suite under ThreadSanitizer' c_preset tsan
}

# Beside OpenSSL 3, in one run.
c_bench() {
  local folder=$C_BUILD/bench flags
  if ! pkg-config --exists 'libcrypto >= 3'; then
    printf 'c_bench: OpenSSL 3 is missing: install libssl-dev\n' >&2
    return 1
  fi
  c_unpack "$folder/prefix" >&2
  read -ra flags <<<"$(c_pkg_config "$folder/prefix" --cflags --libs notifizz_token libcrypto)"
  "${CC:-cc}" -std=gnu99 -O2 -Wall benches/c/token.c "${flags[@]}" -o "$folder/bench"
  LD_LIBRARY_PATH=$folder/prefix/lib "$folder/bench"
}
