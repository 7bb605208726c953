# frozen_string_literal: true

# On a native library with the feature test-panic: each function that may panic does so when asked, and the process lives.
require "notifizz_token"

client = NotifizzToken::NotifizzClient.new("key", webhook_signing_secret: "secret")
token = client.generate_hashed_token("user_42")
calls = [
  -> { NotifizzToken.diagnose(token: token, user_id: "user_42", auth_secret_key: "key") },
  -> { NotifizzToken.diagnose_dispatch(payload: "{}", signature: token, webhook_signing_secret: "secret") },
  -> { client.receive_dispatch("{}") },
  -> { NotifizzToken::DispatchReceiver.new("secret").receive_dispatch("{}") }
]
ENV["NOTIFIZZ_TEST_PANIC"] = "1"
outcomes = Array.new(100) { calls }.flatten.map do |call|
  call.call
rescue RuntimeError => error
  error.message
end
ENV.delete("NOTIFIZZ_TEST_PANIC")
others = outcomes.uniq - ["notifizz-token has failed: please report it"]
abort "not a panic: #{others}" unless others.empty?
abort "a wrong token" unless client.generate_hashed_token("user_42") == token
puts "#{outcomes.size} panics of #{calls.size} functions, then a right token"
