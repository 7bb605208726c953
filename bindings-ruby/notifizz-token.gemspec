# frozen_string_literal: true

require_relative "lib/notifizz_token/version"

Gem::Specification.new do |spec|
  spec.name = "notifizz-token"
  spec.version = NotifizzToken::VERSION
  # The gem contains the native library of one platform.
  spec.platform = ENV.fetch("NOTIFIZZ_GEM_PLATFORM") { Gem::Platform.local }
  spec.summary = "Generates and verifies Notifizz hashed tokens. Unofficial."
  spec.description = "Generates and verifies Notifizz hashed tokens. An unofficial, independent project."
  spec.authors = ["The notifizz-token contributors"]
  spec.licenses = ["MIT", "Apache-2.0"]
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.{rb,so,dylib,dll}", "sig/**/*.rbs"] +
    %w[LICENSE-APACHE LICENSE-MIT README.md THIRD-PARTY-NOTICES.txt sbom.cdx.json]
  spec.require_paths = ["lib"]
  spec.add_dependency "ffi", "~> 1.15"
  spec.metadata["rubygems_mfa_required"] = "true"
end
