# frozen_string_literal: true

require_relative "native"

module NotifizzToken
  # Checks and converts arguments before the generated code sees them, because its own errors repeat
  # the value and name no cause.
  #
  # Methods of a String are called on a copy only, and others unbound: a subclass may override them,
  # so that something else than its content would be signed.
  module Argument # :nodoc:
    CLASS = Kernel.instance_method(:class)
    NAME = Module.instance_method(:to_s)
    BYTESIZE = String.instance_method(:bytesize)

    # The encodings whose bytes are taken as they are. US-ASCII and binary declare no meaning for most
    # bytes; UTF-8 and its variants need no conversion, and converting from some of them normalises.
    UTF8_BYTES = Encoding.list.select { |encoding| encoding.name.start_with?("UTF8-") }
                         .push(Encoding::UTF_8, Encoding::US_ASCII, Encoding::BINARY).freeze

    # The types that untrusted JSON can hold in the place of an ID, and that are not an ID.
    JSON_TYPES = [NilClass, TrueClass, FalseClass, Numeric, Array, Hash].freeze

    TOKEN_LENGTH = 64
    # No encoding needs more bytes for a token than UTF-32 with its byte order mark.
    TOKEN_BYTES = 4 * (TOKEN_LENGTH + 1)

    ADVICE = { "payload" => "the text, or the bytes, exactly as received" }.freeze
    MISSING = {
      "user_id" => " Is the user logged in, and saved?",
      "subscriber_id" => " Is the user logged in, and saved?",
      "user_email" => " Does the user have an e-mail address?"
    }.freeze
    private_constant :CLASS, :NAME, :BYTESIZE, :UTF8_BYTES, :JSON_TYPES, :TOKEN_LENGTH, :TOKEN_BYTES, :ADVICE, :MISSING

    # The value in UTF-8, or nil if it is not a String or is ill-formed Unicode.
    def self.try_utf8(value)
      return unless String === value

      copy = String.new(value)
      utf8 = UTF8_BYTES.include?(copy.encoding) ? copy.force_encoding(Encoding::UTF_8) : copy.encode(Encoding::UTF_8)
      utf8 if utf8.valid_encoding?
    rescue EncodingError
      nil
    end

    # A token to verify in UTF-8, or nil for a value that does not have the length of a token. A long
    # value is rejected before any of it is converted.
    def self.token(value)
      return unless String === value && BYTESIZE.bind_call(value) <= TOKEN_BYTES

      utf8 = try_utf8(value)
      utf8 if utf8 && utf8.bytesize == TOKEN_LENGTH
    end

    # An ID to verify in UTF-8, or nil. Raises TypeError for a type that only a developer can choose.
    def self.id(value, name)
      raise_type_error(value, name) unless String === value || JSON_TYPES.any? { |type| type === value }
      try_utf8(value)
    end

    # A dispatch payload, or nil: a binary String is its bytes, whatever they are; others are text.
    def self.payload(value)
      copy = String.new(value) if String === value
      copy && copy.encoding == Encoding::BINARY ? copy : try_utf8(value)
    end

    # The text in UTF-8. Raises TypeError if it is not a String, and Error if it is ill-formed Unicode.
    def self.text(value, name)
      raise_type_error(value, name) unless String === value
      try_utf8(value) || Native.call(&:throw_invalid_text)
    end

    # As text, or nil if the argument is not given.
    def self.optional_text(value, name)
      text(value, name) unless NilClass === value
    end

    # The auth secret key as text, which is empty if the environment variable is not set.
    def self.auth_secret_key(value)
      NilClass === value ? "" : text(value, "auth_secret_key")
    end

    def self.raise_type_error(value, name)
      reason =
        case value
        when NilClass then "nil: it is missing.#{MISSING[name]}"
        when Integer, Symbol then "#{class_name(value)}: pass #{ADVICE.fetch(name, "it as #{name}.to_s")}"
        else "#{class_name(value)}: pass #{ADVICE.fetch(name, "the text itself")}"
        end
      raise TypeError, "#{name} must be a String, not #{reason}"
    end

    def self.class_name(value) = NAME.bind_call(CLASS.bind_call(value))
    private_class_method :class_name
  end

  private_constant :Argument
end
