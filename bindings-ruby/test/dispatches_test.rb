# frozen_string_literal: true

require_relative "helper"
require "openssl"

# A test for each row of dispatches.json.
class DispatchesTest < Minitest::Test
  extend Sections

  TABLE = read_vectors("dispatches.json")
  SECRET = TABLE.fetch("webhook_signing_secret")
  RECEIVER = NotifizzToken::DispatchReceiver.new(SECRET)
  RECEIVERS = [
    RECEIVER,
    NotifizzToken::DispatchReceiver.new(["new", SECRET]),
    NotifizzToken::NotifizzClient.new(KEY, webhook_signing_secret: SECRET),
    NotifizzToken::NotifizzClient.new(KEY, webhook_signing_secret: ["new", "newer", SECRET])
  ].freeze

  # The event, or the code of the error.
  def outcome
    yield
  rescue NotifizzToken::Error => e
    e.code
  end

  def times(row)
    now, tolerance = %w[now_ms tolerance_ms].map { |name| Rational(row.fetch(name, TABLE[name]), 1000) }
    { now: now, tolerance: tolerance }
  end

  def signed(payload)
    JSON.generate("payload" => payload, "signature" => OpenSSL::HMAC.hexdigest("SHA256", SECRET, payload))
  end

  section("bodies") do |row|
    body, expected = row["body"], row.fetch("error") { JSON.parse(row["payload"]) }
    # Some have ten million bytes.
    large = body.bytesize > 1_000_000
    (large ? [RECEIVER] : RECEIVERS).each do |receiver|
      forms = [body, body.b]
      forms << body.encode("UTF-16LE") if body.valid_encoding? && !large
      forms.each { |form| assert_equal expected, outcome { receiver.receive_dispatch(form, **times(row)) } }
    end
    other = outcome { NotifizzToken::DispatchReceiver.new("another").receive_dispatch(body, **times(row)) }
    assert_includes %w[dispatch_signature_mismatch dispatch_body_malformed], other
  end

  section("parity") do |row|
    event = outcome { RECEIVER.receive_dispatch(row["body"], **times(row)) }
    assert_equal row["accepted"], event.is_a?(Hash), event
  end

  section("timestamps") do |row|
    number = row["timestamp_ms"]
    # JSON has no form of NaN and the infinities; this one is the form of other programs.
    payload = %({"timestamp": #{number.is_a?(Hash) ? number.fetch("special") : JSON.generate(number)}})
    event = outcome { RECEIVER.receive_dispatch(signed(payload), **times(row)) }
    assert_equal row["error"] || { "timestamp" => number }, event
  end

  section("diagnoses") do |row|
    evidence = row.slice("payload", "signature", "webhook_signing_secret").transform_keys(&:to_sym)
    diagnosis = NotifizzToken.diagnose_dispatch(**evidence)
    assert_equal [row["code"], nil], [diagnosis.code, diagnosis.scheme]
    assert_operator diagnosis.message.length, :>, 20
    assert_predicate diagnosis, :frozen?
  end

  every_section_has_tests

  def test_the_clock_is_the_default
    now = Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)
    body = ->(offset) { signed(JSON.generate("timestamp" => now + offset)) }
    [0, -290_000, 290_000].each { |offset| assert_equal({ "timestamp" => now + offset }, RECEIVER.receive_dispatch(body.call(offset))) }
    [-310_000, 310_000].each { |offset| assert_equal "dispatch_timestamp_out_of_tolerance", outcome { RECEIVER.receive_dispatch(body.call(offset)) } }
    [600, 600.0, 600r].each { |tolerance| assert RECEIVER.receive_dispatch(body.call(-310_000), tolerance: tolerance) }
    time = Time.at(now / 1000 - 310)
    [time, time.to_i, time.to_f, time.to_r].each { |earlier| assert RECEIVER.receive_dispatch(body.call(-310_000), now: earlier) }
    # What is no time is never right.
    [{ now: Float::NAN }, { tolerance: Float::NAN }, { tolerance: -1 }, { now: Float::INFINITY }].each do |times|
      assert_equal "dispatch_timestamp_out_of_tolerance", outcome { RECEIVER.receive_dispatch(body.call(0), **times) }
    end
  end

  def test_a_wrong_type_is_a_type_error
    [nil, 42, {}, :body, ["{}"]].each { |body| assert_raises(TypeError) { RECEIVER.receive_dispatch(body) } }
    ["300", nil, 1i].each do |value|
      error = assert_raises(TypeError) { RECEIVER.receive_dispatch("{}", tolerance: value) }
      assert_match(/\Atolerance must be a number of seconds, not /, error.message)
      next if value.nil?

      error = assert_raises(TypeError) { RECEIVER.receive_dispatch("{}", now: value) }
      assert_match(/\Anow must be a number of seconds, not /, error.message)
    end
  end

  def test_signed_json_that_ruby_does_not_read_is_malformed
    payload = %({"timestamp": #{(Time.now.to_f * 1000).round}, "a": #{"[" * 100}#{"]" * 100}})
    assert_equal "dispatch_body_malformed", outcome { RECEIVER.receive_dispatch(signed(payload)) }
  end

  def test_a_missing_secret_is_reported_whatever_arrives
    client = NotifizzToken::NotifizzClient.new(KEY)
    ["", signed(%({"timestamp": 0})), "\xFF"].each { |body| assert_equal "missing_webhook_signing_secret", outcome { client.receive_dispatch(body) } }
    [nil, "", [], [nil], [SECRET, ""]].each do |secrets|
      assert_equal "missing_webhook_signing_secret", outcome { NotifizzToken::DispatchReceiver.new(secrets) }
    end
  end

  def test_a_receiver_shows_nothing_of_its_secret
    expected = "#<NotifizzToken::DispatchReceiver>"
    assert_equal [expected] * 2, [RECEIVER.inspect, RECEIVER.to_s]
    assert_predicate RECEIVER, :frozen?
    [-> { RECEIVER.dup }, -> { RECEIVER.clone }, -> { Marshal.dump(RECEIVER) }].each { |call| assert_raises(TypeError, &call) }
    ["#{SECRET}\n", "'#{SECRET}'", "\uFEFF#{SECRET}"].each do |bad|
      error = assert_raises(NotifizzToken::Error) { NotifizzToken::DispatchReceiver.new(bad) }
      assert_match(/\Awebhook_signing_secret_/, error.code)
      refute_includes error.full_message, SECRET
    end
  end
end
