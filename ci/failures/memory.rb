# frozen_string_literal: true

# Prints what each call does with text for which memory does not suffice, and whether the client still works.
require "notifizz_token"

client = NotifizzToken::NotifizzClient.new("key", webhook_signing_secret: "secret")
token = client.generate_hashed_token("user_42")
# UTF-8 is not copied.
text = ("\u00e9" * (2**26)).encode("UTF-16LE")
# Room for its payload is left, and none for native copies of it.
body = "{\"payload\": \"#{"a" * (2**24)}\", \"signature\": \"\"}"
GC.start
used = File.read("/proc/self/statm").to_i * 4096
Process.setrlimit(Process::RLIMIT_AS, used + (2**25), Process::RLIM_INFINITY)

[
  -> { client.generate_hashed_token(text) },
  -> { client.generate_subscribe_token("user_42", text) },
  -> { client.sign_dispatch_payload(text) },
  -> { client.widget_options(text, "alice@example.com") },
  -> { client.widget_options("user_42", text) },
  -> { NotifizzToken::NotifizzClient.new(text) },
  -> { NotifizzToken::NotifizzClient.new("key", webhook_signing_secret: text) },
  -> { NotifizzToken.diagnose(token: token, user_id: text, auth_secret_key: "key") },
  -> { client.receive_dispatch(text) },
  -> { client.verify_hashed_token(text, token) },
  -> { client.verify_dispatch_signature(text, token) },
  -> { client.receive_dispatch(body) },
  -> { client.generate_hashed_token("user_42") == token }
].each do |call|
  puts call.call
rescue NotifizzToken::Error => error
  puts error.code
rescue NoMemoryError
  puts "NoMemoryError"
end
