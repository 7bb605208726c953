# frozen_string_literal: true

# Has secrets, wipes its own copies of them, and waits at each step for a search of its memory.

require "notifizz_token"

def unmask(masked, width = 1, encoding = "UTF-8")
  secret = "\0" * (width * masked.bytesize)
  masked.each_byte.with_index { |byte, index| secret.setbyte(width * index, byte ^ 1) }
  secret.force_encoding(encoding)
end

def wipe(secret)
  secret.bytesize.times { |index| secret.setbyte(index, 0) }
end

def step(name)
  puts name
  $stdout.flush
  $stdin.gets
end

def expect_error
  yield
rescue NotifizzToken::Error
  nil
else
  raise "it was accepted"
end

def use(scheme)
  key, previous, webhook = secrets = ARGV.map { |masked| unmask(masked) }
  options = { token_scheme: scheme, previous_auth_secret_keys: [previous], webhook_signing_secret: [webhook] }
  client = NotifizzToken::NotifizzClient.new(key, **options)
  token = client.generate_hashed_token("user_42")
  client.verify_hashed_token("user_42", token)
  client.verify_subscribe_token("user_42", "project_7", client.generate_subscribe_token("user_42", "project_7"))
  client.verify_dispatch_signature("{}", client.sign_dispatch_payload("{}"))
  client.widget_options("user_42", "alice@example.com", api_key: "FRONT_KEY")
  NotifizzToken.diagnose(token: token, user_id: "user_43", auth_secret_key: key, sdk_secret_key: previous)
  NotifizzToken.diagnose_dispatch(payload: "{}", signature: token, webhook_signing_secret: webhook)
  # Secrets in the place of something else, which are causes.
  NotifizzToken.diagnose(token: previous, user_id: webhook, auth_secret_key: key, user_email: previous)
  NotifizzToken.diagnose_dispatch(payload: key, signature: previous, webhook_signing_secret: webhook)
  secrets << (rejected = unmask("#{ARGV[2]}\b"))
  # The gem converts it.
  secrets << (wide = unmask(ARGV[0], 2, "UTF-16LE"))
  NotifizzToken::NotifizzClient.new(wide)
  expect_error { NotifizzToken::NotifizzClient.new(key, **options, webhook_signing_secret: [webhook, rejected]) }
  expect_error { client.widget_options("user_42", "alice@example.com", api_key: key) }
  expect_error { client.receive_dispatch('{"payload": "{}", "signature": ""}') }
  secrets.each { |secret| wipe(secret) }
  client
end

step "before"
clients = [use("hmac-sha256"), use("sha256-concat")]
step "living"
clients.clear
# They overwrite what the collector would take for references to the clients.
other = NotifizzToken::NotifizzClient.new("another key")
1_000.times { |number| other.generate_hashed_token("user_#{number}") }
GC.start
step "gone"
secret = unmask(ARGV[0])
kept = [secret].pack("m0")
wipe(secret)
step "kept: base64"
raise unless kept
