# frozen_string_literal: true

require_relative "helper"
require "fileutils"
require "open3"
require "rbconfig"
require "tmpdir"

# What is loaded, and what comes with it.
class PackageTest < Minitest::Test
  LIBRARY = FFI.map_library_name("notifizz_token_ruby")
  # With NOTIFIZZ_PACKAGE=installed the package is the gem, and nothing of the source tree.
  INSTALLED = ENV["NOTIFIZZ_PACKAGE"] == "installed"
  FOLDER = INSTALLED ? Gem.loaded_specs.fetch("notifizz-token").full_gem_path : File.expand_path("..", __dir__)

  def run_ruby(lib, program) = Open3.capture2e(RbConfig.ruby, "-w", "-I", lib, "-e", program)

  def test_the_right_package_is_under_test
    lib = File.join(FOLDER, "lib")
    assert_equal !INSTALLED, $LOAD_PATH.map { |path| File.expand_path(path) }.include?(File.expand_path("../lib", __dir__))
    assert_equal Gem.loaded_specs.fetch("notifizz-token").version.to_s, NotifizzToken::VERSION if INSTALLED
    loaded = $LOADED_FEATURES.grep(%r{/lib/notifizz_token(/|\.rb\z)})
    assert_operator loaded.size, :>=, 5
    loaded.each { |file| assert file.start_with?("#{lib}/"), file }
    assert_equal [LIBRARY], Dir.children(File.join(lib, "notifizz_token")).grep_v(/\.rb\z/)
    assert_equal NotifizzToken.const_get(:Native).version, NotifizzToken::VERSION
  end

  def test_it_is_silent_with_warnings_turned_on
    output, status = run_ruby(File.join(FOLDER, "lib"), <<~RUBY)
      require "notifizz-token"
      NotifizzToken::NotifizzClient.new("key").widget_options("user_42", "a@b.c")
      NotifizzToken.diagnose(token: "", user_id: "user_42", auth_secret_key: "key")
      NotifizzToken::Rack::Webhook.new(NotifizzToken::DispatchReceiver.new("whsec")) { nil }
    RUBY
    assert_equal ["", true], [output, status.success?]
  end

  # A gem of another platform has no library that this system can load.
  def test_a_library_that_cannot_be_loaded_is_one_clear_error
    [->(file) { File.delete(file) }, ->(file) { File.binwrite(file, "not for this system") }].each do |change|
      Dir.mktmpdir do |folder|
        FileUtils.cp_r(File.join(FOLDER, "lib"), folder)
        change.call(File.join(folder, "lib/notifizz_token", LIBRARY))
        output, status = run_ruby(File.join(folder, "lib"), 'require "notifizz_token"')
        refute_predicate status, :success?
        assert_match(/the gem notifizz-token has no library for #{FFI::Platform::OS} on #{FFI::Platform::ARCH}: install .* \(LoadError\)/, output)
      end
    end
  end

  # `rake types` checks their types.
  def test_the_signatures_name_every_method
    signatures = File.read(File.join(FOLDER, "sig/notifizz_token.rbs"))
    types = [NotifizzToken::NotifizzClient, NotifizzToken::DispatchReceiver, NotifizzToken::Error] +
            NotifizzToken::Rack.constants.map { |name| NotifizzToken::Rack.const_get(name) }
    types.each do |type|
      section = signatures[/^( +)class #{type.name[/\w+\z/]}\b.*?^\1end$/m]
      methods = type.public_instance_methods(false) + type.private_instance_methods(false).grep(/\Ainitialize/)
      assert_equal methods.map(&:to_s).sort, section.scan(/^ +(?:def|attr_reader) (\w+):/).flatten.sort
    end
    assert_equal NotifizzToken.singleton_methods(false).map(&:to_s), signatures.scan(/^  def self\.(\w+):/).flatten
    assert_equal NotifizzToken.constants.map(&:to_s).sort, signatures.scan(/^  (?:class |module )?([A-Z]\w+)(?=:| <|$)/).flatten.uniq.sort
  end

  def test_a_panic_is_an_error_of_its_own
    error = assert_raises(RuntimeError) { NotifizzToken.const_get(:Native).check(-1) }
    assert_match(/please report/, error.message)
  end
end
