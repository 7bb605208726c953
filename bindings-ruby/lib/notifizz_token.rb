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

  # The explanation of a token; see NotifizzToken.diagnose.
  #
  # - +code+: the stable name of the cause, such as <tt>"other_scheme"</tt>; <tt>"correct"</tt> for a
  #   right token
  # - +scheme+: the scheme that the token was computed under, or nil if that is not known
  # - +message+: one sentence that says what to do; it contains no secret
  Diagnosis = Struct.new(:code, :scheme, :message, keyword_init: true)

  # Names the mistake behind a wrong token, or the scheme of a token known to be right, as a Diagnosis.
  #
  # It is a tool for developers: it does not run in constant time, so never verify with it. It accepts
  # a key that NotifizzClient rejects, such as one with whitespace or quotes around it, because that is
  # one of the causes.
  # Raises Error with the code +empty_auth_secret_key+ or +empty_user_id+.
  def self.diagnose(token:, user_id:, auth_secret_key:, token_scheme: HMAC_SHA256, sdk_secret_key: nil, user_email: nil)
    token, user_id = Argument.text(token, "token"), Argument.text(user_id, "user_id")
    scheme = Native.scheme(Argument.text(token_scheme, "token_scheme")) || Native.check(Native::UNKNOWN_TOKEN_SCHEME)
    user_email = Argument.optional_text(user_email, "user_email") || ""
    diagnosis = FFI::MemoryPointer.new(:pointer, 3)
    Argument.secret(auth_secret_key, "auth_secret_key") do |*key|
      Argument.secret(sdk_secret_key, "sdk_secret_key") do |*sdk_key|
        texts = [token, user_id].flat_map { |text| [text, text.bytesize] } + key + sdk_key
        Native.check(Native.diagnose(scheme, *texts, user_email, user_email.bytesize, diagnosis))
      end
    end
    code, message = diagnosis.read_array_of_pointer(2).map { |text| text.read_string.force_encoding(Encoding::UTF_8) }
    found = diagnosis.get_int32(2 * FFI::Pointer::SIZE)
    Diagnosis.new(code: code, scheme: (Native::SCHEMES.fetch(found) unless found.negative?), message: message).freeze
  end
end

require_relative "notifizz_token/native"
require_relative "notifizz_token/argument"
require_relative "notifizz_token/client"
