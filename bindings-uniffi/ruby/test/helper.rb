# frozen_string_literal: true

require "json"
require "minitest/autorun"
require "notifizz_token"

KEY = "YOUR_AUTH_SECRET_KEY"
WEBHOOK = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
SCHEMES = [NotifizzToken::HMAC_SHA256, NotifizzToken::SHA256_CONCAT].freeze
VECTORS = JSON.parse(File.read(ENV.fetch("VECTORS"), encoding: "UTF-8"))

# Text of a vector; text without a UTF-8 form stands as bytes that are no UTF-8.
def text(value)
  return value unless value.is_a?(Hash) && value.key?("bytes_hex")

  [value["bytes_hex"]].pack("H*").force_encoding(Encoding::UTF_8)
end
