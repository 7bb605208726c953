# frozen_string_literal: true

require_relative "helper"

# A test for each row of hostile.json that names Ruby.
class HostileTest < Minitest::Test
  TABLE = read_vectors("hostile.json")
  ROWS = TABLE.fetch("rows").select { |row| row["languages"].include?("ruby") }.freeze

  # A String whose methods lie about its content or raise.
  class LyingText < String
    %i[to_s to_str dup clone itself b encode scrub unicode_normalize + *].each do |name|
      define_method(name) { |*| "user_43" }
    end
    %i[== === eql? hash encoding valid_encoding? force_encoding length size bytesize bytes unpack inspect class].each do |name|
      define_method(name) { |*| raise "#{name} is called" }
    end
  end

  class ThrowingObject
    %i[to_s to_str to_sym to_i to_int to_a to_ary to_hash inspect == === hash class nil? respond_to? is_a?].each do |name|
      define_method(name) { |*| raise "#{name} is called" }
    end
  end

  # An object that claims in every way that Ruby has to be the text.
  class LyingObject
    def initialize(text) = @text = text

    %i[to_s to_str inspect encode b].each { |name| define_method(name) { |*| @text } }
    %i[== === eql? is_a? kind_of? instance_of? respond_to?].each { |name| define_method(name) { |*| true } }
    def class = String
  end

  def special(value)
    text = value["text"]
    case value.fetch("special")
    when "absent" then nil
    when "integer" then 42
    when "float" then 42.5
    when "nan" then Float::NAN
    when "boolean" then true
    when "list" then [text]
    when "map" then { "a" => text }
    when "bytes" then text.b
    when "raw_bytes" then [value.fetch("bytes_hex")].pack("H*")
    when "object" then Object.new
    when "object_that_throws" then ThrowingObject.new
    when "object_that_lies" then LyingObject.new(text)
    when "text_subclass" then LyingText.new(text)
    when "symbol" then text.to_sym
    else flunk("unknown value #{value}")
    end
  end

  def argument(value)
    return value unless value.is_a?(Hash)
    value.key?("special") ? special(value) : decoded(value)
  end

  # The arguments that are keywords in Ruby.
  KEYWORDS = %w[webhook_signing_secret api_key].freeze

  def call_of(row)
    keywords, positional = row["arguments"].transform_values { |value| argument(value) }
                                           .partition { |name, _| KEYWORDS.include?(name) }
    keywords, positional = keywords.to_h.transform_keys(&:to_sym), positional.map(&:last)
    new = ->(*key, **options) { NotifizzToken::NotifizzClient.new(*key, token_scheme: row["token_scheme"], **options) }
    return -> { new.call(*positional, **keywords) } if row["call"] == "new"

    client = new.call(TABLE["auth_secret_key"], webhook_signing_secret: TABLE["webhook_signing_secret"])
    -> { client.public_send(row["call"], *positional, **keywords) }
  end

  def check_message(error, row)
    row["arguments"].each_value do |value|
      text = value.is_a?(Hash) ? value["text"] : value
      refute_includes error.message, text if text && text.length > 8
    end
  end

  def check_answer(call, row)
    case row["answer"]
    in { is: verified } then assert_same verified, call.call
    in { token: }
      result = call.call
      assert_equal token, row["call"] == "widget_options" ? result["token"] : result
    in { ok: true } then assert_instance_of NotifizzToken::NotifizzClient, call.call
    in { error: code }
      error = assert_raises(NotifizzToken::Error, &call)
      assert_equal code, error.code
      check_message(error, row)
    in { type_error: true }
      error = assert_raises(TypeError, &call)
      check_message(error, row)
    end
  end

  def peak_bytes = Integer(File.read("/proc/self/status")[/^VmHWM:\s+(\d+) kB/, 1]) * 1024

  # By how many bytes the block raises the peak memory of this process.
  def growth
    GC.start
    File.write("/proc/self/clear_refs", "5") # resets the peak to the memory in use
    before = peak_bytes
    yield
    peak_bytes - before
  end

  ROWS.each_with_index do |row, number|
    define_method("test_#{number}: #{row["name"]}, #{row["token_scheme"]}") do
      row = row.merge("answer" => row["answer"].transform_keys(&:to_sym))
      call = call_of(row)
      if row["growth_bytes"] && memory_measurable?
        assert_operator growth { check_answer(call, row) }, :<, row["growth_bytes"]
      else
        check_answer(call, row)
      end
    end
  end

  def test_there_is_a_test_for_each_row
    tests = self.class.runnable_methods.grep(/\Atest_\d+: /).size
    assert_operator tests, :>, 0
    assert_equal TABLE.fetch("counts").fetch("ruby"), tests
    assert_operator ROWS.count { |row| row.key?("growth_bytes") }, :>, 0
  end

  # A row of combining marks is kept in memory while it is normalised.
  def test_diagnosing_a_row_of_combining_marks_grows_by_less_than_1_mib
    skip "the memory of this process is measured with Linux's /proc" unless memory_measurable?
    evidence = { token: "0" * 64, user_id: "a#{"\u0315\u0301" * (1 << 17)}", auth_secret_key: KEY }
    NotifizzToken.diagnose(**evidence, user_id: "user_42")
    assert_operator growth { assert_equal "no_known_cause", NotifizzToken.diagnose(**evidence).code }, :<, 1 << 20
  end

  def test_growth_is_measured
    skip "the memory of this process is measured with Linux's /proc" unless memory_measurable?
    # Much more than the longest text of another test, which may be freed only now: a stale word on the
    # stack can keep it past GC.start.
    assert_operator growth { Array.new(16) { "a" * (32 << 20) } }, :>, 64 << 20
  end
end
