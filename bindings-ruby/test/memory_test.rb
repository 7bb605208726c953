# frozen_string_literal: true

require_relative "helper"
require "open3"
require "rbconfig"

# Searches the memory of another process for what the gem derives from a key, once the clients are gone.
class MemoryTest < Minitest::Test
  # Neither this program nor its input contains the key: it exists in Strings that the program makes and
  # overwrites, as an application may, and in what the gem makes of them.
  PROGRAM = <<~'RUBY'
    require "notifizz_token"

    MASK = 0xa5 # above ASCII, so that no byte becomes the end of a line
    MASKED = $stdin.gets.chomp

    def with_key(width, encoding)
      key = "\0" * (MASKED.bytesize * width)
      MASKED.each_byte.with_index { |byte, index| key.setbyte(index * width, byte ^ MASK) }
      yield key.force_encoding(encoding)
    ensure
      key.bytesize.times { |index| key.setbyte(index, 0) }
    end

    def pause(name)
      $stdout.puts name
      $stdout.flush
      $stdin.gets
    end

    def use(width, encoding, scheme)
      with_key(width, encoding) { |key| NotifizzToken::NotifizzClient.new(key, token_scheme: scheme, webhook_signing_secret: key) }
        .tap { |client| client.verify_hashed_token("user_42", client.generate_hashed_token("user_42")) }
    end

    kept = [use(1, "UTF-8", "hmac-sha256"), use(1, "UTF-8", "sha256-concat")]
    pause "living"
    kept.clear
    20.times do
      [[1, "UTF-8"], [2, "UTF-16LE"], [1, "ISO-8859-1"]].product(%w[hmac-sha256 sha256-concat unknown]) do |form, scheme|
        use(*form, scheme)
      rescue NotifizzToken::Error
        nil
      end
      with_key(1, "UTF-8") { |key| NotifizzToken.diagnose(token: "", user_id: "user_42", auth_secret_key: key, sdk_secret_key: key) }
    end
    other = NotifizzToken::NotifizzClient.new("another key")
    1_000.times { |number| other.generate_hashed_token("user_#{number}") }
    GC.start
    pause "gone"
    planted = with_key(1, "UTF-8") { |key| key.b + "" }
    pause "planted"
  RUBY

  SECRET = "rB4t9Qw2Zx7Lk5Vn8Mc1Jd6Hf3Gs0PaYu4Ei7Wo2Tq9Rz6Xm1Cv8Bn3Kj5Lh0Df"
  # The allocator overwrites the start of what is freed.
  END_OF_SECRET = SECRET[-24..]

  # The parts of a client in which its states are, from a client in this process.
  def states
    client = NotifizzToken::NotifizzClient.new(SECRET)
    parts = client.instance_variable_get(:@memory).read_bytes(640).scan(/.{16}/mn)
    parts.select { |part| part.bytes.uniq.size > 10 && !part.include?("notifizz") }
  end

  def needles
    pads = [0x36, 0x5c].map { |pad| END_OF_SECRET.bytes.map { |byte| byte ^ pad }.pack("C*") }
    { "key" => [END_OF_SECRET], "pads" => pads, "states" => states }
  end

  # How often each of the needles is in the memory of a process.
  def found(pid, needles)
    regions = File.readlines("/proc/#{pid}/maps").grep(/ rw/).map { |line| line[/\A(\h+)-(\h+)/] && [$1.hex, $2.hex] }
    File.open("/proc/#{pid}/mem", "rb") do |memory|
      regions.each_with_object(needles.transform_values { 0 }) do |(first, last), counts|
        bytes = memory.pread(last - first, first)
        needles.each { |name, texts| counts[name] += texts.sum { |text| bytes.scan(text.b).size } }
      rescue SystemCallError
        next # such as a region of the kernel's
      end
    end
  end

  def test_nothing_is_left_of_a_client_that_is_gone
    skip "it searches all of a process's memory: set NOTIFIZZ_DEEP=1" unless DEEP
    skip "the memory of a process is read with Linux's /proc" unless memory_measurable?
    masked = SECRET.bytes.map { |byte| byte ^ 0xa5 }.pack("C*")
    lib = File.dirname($LOADED_FEATURES.grep(%r{/lib/notifizz_token\.rb\z}).fetch(0))
    counts = Open3.popen2(RbConfig.ruby, "-I", lib, "-e", PROGRAM) do |input, output, process|
      input.puts masked
      %w[living gone planted].to_h do |stage|
        assert_equal stage, output.gets&.chomp
        [stage, found(process.pid, needles)].tap { input.puts }
      end
    end
    # Under sha256-concat a client has the key, and each of the two has its states.
    assert_operator counts["living"]["key"], :>=, 1, counts.inspect
    assert_operator counts["living"]["states"], :>=, 2 * states.size, counts.inspect
    assert_equal({ "key" => 0, "pads" => 0, "states" => 0 }, counts["gone"])
    assert_operator counts["planted"]["key"], :>=, 1, counts.inspect
  end
end
