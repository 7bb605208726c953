# frozen_string_literal: true

require_relative "helper"

# The table of hostile inputs that all languages share, a test for each row that names Ruby.
class HostileTest < Minitest::Test
  TABLE = JSON.parse(File.read(ENV.fetch("HOSTILE"), encoding: "UTF-8"))
  ROWS = TABLE.fetch("rows").select { |row| row["languages"].include?("ruby") }.freeze

  # A String whose content is what it is made of, and whose methods lie about it or raise.
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

  # What claims to be the text in every way that Ruby has.
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
    return special(value) if value.key?("special")
    return text(value) if value.key?("bytes_hex")

    value["before"] + (value["repeat"] * value["times"]) + value["after"]
  end

  # The arguments that Ruby has as keywords.
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
    in { is: right } then assert_same right, call.call
    in { token: }
      found = call.call
      assert_equal token, row["call"] == "widget_options" ? found["token"] : found
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

  ROWS.each_with_index do |row, number|
    define_method("test_row_#{number}_#{row["name"]}, #{row["token_scheme"]}") do
      row = row.merge("answer" => row["answer"].transform_keys(&:to_sym))
      call = call_of(row)
      GC.start
      File.write("/proc/self/clear_refs", "5") # The peak is what there is now.
      before = peak_bytes
      check_answer(call, row)
      assert_operator peak_bytes - before, :<, row["growth_bytes"] if row["growth_bytes"]
    end
  end

  def test_every_row_is_run
    ran = self.class.runnable_methods.grep(/\Atest_row_/).size
    assert_equal TABLE.fetch("counts").fetch("ruby"), ran
    assert_operator ROWS.count { |row| row.key?("growth_bytes") }, :>, 0
    puts "hostile: #{ran} rows"
  end
end
