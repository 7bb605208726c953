# shellcheck shell=bash
c_missing() {
  missing cargo 'Rust 1.88 or later (rustup)' || missing "${CC:-cc}" 'a C compiler (build-essential)' ||
    missing pkg-config 'pkg-config' || python_missing # which has the cross-compiler, zig
}

export c_title='C|libnotifizz_token (pkg-config)'

# What programs are linked to. It changes when one of them would break: see c_abi.
C_SOVERSION=0
C_NAME=notifizz-token-c-$VERSION-linux-$(uname -m)
C_BUILD=$BUILD/c
C_PREFIX=$C_BUILD/prefix
C_TESTS=$C_BUILD/tests
C_WARNINGS=(-Wall -Wextra -Wconversion -pedantic -Werror)
C_FLAGS=(-std=c99 -O1 -g "${C_WARNINGS[@]}")
C_CXXFLAGS=(-std=c++11 -O1 -g "${C_WARNINGS[@]}")

# c_cargo FOLDER [ARGUMENT]...: the library as one object file, target/FOLDER/notifizz_token.o. Link-time
# optimisation leaves nothing of Rust's own libraries outside it.
c_cargo() {
  cargo rustc --quiet --locked --target-dir "target/$1" --profile c -p notifizz-token-c --features panic-handler \
    --crate-type staticlib "${@:2}" -- --emit="obj=$ROOT/target/$1/notifizz_token.o"
}

# c_link FOLDER: the shared library from that object. It names no libc, so that one file serves glibc and musl.
c_link() {
  "${CC:-cc}" -shared -nostdlib -Wl,-z,now,-soname,"libnotifizz_token.so.$C_SOVERSION" \
    "target/$1/notifizz_token.o" -o "target/$1/libnotifizz_token.so"
}

c_build() {
  c_cargo c-library
  c_link c-library
  strip target/c-library/libnotifizz_token.so
  ar rcsD target/c-library/libnotifizz_token.a target/c-library/notifizz_token.o
}

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
  local prefix=$1 file values
  c_build
  rm -rf "$prefix"
  mkdir -p "$prefix"/{include,lib/{pkgconfig,cmake/notifizz_token},share/doc/notifizz_token}
  cp bindings-c/include/notifizz_token.h "$prefix/include/"
  cp target/c-library/libnotifizz_token.a "$prefix/lib/"
  cp target/c-library/libnotifizz_token.so "$prefix/lib/libnotifizz_token.so.$C_SOVERSION"
  ln -s "libnotifizz_token.so.$C_SOVERSION" "$prefix/lib/libnotifizz_token.so"
  values="s/@VERSION@/$VERSION/; s/@SONAME@/libnotifizz_token.so.$C_SOVERSION/"
  sed "$values" bindings-c/notifizz_token.pc.in >"$prefix/lib/pkgconfig/notifizz_token.pc"
  sed "$values" bindings-c/FetchContent.cmake >"$prefix/CMakeLists.txt"
  for file in bindings-c/cmake/*; do sed "$values" "$file" >"$prefix/lib/cmake/notifizz_token/${file##*/}"; done
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


# must_fail PATTERN COMMAND...: a check of a check. The command has to fail, and for that reason.
must_fail() {
  local pattern=$1 log=$C_BUILD/must_fail.log
  shift
  if "$@" >"$log" 2>&1; then
    printf 'this passes, and must not: %s\n' "$*"
    return 1
  fi
  if ! grep -qE -- "$pattern" "$log"; then
    tail -n 20 "$log"
    printf 'this fails, but not with "%s": %s\n' "$pattern" "$*"
    return 1
  fi
  printf 'found: %s\n' "$(grep -m1 -E -- "$pattern" "$log" | cut -c1-120)"
}

# c_flags PREFIX shared|static: how to link to the library there, one option a line.
c_flags() {
  c_pkg_config "$1" --cflags notifizz_token
  case $2 in
    shared) c_pkg_config "$1" --libs notifizz_token ;;
    static) printf '%s\n' "$1/lib/libnotifizz_token.a" ;;
  esac
}

# c_compile shared|static OUTPUT COMPILER [OPTION|SOURCE]...: a program with the installed library.
c_compile() {
  local flags
  mapfile -t flags < <(c_flags "$C_PREFIX" "$1" | xargs -n1)
  "${@:3}" -I"$C_TESTS" "${flags[@]}" -o "$2"
}

# c_run PROGRAM [ARGUMENT]...
c_run() { LD_LIBRARY_PATH=$C_PREFIX/lib "$@"; }

# c_suite shared|static: all tests, with one way to link.
c_suite() {
  local test
  for test in vectors hostile contract threads; do
    c_compile "$1" "$C_TESTS/$test-$1" "${CC:-cc}" "${C_FLAGS[@]}" "bindings-c/tests/$test.c" -pthread
    c_run "$C_TESTS/$test-$1"
  done
  c_compile "$1" "$C_TESTS/cplusplus-$1" "${CXX:-c++}" "${C_CXXFLAGS[@]}" bindings-c/tests/cplusplus.cpp
  c_run "$C_TESTS/cplusplus-$1"
  if [[ $1 == static ]] && ldd "$C_TESTS/vectors-static" | grep notifizz; then
    printf 'the static program needs the shared library\n'
    return 1
  fi
}

c_prepare() {
  c_unpack "$C_PREFIX"
  rm -rf "$C_TESTS"
  mkdir -p "$C_TESTS"
  cargo run --quiet --locked -p notifizz-token-c-generator vectors >"$C_TESTS/vectors.h"
  cargo run --quiet --locked -p notifizz-token-c-generator hostile >"$C_TESTS/hostile.h"
}

# c_symbols SHARED_LIBRARY: it exports what symbols.txt lists and needs only memory functions.
c_symbols() {
  local exports imports
  exports=$(nm -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort)
  imports=$(nm -D --undefined-only "$1" | awk '{ print $2 }')
  printf '%d exports; imports: %s\n' "$(wc -l <<<"$exports")" "${imports//$'\n'/ }"
  if ! diff bindings-c/symbols.txt - <<<"$exports"; then
    printf 'these are not the exports that bindings-c/symbols.txt lists\n'
    return 1
  fi
  if grep -vxE '(memcpy|memmove|memset|memcmp|bcmp)' <<<"$imports"; then
    printf 'the library needs more than memory functions\n'
    return 1
  fi
}

# The same of the static library, and what else a library on Linux should be.
c_binary() {
  local shared=$C_PREFIX/lib/libnotifizz_token.so static=$C_PREFIX/lib/libnotifizz_token.a size
  c_symbols "$shared"
  nm --defined-only --extern-only "$static" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort | diff bindings-c/symbols.txt -
  if nm --undefined-only "$static" | awk '$1 == "U" { print $2 }' | grep -vxE 'memcpy|memmove|memset|memcmp|bcmp'; then
    printf 'the static library needs more than memory functions\n'
    return 1
  fi
  # The header declares each of them and no more.
  grep -oE '\bnotifizz_[a-z_]+\(' bindings-c/include/notifizz_token.h | tr -d '(' | LC_ALL=C sort -u | diff bindings-c/symbols.txt -

  readelf --dynamic --segments --sections --wide "$shared" >"$C_TESTS/readelf"
  grep -F "soname: [libnotifizz_token.so.$C_SOVERSION]" "$C_TESTS/readelf"
  if grep -F '(NEEDED)' "$C_TESTS/readelf"; then return 1; fi
  grep -E 'FLAGS.*NOW' "$C_TESTS/readelf"
  grep -E 'GNU_RELRO' "$C_TESTS/readelf"
  grep -E 'GNU_STACK.* RW +0' "$C_TESTS/readelf"
  if grep -E 'TEXTREL|RPATH|RUNPATH|\.symtab|\.debug| RWE ' "$C_TESTS/readelf"; then return 1; fi
  size=$(stat --dereference --format=%s "$shared")
  printf 'the shared library has %d bytes, the static one %d\n' "$size" "$(stat --format=%s "$static")"
  # It has 101 KB. A limit just above shows when something large has come in unnoticed.
  ((size <= 112 * 1024))
}

# The installed program is the command line, needs no newer glibc than the library, and completes.
c_program() {
  local program=$C_PREFIX/bin/notifizz-token file=$C_PREFIX/share/bash-completion/completions/notifizz-token
  "$PYTHON" ci/glibc.py "$program"
  "$program" --help | diff cli/help.txt -
  [[ $(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY "$program" generate user_42) == \
    fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c ]]
  # shellcheck disable=SC2016 # for the other bash
  bash -c 'source "$1" && complete -p notifizz-token' - "$file"
}

# c_header COMPILER: the header alone is C and C++ of every standard, without a warning.
c_header() {
  local standard options=()
  printf '#include <notifizz_token.h>\n' >"$C_TESTS/header.c"
  # Only clang has it: whether the comments tell of the parameters that there are.
  [[ $1 != clang ]] || options=(-Wdocumentation)
  for standard in c99 c11 c17 c++11 c++17 c++20; do
    "$1" -x "$([[ $standard == c++* ]] && echo c++ || echo c)" -std=$standard "${C_WARNINGS[@]}" -Wcast-qual \
      -Wshadow -Wundef "${options[@]}" -I"$C_PREFIX/include" -fsyntax-only "$C_TESTS/header.c"
  done
}

c_header_compilers() {
  local folder=$C_BUILD/header-mistakes
  c_header gcc
  c_header clang
  mkdir -p "$folder"
  # GCC knows how long the buffer has to be.
  printf '#include <notifizz_token.h>\nint main(void) { char t[NOTIFIZZ_TOKEN_LEN]; return notifizz_generate_hashed_token(0, "k", 1, "u", 1, t); }\n' >"$folder/short.c"
  must_fail 'accessing 65 bytes in a region of size 64' gcc -Werror -O2 -I"$C_PREFIX/include" -c "$folder/short.c" -o "$folder/short.o"
}

# The tests as clang compiles them.
c_clang() {
  CC=clang CXX=clang++ c_suite shared
}

# Another libc: the static library needs nothing of glibc.
c_musl() {
  local test
  for test in vectors contract; do
    musl-gcc "${C_FLAGS[@]}" -static -I"$C_PREFIX/include" -I"$C_TESTS" "bindings-c/tests/$test.c" \
      "$C_PREFIX/lib/libnotifizz_token.a" -o "$C_TESTS/$test-musl"
    if readelf --segments "$C_TESTS/$test-musl" | grep INTERP; then return 1; fi
    "$C_TESTS/$test-musl"
  done
}

# The tests under AddressSanitizer and UndefinedBehaviorSanitizer, with the library as it ships:
# mistakes of the tests, and what the library's memory functions do to their buffers.
c_sanitized_tests() {
  local test
  for test in vectors contract; do
    c_compile static "$C_TESTS/$test-asan" gcc "${C_FLAGS[@]}" -fsanitize=address,undefined \
      -fno-sanitize-recover=all "bindings-c/tests/$test.c"
  done
  "$C_TESTS/vectors-asan"
  "$C_TESTS/contract-asan"
}

c_tsan_tests() {
  c_compile static "$C_TESTS/threads-tsan" gcc "${C_FLAGS[@]}" -fsanitize=thread bindings-c/tests/threads.c
  "$C_TESTS/threads-tsan"
}

# A nightly toolchain with the sanitizers' runtimes, never downloaded.
c_nightly() {
  local sysroot
  sysroot=$(RUSTUP_AUTO_INSTALL=0 rustup run nightly rustc --print sysroot 2>/dev/null) &&
    compgen -G "$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/lib/librustc-nightly_rt.$1.a" >/dev/null
}

# c_sanitized_library address|thread PREFIX_OF_ITS_SYMBOLS: the library built with a sanitizer.
# A target is named so that build scripts are not.
c_sanitized_library() {
  local library=$ROOT/target/$1/x86_64-unknown-linux-gnu/c/libnotifizz_token_c.a options=()
  # Core itself comes without instrumentation. Nothing of it is shared between threads.
  [[ $1 != thread ]] || options=(-Cunsafe-allow-abi-mismatch=sanitizer)
  RUSTFLAGS="$RUSTFLAGS -Zsanitizer=$1 ${options[*]}" cargo +nightly rustc --quiet --locked \
    --target x86_64-unknown-linux-gnu --target-dir "target/$1" --profile c --config 'profile.c.lto="off"' \
    --config profile.c.strip=false --config profile.c.debug=1 --config profile.c.opt-level=1 \
    -p notifizz-token-c --features panic-handler --crate-type staticlib
  # The compiler's own objects in it are not for nm to read, hence no error messages.
  if ! nm "$library" 2>/dev/null | grep -E " U $2_(report_)?(store|write|load|read)" >"$C_TESTS/instrumented"; then
    printf 'the library is not instrumented\n'
    return 1
  fi
  ln -sf "$library" "$C_TESTS/libnotifizz_token_$1.a"
}

# c_sanitized_compile address|thread TEST [SOURCE]...
c_sanitized_compile() {
  # Without link-time optimisation there remains a reference to what nothing calls.
  gcc "${C_FLAGS[@]}" -fsanitize="$1" -I"$C_PREFIX/include" -I"$C_TESTS" "bindings-c/tests/$2.c" "${@:3}" \
    "$C_TESTS/libnotifizz_token_$1.a" -Wl,--defsym=rust_eh_personality=0 -o "$C_TESTS/$2-$1"
}

c_asan_library() {
  local test
  c_sanitized_library address __asan
  for test in vectors contract threads; do c_sanitized_compile address "$test"; done
  "$C_TESTS/vectors-address"
  "$C_TESTS/contract-address"
  "$C_TESTS/threads-address"
}

c_tsan_library() {
  c_sanitized_library thread __tsan
  c_sanitized_compile thread threads bindings-c/tests/tsan.c
  "$C_TESTS/threads-thread"
}

c_valgrind() {
  c_run valgrind --quiet --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
    --error-exitcode=99 "$@"
}

# c_memcheck shared|static
c_memcheck() {
  local test
  for test in vectors contract; do
    printf '%s, %s:\n' "$test" "$1"
    c_valgrind "$C_TESTS/$test-$1"
  done
}

# c_stack shared|static
c_stack() {
  # Linked at the start: the dynamic linker would save registers to the stack, at the first call
  # of each function.
  c_compile "$1" "$C_TESTS/stack-$1" gcc "${C_FLAGS[@]}" -Wl,-z,now -Wno-maybe-uninitialized bindings-c/tests/stack.c
  c_run "$C_TESTS/stack-$1"
}

c_constant_time() {
  c_compile static "$C_TESTS/constant_time" gcc "${C_FLAGS[@]}" bindings-c/tests/constant_time.c
  c_valgrind "$C_TESTS/constant_time"
}

# The installed files at another place, with a blank in its name.
c_relocated() {
  local moved="$C_BUILD/another prefix" folder=$C_BUILD/relocated flags
  rm -rf "$moved" "$folder"
  cp -r "$C_PREFIX" "$moved"
  mkdir -p "$folder"
  if grep -rF "$ROOT" "$moved"; then
    printf 'an installed file names the folder of the build\n'
    return 1
  fi
  # pkg-config escapes the blank as a shell wants it.
  eval "flags=($(c_pkg_config "$moved" --cflags --libs notifizz_token))"
  "${CC:-cc}" "${C_FLAGS[@]}" bindings-c/tests/contract.c "${flags[@]}" -o "$folder/contract"
  LD_LIBRARY_PATH=$moved/lib "$folder/contract"
  [[ $(c_pkg_config "$moved" --modversion notifizz_token) == "$VERSION" ]]
}

c_cmake() {
  local moved="$C_BUILD/another prefix" folder=$C_BUILD/cmake
  rm -rf "$folder"
  mkdir -p "$folder/source"
  sed "s/@VERSION@/$VERSION/" bindings-c/tests/cmake/CMakeLists.txt >"$folder/source/CMakeLists.txt"
  cmake -S "$folder/source" -B "$folder/build" -DCMAKE_PREFIX_PATH="$moved" -DTESTS="$ROOT/bindings-c/tests" --log-level=WARNING
  cmake --build "$folder/build" --parallel 2 >"$folder/log"
  (cd "$folder/build" && ctest --output-on-failure)
  # Another minor version before 1.0.0 is not the same interface.
  sed "s/@VERSION@/0.99.0/" bindings-c/tests/cmake/CMakeLists.txt >"$folder/source/CMakeLists.txt"
  must_fail 'requested version "0.99.0"' cmake -S "$folder/source" -B "$folder/other" \
    -DCMAKE_PREFIX_PATH="$moved" -DTESTS="$ROOT/bindings-c/tests"
}

# c_fetch ARGUMENT...: a project that fetches the release archive, configured.
c_fetch() {
  local archive=$DIST/$C_NAME.tar.gz sha256
  sha256=$(sha256sum "$archive")
  cmake -S bindings-c/tests/fetchcontent -Wno-dev -DTESTS="$ROOT/bindings-c/tests" -DARCHIVE="$archive" \
    -DARCHIVE_SHA256="${sha256%% *}" --log-level=WARNING "$@"
}

c_fetchcontent() {
  local folder=$C_BUILD/fetchcontent source=FETCHCONTENT_SOURCE_DIR_NOTIFIZZ_TOKEN build
  rm -rf "$folder"
  mkdir -p "$folder"
  # Downloaded and unpacked by CMake, and from a folder where it lies unpacked already.
  c_fetch -B "$folder/downloaded"
  c_fetch -B "$folder/unpacked" -D$source="$C_BUILD/another prefix"
  for build in downloaded unpacked; do
    cmake --build "$folder/$build" --parallel 2 >"$folder/log"
    (cd "$folder/$build" && ctest --output-on-failure)
  done
  # An archive without the file that defines the targets.
  cp -r "$C_PREFIX" "$folder/without"
  rm "$folder/without/CMakeLists.txt"
  must_fail 'notifizz_token::notifizz_token' c_fetch -B "$folder/none" -D$source="$folder/without"
}

# examples/c built in both ways that its README names, then driven as a web server would.
c_example() {
  local folder=$C_BUILD/example flags
  rm -rf "$folder"
  mkdir -p "$folder"
  read -ra flags <<<"$(c_pkg_config "$C_PREFIX" --cflags --libs notifizz_token)"
  "${CC:-cc}" "${C_FLAGS[@]}" examples/c/token.c "${flags[@]}" -o "$folder/token"
  "$PYTHON" bindings-c/tests/example.py "$folder/token" "$C_PREFIX/lib"
  cmake -S examples/c -B "$folder/cmake" -DCMAKE_PREFIX_PATH="$C_PREFIX" --log-level=WARNING
  cmake --build "$folder/cmake" >"$folder/log"
  # CMake writes where the library is into the program.
  "$PYTHON" bindings-c/tests/example.py "$folder/cmake/token"
}

# The first program of the README, as a reader would copy it.
c_readme() {
  local folder=$C_BUILD/readme flags
  mkdir -p "$folder"
  awk '/^```c$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' bindings-c/README.md >"$folder/example.c"
  read -ra flags <<<"$(c_pkg_config "$C_PREFIX" --cflags --libs notifizz_token)"
  "${CC:-cc}" "${C_FLAGS[@]}" "$folder/example.c" "${flags[@]}" -o "$folder/example"
  [[ $(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY c_run "$folder/example") == fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c ]]
  must_fail 'the auth secret key is empty' c_run env NOTIFIZZ_AUTH_SECRET_KEY= "$folder/example"
}

# The interface as the last release had it, bindings-c/abi.xml, against this one's. Functions may
# be added; nothing that a compiled program relies on may change under one C_SOVERSION.
c_abi() {
  local folder=$C_BUILD/abi library=target/c-abi/libnotifizz_token.so
  mkdir -p "$folder"
  # Types are in the debugging information only.
  c_cargo c-abi --config profile.c.strip=false --config profile.c.debug=2
  c_link c-abi
  abidw --no-corpus-path --no-comp-dir-path --no-show-locs "$library" |
    awk '/<function-decl / && !/elf-symbol-id/ { inner = 1 } !inner; /<\/function-decl>/ { inner = 0 }' >"$folder/abi.xml"
  if ! abidiff --no-added-syms bindings-c/abi.xml "$library"; then
    printf 'Programs that are linked to libnotifizz_token.so.%s would break. If it has to be: raise\n' "$C_SOVERSION"
    printf 'C_SOVERSION in ci/languages/c.sh, and copy %s to bindings-c/abi.xml.\n' "$folder/abi.xml"
    return 1
  fi
}

# c_with TOOL PACKAGE NAME COMMAND...: one check, where there is what it needs.
c_with() {
  local wanted
  if wanted=$(missing "$1" "$2"); then
    skip "$3" "$wanted"
  else
    run "${@:3}"
  fi
}

c_lint() { run 'c: header is current, every parameter documented' cargo test --locked --quiet -p notifizz-token-c-generator; }

c_check() {
  run 'c: unit tests, and what the header tells of each function' \
    cargo test --locked --quiet -p notifizz-token-c -p notifizz-token-c-generator
  run 'c: tarball, unpacked under a prefix' c_prepare
  run 'c: vectors, hostile inputs, contract, threads, C++, with the shared library' c_suite shared
  run 'c: the same with the static library' c_suite static
  run 'c: exports, imports, hardening, 112 KB' c_binary
  run 'c: the command line of the tarball, glibc 2.17' c_program
  c_with clang clang 'c: the header in C99 to C++20, GCC and clang' c_header_compilers
  c_with clang clang 'c: the same tests, compiled by clang' c_clang
  c_with musl-gcc musl-tools 'c: vectors and contract with musl' c_musl
  run 'c: no key is left on the stack, shared library' c_stack shared
  run 'c: no key is left on the stack, static library' c_stack static
  run 'c: tests under AddressSanitizer and UBSan' c_sanitized_tests
  run 'c: 8 threads under ThreadSanitizer' c_tsan_tests
  c_with valgrind valgrind 'c: memcheck, shared library' c_memcheck shared
  c_with valgrind valgrind 'c: memcheck, static library' c_memcheck static
  c_with valgrind valgrind 'c: verifying takes no branch on the key' c_constant_time
  run 'c: pkg-config at another prefix' c_relocated
  c_with cmake cmake 'c: CMake at another prefix' c_cmake
  c_with cmake cmake 'c: CMake FetchContent of the release archive' c_fetchcontent
  c_with cmake cmake 'c: examples/c' c_example
  run 'c: the program of the README' c_readme
  c_with abidiff abigail-tools 'c: the interface is that of the last release' c_abi
  if c_nightly asan; then
    run 'c: the library itself under AddressSanitizer' c_asan_library
  else
    skip_extra 'c: the library itself under AddressSanitizer' 'there is no nightly toolchain with its runtime'
  fi
  if c_nightly tsan; then
    run 'c: the library itself under ThreadSanitizer' c_tsan_library
  else
    skip_extra 'c: the library itself under ThreadSanitizer' 'there is no nightly toolchain with its runtime'
  fi
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
  "${CC:-cc}" -std=gnu99 -O2 "${C_WARNINGS[@]}" benches/c/token.c "${flags[@]}" -o "$folder/bench"
  LD_LIBRARY_PATH=$folder/prefix/lib "$folder/bench"
}
