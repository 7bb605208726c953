# frozen_string_literal: true

require_relative "helper"
require "open3"
require "openssl"
require "rbconfig"

# What the garbage collector may do at any time.
class GarbageCollectionTest < Minitest::Test
  # In a process of its own, because each collection takes as long as the memory of a process is large.
  PROGRAM = <<~'RUBY'
    require "notifizz_token"

    rows, rounds, body = Marshal.load($stdin.binmode)
    # Calls of which one is an error, all of which must be right.
    correct = lambda do |id, token, scheme, subscribe_token, signature|
      client = NotifizzToken::NotifizzClient.new(
        "YOUR_AUTH_SECRET_KEY", token_scheme: scheme, webhook_signing_secret: ["whsec", "old"], previous_auth_secret_keys: ["old"]
      )
      empty = (client.generate_hashed_token("") rescue $!)
      [client.generate_hashed_token(id) == token, client.verify_hashed_token(id, token), !client.verify_hashed_token(id, token.upcase),
       client.widget_options(id, "a@b.c")["token"] == token, client.sign_dispatch_payload("") == signature,
       client.generate_subscribe_token("user_", "42") == subscribe_token, empty.code == "empty_user_id",
       client.receive_dispatch(body, now: 0) == { "timestamp" => 0 },
       NotifizzToken::DispatchReceiver.new("whsec").receive_dispatch(body, now: 0) == { "timestamp" => 0 }].all?
    end
    GC.auto_compact = true
    rounds.each do |stress, number|
      GC.stress = stress
      results = Array.new(number) { |round| correct.call(*rows.fetch(round % rows.size)) }
      GC.stress = false
      print results.count(true), " "
    end
  RUBY

  def hmac(key, message) = OpenSSL::HMAC.hexdigest("SHA256", key, message)

  def test_it_may_run_at_any_time
    ids = ["user_42", "user_#{"x" * 700}", "user_é".encode("UTF-16LE")]
    rows = ids.product(SCHEMES).map do |id, scheme|
      utf8 = id.encode("UTF-8")
      token = scheme == "hmac-sha256" ? hmac(KEY, utf8) : OpenSSL::Digest.hexdigest("SHA256", utf8 + KEY)
      [id, token, scheme, hmac(KEY, "user_42"), hmac("whsec", "")]
    end
    payload = '{"timestamp": 0}'
    body = JSON.generate("payload" => payload, "signature" => hmac("whsec", payload))
    # 1 collects the young objects wherever one is allocated; true collects all, which takes long.
    rounds = DEEP ? { 1 => 1_500, true => 20 } : { 1 => 150 }
    lib = File.dirname($LOADED_FEATURES.grep(%r{/lib/notifizz_token\.rb\z}).fetch(0))
    output, status = Open3.capture2(RbConfig.ruby, "-I", lib, "-e", PROGRAM, stdin_data: Marshal.dump([rows, rounds, body]), binmode: true)
    assert_equal [rounds.values.join(" "), true], [output.strip, status.success?]
  end
end
