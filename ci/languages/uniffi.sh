# shellcheck shell=bash
# Kotlin and Java, Ruby, and Swift: one crate, one generator, a package each.
uniffi_missing() { missing cargo 'Rust 1.88 or later (rustup)' || true; }

UNIFFI_BUILD=$BUILD/uniffi

# uniffi_generate FOLDER: what the generator writes, each file at its place below.
uniffi_generate() {
  # A dev build, because a release has no symbols, and the generator reads them.
  cargo build --quiet --locked -p notifizz-token-uniffi
  cargo run --quiet --locked -p notifizz-token-uniffi-bindgen "$ROOT/target/debug/libnotifizz_token_uniffi.so" "$1"
}

uniffi_drift() {
  local folder=$UNIFFI_BUILD/generated file files=0 stale=0
  rm -rf "$folder"
  uniffi_generate "$folder"
  while read -r file; do
    files=$((files + 1))
    diff -u "bindings-uniffi/$file" "$folder/$file" || stale=1
  done < <(cd "$folder" && find . -type f | sort)
  printf '%d generated files\n' "$files"
  if ((stale || files != 5)); then
    printf 'they are not what the crate says; to regenerate them:\n'
    printf '  cargo build -p notifizz-token-uniffi\n'
    printf '  cargo run -p notifizz-token-uniffi-bindgen target/debug/libnotifizz_token_uniffi.so bindings-uniffi\n'
    return 1
  fi
}

uniffi_library() { cargo build --quiet --release --locked -p notifizz-token-uniffi; }

uniffi_package() {
  local wanted
  wanted=$(kotlin_missing || true)
  wanted=$wanted$(ruby_missing || true)
  if [[ -n $wanted ]]; then
    printf 'uniffi: %s\n' "$wanted" >&2
    return 1
  fi
  kotlin_package
  ruby_package
  swift_package
}

uniffi_lint() {
  local wanted
  wanted=$(ruby_missing)
  if [[ -n $wanted ]]; then
    skip 'ruby: warnings' "$wanted"
  else
    run 'ruby: warnings' rake_in_ruby lint
  fi
}

uniffi_check() {
  local wanted
  run 'uniffi: the generated sources are what the crate says' uniffi_drift

  wanted=$(kotlin_missing)
  if [[ -n $wanted ]]; then
    skip 'kotlin, java' "$wanted"
  else
    run 'kotlin, java: suite in the tree' kotlin_suite
    run 'kotlin: the jar is installed in a local repository' kotlin_install
    run 'kotlin, java: suite on the packed jar' kotlin_installed_suite
    [[ ${NOTIFIZZ_DEEP:-} != 1 ]] || kotlin_vendor_sdk
    run 'java: web example' kotlin_web_example
  fi

  wanted=$(ruby_missing)
  if [[ -n $wanted ]]; then
    skip 'ruby' "$wanted"
  else
    run 'ruby: suite on the source tree' rake_in_ruby test
    run 'ruby: gem, installed in a new folder' ruby_install "$UNIFFI_BUILD/gems"
    run 'ruby: suite on the installed gem' ruby_suite
    run 'ruby: web example' ruby_web_example
  fi

  if command -v swiftc >/dev/null; then
    run 'swift: compiles, and makes the known token' swift_suite
  else
    skip_extra 'swift: compiles, and makes the known token' 'there is no swiftc'
  fi
}

# --- Kotlin and Java

kotlin_missing() {
  local jdk
  missing cargo 'Rust 1.88 or later (rustup)' && return
  missing javac 'a JDK, 17 or later (default-jdk-headless)' && return
  jdk=$(javac -version 2>&1)
  if [[ ! $jdk =~ ^javac\ (1[7-9]|[2-9][0-9]) ]]; then
    printf '%s is too old: install a JDK, 17 or later' "$jdk"
    return
  fi
  missing mvn Maven || true
}

export kotlin_title='Kotlin|notifizz-token (jar)'

# With a repository of its own, because nothing goes outside the checkout.
MAVEN_FLAGS=(--batch-mode --no-transfer-progress -Dstyle.color=never -Dkotlin.compiler.daemon=false "-Dmaven.repo.local=$BUILD/m2")

# maven FOLDER ARGUMENT...: Maven there, silent unless it fails.
maven() { (cd "$1" && mvn --quiet "${MAVEN_FLAGS[@]}" "${@:2}"); }

# Again only when something that the jar is made of has changed.
kotlin_package() {
  local jar=$DIST/notifizz-token-$VERSION.jar stamp=$UNIFFI_BUILD/jar.stamp inputs
  uniffi_library
  inputs=$(find bindings-uniffi/kotlin/{pom.xml,src/main} LICENSE-* target/release/libnotifizz_token_uniffi.so -type f -print0 | sort -z | xargs -0 sha256sum)
  if [[ ! -f $jar || ! -f $stamp || $(<"$stamp") != "$inputs" ]]; then
    maven bindings-uniffi/kotlin clean package -Dmaven.test.skip=true
    cp "target/kotlin/notifizz-token-$VERSION.jar" "$jar"
    mkdir -p "$UNIFFI_BUILD"
    printf '%s\n' "$inputs" >"$stamp"
  fi
}

# As a user does with a jar that is not in a public repository. The jar has its own pom.xml inside.
kotlin_install() {
  kotlin_package
  maven "$BUILD" org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file -Dfile="$DIST/notifizz-token-$VERSION.jar"
}

# kotlin_project SOURCE NAME: a copy of a Maven project outside the source tree of the library.
kotlin_project() {
  local folder=$UNIFFI_BUILD/$2
  mkdir -p "$folder"
  rm -rf "${folder:?}/src" "$folder/pom.xml"
  cp -r "$1"/{pom.xml,src} "$folder/"
}

# kotlin_verify ARGUMENT...: the suite, in the tree. Not quiet, because the log has to say how many tests ran.
kotlin_verify() { (cd bindings-uniffi/kotlin && mvn "${MAVEN_FLAGS[@]}" "$@"); }

kotlin_suite() { kotlin_verify verify; }

kotlin_installed_suite() { NOTIFIZZ_PACKAGE=installed kotlin_verify test -Dnotifizz.jar="$DIST/notifizz-token-$VERSION.jar"; }

# Notifizz's own Java SDK beside ours.
kotlin_vendor_sdk() {
  local name='java: hashed tokens of com.notifizz:notifizz-java'
  if maven bindings-uniffi/kotlin -Pdeep dependency:resolve >"$UNIFFI_BUILD/vendor-sdk.log" 2>&1; then
    run "$name" kotlin_verify -Pdeep test -Dtest=VendorSdkCompatTest
  else
    tail -n 5 "$UNIFFI_BUILD/vendor-sdk.log"
    skip_extra "$name" 'Maven Central has no such jar'
  fi
}

# kotlin_demo USER_ID SCHEME
kotlin_demo() {
  local folder=$BUILD/demo/kotlin
  {
    kotlin_install
    mkdir -p "$folder"
    rm -rf "$folder/src"
    cp -r examples/quickstart/kotlin/{pom.xml,src} "$folder/"
    maven "$folder" clean package
  } >&2
  # Java decodes arguments with the locale's encoding, and C's has ASCII only.
  LC_ALL=C.UTF-8 java -jar "$folder/target/quickstart.jar" "$@"
}

java_example_prepare() {
  {
    kotlin_install
    kotlin_project examples/java java-example
    maven "$UNIFFI_BUILD/java-example" clean package
  } >&2
}

java_example_run() { exec java -jar "$UNIFFI_BUILD/java-example/target/example.jar"; }

kotlin_web_example() {
  java_example_prepare
  "$PYTHON" ci/drive-example java java -jar "$UNIFFI_BUILD/java-example/target/example.jar"
  "$PYTHON" ci/stall-example java java -jar "$UNIFFI_BUILD/java-example/target/example.jar"
}

kotlin_bench() {
  {
    kotlin_install
    kotlin_project benches/jvm kotlin-bench
    maven "$UNIFFI_BUILD/kotlin-bench" clean package
  } >&2
  java -jar "$UNIFFI_BUILD/kotlin-bench/target/bench.jar"
}

# --- Ruby

ruby_missing() {
  missing cargo 'Rust 1.88 or later (rustup)' && return
  missing ruby 'ruby (3.1 or later), ruby-ffi, ruby-minitest, ruby-rack and ruby-webrick' && return
  local library
  for library in ffi minitest rack webrick; do
    if ! ruby -e "require '$library'" 2>/dev/null; then
      printf 'a Ruby library is missing: install ruby-%s' "$library"
      return
    fi
  done
}

export ruby_title='Ruby|notifizz-token (gem)'

ruby_gem() { printf '%s/notifizz-token-%s-x86_64-linux.gem' "$DIST" "$VERSION"; }

# rake_in_ruby ARGUMENT...: the gem's own Rakefile.
rake_in_ruby() { (cd bindings-uniffi/ruby && rake --silent "$@"); }

ruby_package() {
  rake_in_ruby build
  cp "bindings-uniffi/ruby/pkg/notifizz-token-$VERSION-x86_64-linux.gem" "$(ruby_gem)"
}

# ruby_install FOLDER: a new folder of gems with this one only; ffi comes from the system.
ruby_install() {
  ruby_package
  rm -rf "$1"
  GEM_HOME=$1 gem install --silent --local --no-document "$(ruby_gem)"
}

# ruby_with FOLDER ARGUMENT...: ruby with the gems of that folder.
ruby_with() { GEM_HOME=$1 ruby "${@:2}"; }

ruby_suite() { NOTIFIZZ_PACKAGE=installed GEM_HOME=$UNIFFI_BUILD/gems NOTIFIZZ_DEEP=${DEEP:-} rake_in_ruby test; }

# ruby_demo USER_ID SCHEME
ruby_demo() {
  local folder=$BUILD/demo/ruby
  {
    ruby_install "$folder/gems"
    cp examples/quickstart/ruby/quickstart.rb "$folder"
  } >&2
  (cd "$folder" && ruby_with "$folder/gems" quickstart.rb "$@")
}

ruby_example_prepare() {
  {
    ruby_install "$UNIFFI_BUILD/gems"
    rm -rf "$UNIFFI_BUILD/ruby-example"
    cp -r examples/ruby "$UNIFFI_BUILD/ruby-example"
  } >&2
}

ruby_example_run() { GEM_HOME=$UNIFFI_BUILD/gems exec ruby "$UNIFFI_BUILD/ruby-example/server.rb"; }

ruby_web_example() {
  ruby_example_prepare
  export GEM_HOME=$UNIFFI_BUILD/gems
  "$PYTHON" ci/drive-example ruby ruby "$UNIFFI_BUILD/ruby-example/server.rb"
  "$PYTHON" ci/stall-example ruby ruby "$UNIFFI_BUILD/ruby-example/server.rb"
}

ruby_bench() {
  {
    ruby_install "$UNIFFI_BUILD/gems"
    cp benches/ruby/token.rb "$UNIFFI_BUILD/bench.rb"
  } >&2
  ruby_with "$UNIFFI_BUILD/gems" "$UNIFFI_BUILD/bench.rb"
}

# --- Swift

# The sources, the header, the module map and the library.
swift_package() {
  local name=notifizz-token-swift-$VERSION-linux-x86_64 stage
  stage=$UNIFFI_BUILD/swift/$name
  uniffi_library
  rm -rf "$stage"
  mkdir -p "$stage"
  cp bindings-uniffi/swift/* LICENSE-MIT LICENSE-APACHE target/release/libnotifizz_token_uniffi.so "$stage/"
  tar --create --gzip --file "$DIST/$name.tar.gz" --directory "$UNIFFI_BUILD/swift" \
    --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 "$name"
}

swift_suite() {
  local folder=$UNIFFI_BUILD/swift/test token
  swift_package
  rm -rf "$folder"
  mkdir -p "$folder"
  tar --extract --file "$DIST/notifizz-token-swift-$VERSION-linux-x86_64.tar.gz" --directory "$folder" --strip-components=1
  cp examples/quickstart/swift/main.swift "$folder/"
  (
    cd "$folder"
    swiftc -Xcc -fmodule-map-file="$PWD/NotifizzTokenFFI.modulemap" -L. -lnotifizz_token_uniffi \
      NotifizzToken.swift TokenScheme.swift main.swift -o quickstart
  )
  token=$(NOTIFIZZ_AUTH_SECRET_KEY=YOUR_AUTH_SECRET_KEY LD_LIBRARY_PATH=$folder "$folder/quickstart" user_42)
  grep --quiet --fixed-strings "\"$token\"" vectors/vectors.json
}
