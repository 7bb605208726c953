# frozen_string_literal: true

require_relative "helper"

# A test for each row of rotations.json.
class RotationsTest < Minitest::Test
  extend Sections

  TABLE = read_vectors("rotations.json")

  section("keys") do |row|
    client = NotifizzToken::NotifizzClient.new(
      row["auth_secret_key"], token_scheme: row["token_scheme"], previous_auth_secret_keys: row["previous_auth_secret_keys"]
    )
    assert_equal row["key_fingerprint"], client.key_fingerprint
    assert_equal row["previous_key_fingerprints"], client.previous_key_fingerprints
    assert_equal row["hashed_token"], client.generate_hashed_token(row["user_id"])
    assert_equal row["hashed_token"], client.widget_options(row["user_id"], "alice@example.com")["token"]
    ids = row.values_at("subscriber_id", "resource_id")
    assert_equal row["subscribe_token"], client.generate_subscribe_token(*ids)
    row["hashed_tokens"].each { |token, answer| assert_equal answer, client.verify_hashed_token(row["user_id"], token), token }
    row["subscribe_tokens"].each { |token, answer| assert_equal answer, client.verify_subscribe_token(*ids, token), token }
  end

  section("webhooks") do |row|
    secrets, payload = row["webhook_signing_secrets"], row["payload"]
    client = NotifizzToken::NotifizzClient.new(KEY, webhook_signing_secret: secrets)
    receiver = NotifizzToken::DispatchReceiver.new(secrets)
    assert_equal row["signature"], client.sign_dispatch_payload(payload)
    event = JSON.parse(payload)
    row["signatures"].each do |signature, answer|
      assert_equal answer, client.verify_dispatch_signature(payload, signature), signature
      body = JSON.generate("payload" => payload, "signature" => signature)
      receive = -> { receiver.receive_dispatch(body, tolerance: 0, now: event["timestamp"] / 1000r) }
      next assert_equal(event, receive.call) if answer

      assert_equal "dispatch_signature_mismatch", assert_raises(NotifizzToken::Error, &receive).code
    end
  end

  section("errors") do |row|
    options = { previous_auth_secret_keys: "previous_auth_secret_keys", webhook_signing_secret: "webhook_signing_secrets" }
    options = options.transform_values { |name| row[name]&.map { |text| decoded(text) } }
    new = -> { NotifizzToken::NotifizzClient.new(row["auth_secret_key"], **options) }
    call = new
    if row["call"] == "widget_options"
      client = new.call
      call = -> { client.widget_options(row["user_id"], row["user_email"], api_key: row["api_key"]) }
    end
    assert_equal row["error"], assert_raises(NotifizzToken::Error, &call).code
  end

  every_section_has_tests

  def test_previous_keys_are_named_by_their_fingerprints
    client = NotifizzToken::NotifizzClient.new("new", previous_auth_secret_keys: [KEY])
    expected = "#<NotifizzToken::NotifizzClient token_scheme=hmac-sha256 key_fingerprint=#{client.key_fingerprint} previous_key_fingerprints=6fda7070>"
    assert_equal [expected] * 2, [client.inspect, client.to_s]
    [client.previous_key_fingerprints, *client.previous_key_fingerprints].each { |value| assert_predicate value, :frozen? }
  end

  def test_a_list_of_another_type_is_a_type_error
    ["secret-key", { "secret-key" => 1 }, :"secret-key", 42].each do |value|
      error = assert_raises(TypeError) { NotifizzToken::NotifizzClient.new(KEY, previous_auth_secret_keys: value) }
      assert_match(/\Aprevious_auth_secret_keys must be an Array of Strings, not /, error.message)
      refute_includes error.message, "secret-key"
    end
    error = assert_raises(TypeError) { NotifizzToken::NotifizzClient.new(KEY, previous_auth_secret_keys: ["old", :"secret-key"]) }
    assert_match(/\Aeach of previous_auth_secret_keys must be a String, not Symbol/, error.message)
    error = assert_raises(TypeError) { NotifizzToken::DispatchReceiver.new(["old", 42]) }
    assert_match(/\Aeach of webhook_signing_secret must be a String, not Integer/, error.message)
    error = assert_raises(NotifizzToken::Error) { NotifizzToken::NotifizzClient.new(KEY, previous_auth_secret_keys: [nil]) }
    assert_equal "empty_auth_secret_key", error.code
  end

  def test_a_list_that_changes_later_changes_nothing
    keys, secrets = [KEY.dup], [WEBHOOK_SECRET.dup, "old"]
    client = NotifizzToken::NotifizzClient.new("new", previous_auth_secret_keys: keys, webhook_signing_secret: secrets, token_scheme: "sha256-concat")
    token = NotifizzToken::NotifizzClient.new(KEY, token_scheme: "sha256-concat").generate_hashed_token("user_42")
    signature = client.sign_dispatch_payload("{}")
    [keys, secrets].each { |list| list.fetch(0).replace("another") && list.clear }
    GC.start
    assert_equal true, client.verify_hashed_token("user_42", token)
    assert_equal true, client.verify_dispatch_signature("{}", signature)
  end
end
