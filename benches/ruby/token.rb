# frozen_string_literal: true

# Times the gem beside Ruby's OpenSSL in one process, and prints the medians of rounds that take turns.
# The time is the thread's, so that other programs do not count. An argument is for how many seconds
# each case is warmed.
require "notifizz_token"
require "openssl"

WARM_SECONDS = Float(ARGV.fetch(0, "2"))
ROUNDS = 31
CALLS = 5_000
KEY = "YOUR_AUTH_SECRET_KEY"
CLIENT = NotifizzToken::NotifizzClient.new(KEY)
CONCAT = NotifizzToken::NotifizzClient.new(KEY, token_scheme: NotifizzToken::SHA256_CONCAT)
HMAC = OpenSSL::HMAC.new(KEY, "SHA256")
IDS = Array.new(64) { |number| "user_#{format("%02d", number)}" }.freeze
TOKENS = IDS.map { |id| OpenSSL::HMAC.hexdigest("SHA256", KEY, id) }.freeze
LONG = "x" * 10_000

# A side, what a report shows, and a loop of its own for each case, so that no call of a block is timed.
def self.timed(side, name, body)
  [side, name, eval("->(calls) { i = 0; while i < calls; id = IDS[i & 63]; #{body}; i += 1; end }")]
end

CASES = [
  timed("ours", "client.generate_hashed_token(id)", "CLIENT.generate_hashed_token(id)"),
  timed("ours", "client.verify_hashed_token(id, token)", "CLIENT.verify_hashed_token(id, TOKENS[i & 63])"),
  timed("ours", "client.generate_hashed_token(id), sha256-concat", "CONCAT.generate_hashed_token(id)"),
  timed("peer", 'OpenSSL::HMAC.hexdigest("SHA256", key, id)', 'OpenSSL::HMAC.hexdigest("SHA256", KEY, id)'),
  timed("peer", "a kept OpenSSL::HMAC: reset, update, hexdigest", "HMAC.reset; HMAC.update(id); HMAC.hexdigest"),
  timed("ours", "client.generate_hashed_token(id), 10 KB", "CLIENT.generate_hashed_token(LONG)"),
  timed("peer", 'OpenSSL::HMAC.hexdigest("SHA256", key, id), 10 KB', 'OpenSSL::HMAC.hexdigest("SHA256", KEY, LONG)')
].freeze

def nanoseconds(clock = Process::CLOCK_THREAD_CPUTIME_ID) = Process.clock_gettime(clock, :nanosecond)

raise "another token" unless IDS.map { |id| CLIENT.generate_hashed_token(id) } == TOKENS

CASES.each do |_, _, run|
  warm = nanoseconds(Process::CLOCK_MONOTONIC) + (WARM_SECONDS * 1e9)
  run.call(1_000) until nanoseconds(Process::CLOCK_MONOTONIC) > warm
end
times = Hash.new { |hash, index| hash[index] = [] }
ROUNDS.times do
  CASES.each_with_index do |(_, _, run), index|
    # Or else the garbage of the case before would be swept in the time of this one.
    GC.start
    start = nanoseconds
    run.call(CALLS)
    times[index] << ((nanoseconds - start) / CALLS)
  end
end
CASES.each_with_index do |(side, name), index|
  puts ["Ruby", name, times[index].sort[ROUNDS / 2], side].join("\t")
end
