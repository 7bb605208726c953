# frozen_string_literal: true

require_relative "notifizz_token/version"

# Generates and verifies Notifizz hashed tokens. An unofficial, independent project.
#
# Text is a String, used as its UTF-8 bytes exactly and never normalised. A String in another encoding
# is transcoded; the bytes of a US-ASCII or binary String, which declare no meaning for most bytes, are
# taken as they are. If the result is not valid UTF-8, it is rejected (+invalid_text+), so that no two
# texts ever share bytes. Only the payload of a dispatch may be any bytes, as a binary String.
module NotifizzToken
  # The default token scheme, which Notifizz documents: HMAC-SHA256 (RFC 2104) with
  # key = auth secret key and message = user ID.
  HMAC_SHA256 = "hmac-sha256"

  # The token scheme of Notifizz's published PHP and Java SDKs: SHA-256 of the user ID followed by the
  # auth secret key. It is weaker, because a plain hash is not a MAC.
  SHA256_CONCAT = "sha256-concat"

  # An input was rejected. The message says what is wrong and what to do, and contains no part of any
  # input.
  class Error < ArgumentError
    # The stable name that the error has in every language, such as <tt>"empty_user_id"</tt>.
    attr_reader :code

    def initialize(code, message)
      @code = code
      super(message)
    end
  end

  # The explanation of a token or a signature; see NotifizzToken.diagnose and
  # NotifizzToken.diagnose_dispatch.
  #
  # - +code+: the stable name of the cause, such as <tt>"other_scheme"</tt>; <tt>"correct"</tt> for a
  #   right token
  # - +scheme+: the scheme that the token was computed under, or nil if that is not known, as for a signature
  # - +message+: one sentence that says what to do; it contains no secret
  Diagnosis = Struct.new(:code, :scheme, :message, keyword_init: true)

  # Names the mistake behind a wrong token, or the scheme of a token known to be right, as a Diagnosis.
  #
  # It is a tool for developers: it does not run in constant time, so never verify with it. It accepts
  # a key that NotifizzClient rejects, such as one with whitespace or quotes around it, because that is
  # one of the causes.
  # Raises Error with the code +empty_auth_secret_key+ or +empty_user_id+.
  def self.diagnose(token:, user_id:, auth_secret_key:, token_scheme: HMAC_SHA256, sdk_secret_key: nil, user_email: nil)
    scheme = Native.scheme(Argument.text(token_scheme, "token_scheme")) || Native.check(Native::UNKNOWN_TOKEN_SCHEME)
    # Any of them may be a secret in the place of another, which is one of the causes.
    required = { "token" => token, "user_id" => user_id }
    optional = { "auth_secret_key" => auth_secret_key, "sdk_secret_key" => sdk_secret_key, "user_email" => user_email }
    Argument.secrets(required, optional) do |*texts|
      Native.diagnosis { |memory| Native.diagnose(scheme, *texts, memory) }
    end
  end

  # Names the mistake behind the signature of a dispatch webhook, or in how the webhook was read, as a
  # Diagnosis without a scheme. +payload+ is the text of the field +payload+, exactly as received.
  #
  # As diagnose, it is a tool for developers, and accepts a secret that NotifizzClient rejects.
  # Raises Error with the code +missing_webhook_signing_secret+.
  def self.diagnose_dispatch(payload:, signature:, webhook_signing_secret:)
    required = { "payload" => payload, "signature" => signature }
    Argument.secrets(required, { "webhook_signing_secret" => webhook_signing_secret }) do |*texts|
      Native.diagnosis { |memory| Native.diagnose_dispatch(*texts, memory) }
    end
  end
end

require_relative "notifizz_token/native"
require_relative "notifizz_token/argument"
require_relative "notifizz_token/webhook_signers"
require_relative "notifizz_token/client"
require_relative "notifizz_token/dispatch_receiver"
require_relative "notifizz_token/rack"
