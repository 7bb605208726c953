# frozen_string_literal: true

require "json"
require "minitest/autorun"
require "notifizz_token"

KEY = "YOUR_AUTH_SECRET_KEY"
WEBHOOK_SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
SCHEMES = [NotifizzToken::HMAC_SHA256, NotifizzToken::SHA256_CONCAT].freeze

# Whether what takes minutes is to run, too.
DEEP = !ENV.fetch("NOTIFIZZ_DEEP", "").empty?

# A file of the test vectors that all languages share.
def read_vectors(file)
  folder = ENV.fetch("NOTIFIZZ_VECTORS") { File.expand_path("../../vectors", __dir__) }
  JSON.parse(File.read(File.join(folder, file), encoding: "UTF-8"))
end

VECTORS = read_vectors("vectors.json")

# A value of the vectors, where the bytes of ill-formed Unicode, which JSON cannot hold, stand in hex, and
# long text in parts.
def decoded(value)
  return value unless value.is_a?(Hash)
  return value["before"] + (value["repeat"] * value["times"]) + value["after"] if value.key?("repeat")

  value.key?("bytes_hex") ? [value["bytes_hex"]].pack("H*").force_encoding(Encoding::UTF_8) : value
end

# For the tests of a table of vectors, which is the constant TABLE of their class.
module Sections
  # Defines a test for each row of a section, and one that asserts how many there are.
  def section(section, &check)
    self::TABLE.fetch(section).each_with_index do |row, number|
      name = row.fetch("name") { row.values_at("why", "token_scheme").compact.push(number).join(", ") }
      define_method("test_#{section}: #{name}") do
        instance_exec(row.transform_values { |value| decoded(value) }, &check)
      end
    end

    define_method("test_#{section}_has_a_test_for_each_row") do
      tests = self.class.runnable_methods.count { |method| method.start_with?("test_#{section}: ") }
      assert_operator tests, :>, 0
      assert_equal self.class::TABLE.fetch("counts").fetch(section), tests
    end
  end

  # Defines a test that every section has tests.
  def every_section_has_tests
    define_method("test_every_section_has_tests") do
      sections = self.class.runnable_methods.grep(/: /).map { |method| method[/\Atest_(.*?): /, 1] }.uniq
      assert_equal self.class::TABLE.fetch("counts").keys.sort, sections.sort
    end
  end
end

# Whether this process can measure its memory.
def memory_measurable? = File.writable?("/proc/self/clear_refs")
