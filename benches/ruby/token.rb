# frozen_string_literal: true

# Times the gem beside Ruby's OpenSSL, in rounds, and prints their medians.
require "notifizz_token"
require "openssl"

ROUNDS = 31
CALLS = 1_000
KEY = "YOUR_AUTH_SECRET_KEY"
CLIENT = NotifizzToken::NotifizzClient.new(KEY)
TOKEN = CLIENT.generate_hashed_token("user_42")

CASES = {
  ["ours", "client.generate_hashed_token(id)"] => -> { CLIENT.generate_hashed_token("user_42") },
  ["ours", "client.verify_hashed_token(id, token)"] => -> { CLIENT.verify_hashed_token("user_42", TOKEN) },
  ["peer", 'OpenSSL::HMAC.hexdigest("SHA256", key, id)'] => -> { OpenSSL::HMAC.hexdigest("SHA256", KEY, "user_42") }
}.freeze

def nanoseconds = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)

times = Hash.new { |hash, name| hash[name] = [] }
ROUNDS.times do
  CASES.each do |name, call|
    start = nanoseconds
    CALLS.times { call.call }
    times[name] << ((nanoseconds - start) / CALLS)
  end
end
times.each { |(side, name), rounds| puts ["Ruby", name, rounds.sort[rounds.size / 2], side].join("\t") }
