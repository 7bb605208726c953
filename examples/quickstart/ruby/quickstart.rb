# frozen_string_literal: true

# Prints the hashed token of a user ID: ruby quickstart.rb user_42
require "notifizz_token"

user_id, token_scheme = ARGV
abort "usage: ruby quickstart.rb USER_ID [SCHEME]" if user_id.nil?

# From the environment or a secret store, never from an argument: those show in `ps`.
auth_secret_key = ENV["NOTIFIZZ_AUTH_SECRET_KEY"]
client = NotifizzToken::NotifizzClient.new(auth_secret_key, token_scheme: token_scheme || NotifizzToken::HMAC_SHA256)
puts client.generate_hashed_token(user_id)
