# frozen_string_literal: true

require_relative "notifizz_token/version"
require_relative "notifizz_token/argument"
require_relative "notifizz_token/client"

# Makes and verifies Notifizz hashed tokens. An unofficial, independent project.
#
# Text is a String, used as its UTF-8 bytes exactly, never normalised. A String in an encoding that
# is no kind of UTF-8 is transcoded; in US-ASCII or binary, which declare no meaning for most bytes,
# its bytes are taken as they are. What then is no valid UTF-8 is rejected (+invalid_text+), so that
# no two texts ever share bytes. Only the payload of a dispatch may be any bytes, as a binary String.
module NotifizzToken
  # The default token scheme, and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the auth
  # secret key over the user ID.
  HMAC_SHA256 = "hmac-sha256"

  # What Notifizz's published PHP and Java SDKs compute: SHA-256 of the user ID followed by the key.
  # Weaker, as a plain hash is no MAC.
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

  # What explains a token; see NotifizzToken.diagnose.
  #
  # - +code+: the stable name of the cause, such as <tt>"other_scheme"</tt>; <tt>"correct"</tt> for a
  #   right token
  # - +scheme+: the scheme that the token was made under, or nil where that is not known
  # - +message+: one sentence that says what to do; it contains no secret
  Diagnosis = Struct.new(:code, :scheme, :message, keyword_init: true)

  # Names the mistake that a token was made with, or the scheme of a token known to be right, as a
  # Diagnosis.
  #
  # For developers: it is not constant-time and no way to verify. It accepts a key that no client
  # accepts, such as one with whitespace or quotes around it, because that is one of the causes.
  # Raises Error with the code +empty_auth_secret_key+ or +empty_user_id+.
  def self.diagnose(token:, user_id:, auth_secret_key:, token_scheme: HMAC_SHA256, sdk_secret_key: nil, user_email: nil)
    found = Native.call do |native|
      native.diagnose(
        Text.require(token, "token"),
        Text.require(user_id, "user_id"),
        Text.key(auth_secret_key),
        native.token_scheme_named(Text.require(token_scheme, "token_scheme")),
        Text.optional(sdk_secret_key, "sdk_secret_key"),
        Text.optional(user_email, "user_email")
      )
    end
    scheme = found.scheme && Native.call { |native| native.token_scheme_name(found.scheme) }
    Diagnosis.new(code: found.code, scheme: scheme, message: found.message).freeze
  end
end
