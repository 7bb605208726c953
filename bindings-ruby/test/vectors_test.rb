# frozen_string_literal: true

require_relative "helper"

# A test for each row of vectors.json.
class VectorsTest < Minitest::Test
  extend Sections

  TABLE = VECTORS

  def client(row, scheme = row["token_scheme"])
    NotifizzToken::NotifizzClient.new(
      row["auth_secret_key"], token_scheme: scheme, webhook_signing_secret: row["webhook_signing_secret"]
    )
  end

  section("hashed_tokens") do |row|
    SCHEMES.each do |scheme|
      client = client(row, scheme)
      assert_equal row["tokens"].fetch(scheme), client.generate_hashed_token(row["user_id"])
      SCHEMES.each do |other|
        verified = client.verify_hashed_token(row["user_id"], row["tokens"].fetch(other))
        assert_equal scheme == other, verified
      end
    end
  end

  section("subscribe_tokens") do |row|
    subscriber, resource, token = row.values_at("subscriber_id", "resource_id", "token")
    SCHEMES.each do |scheme|
      client = client(row, scheme)
      assert_equal token, client.generate_subscribe_token(subscriber, resource)
      assert_equal true, client.verify_subscribe_token(subscriber, resource, token)
      assert_equal false, client.verify_subscribe_token(subscriber, "#{resource}x", token)
    end
  end

  section("dispatch_signatures") do |row|
    payload, signature, secret = row.values_at("payload", "signature", "webhook_signing_secret")
    client = NotifizzToken::NotifizzClient.new(KEY, webhook_signing_secret: secret)
    assert_equal signature, client.sign_dispatch_payload(payload)
    assert_equal true, client.verify_dispatch_signature(payload, signature)
    assert_equal false, client.verify_dispatch_signature("#{payload}x", signature)
  end

  section("key_fingerprints") do |row|
    SCHEMES.each do |scheme|
      client = client(row, scheme)
      assert_equal row["fingerprint"], client.key_fingerprint
      assert_equal scheme, client.token_scheme
    end
  end

  section("rejected_tokens") do |row|
    assert_equal false, client(row).verify_hashed_token(row["user_id"], row["token"])
  end

  CALLS = {
    "generate_hashed_token" => %w[user_id],
    "generate_subscribe_token" => %w[subscriber_id resource_id],
    "sign_dispatch_payload" => %w[payload],
    "widget_options" => %w[user_id user_email]
  }.freeze

  section("errors") do |row|
    call = -> { client(row) }
    unless row["call"] == "new"
      client = client(row)
      arguments = row.values_at(*CALLS.fetch(row["call"]))
      keywords = row.slice("api_key").transform_keys(&:to_sym)
      call = -> { client.public_send(row["call"], *arguments, **keywords) }
    end
    error = assert_raises(NotifizzToken::Error, &call)
    assert_equal row["error"], error.code
  end

  section("diagnoses") do |row|
    names = %w[token user_id auth_secret_key token_scheme sdk_secret_key user_email]
    diagnosis = NotifizzToken.diagnose(**row.slice(*names).transform_keys(&:to_sym))
    assert_equal row.values_at("code", "scheme"), [diagnosis.code, diagnosis.scheme]
    assert_operator diagnosis.message.length, :>, 20
  end

  # The gem takes text only, and of RFC 4231's keys and messages one pair is text.
  def test_rfc4231_where_key_and_message_are_text
    cases = VECTORS.fetch("rfc4231").filter_map do |row|
      key, message = row.values_at("key_hex", "message_hex").map { |hex| [hex].pack("H*").force_encoding("UTF-8") }
      next unless key.valid_encoding? && message.valid_encoding? && key.strip == key

      assert_equal row["tag"], NotifizzToken::NotifizzClient.new(key).generate_hashed_token(message)
      row["case"]
    end
    assert_equal [2], cases
  end
end
