# frozen_string_literal: true

require "json"
require "minitest/autorun"
require "notifizz_token"

KEY = "YOUR_AUTH_SECRET_KEY"
WEBHOOK_SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
SCHEMES = [NotifizzToken::HMAC_SHA256, NotifizzToken::SHA256_CONCAT].freeze

# Whether what takes minutes is to run, too.
DEEP = !ENV.fetch("NOTIFIZZ_DEEP", "").empty?

# A file of the test vectors that all languages share.
def read_vectors(file)
  folder = ENV.fetch("NOTIFIZZ_VECTORS") { File.expand_path("../../vectors", __dir__) }
  JSON.parse(File.read(File.join(folder, file), encoding: "UTF-8"))
end

VECTORS = read_vectors("vectors.json")

# A value of the vectors, where the bytes of ill-formed Unicode, which JSON cannot hold, stand in hex.
def decoded(value)
  return value unless value.is_a?(Hash) && value.key?("bytes_hex")

  [value["bytes_hex"]].pack("H*").force_encoding(Encoding::UTF_8)
end

# Whether this process can measure its memory.
def memory_measurable? = File.writable?("/proc/self/clear_refs")
