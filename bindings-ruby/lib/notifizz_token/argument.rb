# frozen_string_literal: true

module NotifizzToken
  # Converts arguments to Strings whose bytes are UTF-8, or not valid, which native code finds out.
  #
  # Methods are called on a plain String only: a subclass may override them, so that something else
  # than its content would be signed. Making one copies no bytes.
  module Argument # :nodoc:
    # The encodings whose bytes are taken as they are. US-ASCII and binary declare no meaning for most
    # bytes; UTF-8 and its variants need no conversion, and converting from some of them normalises.
    UTF8_BYTES = [Encoding::UTF_8, Encoding::US_ASCII, Encoding::BINARY]
                 .concat(Encoding.list.select { |encoding| encoding.name.start_with?("UTF8-") }).freeze

    # The types that untrusted JSON can hold in the place of an ID, and that are not an ID.
    JSON_TYPES = [NilClass, TrueClass, FalseClass, Numeric, Array, Hash].freeze

    # Bytes that are not UTF-8, for text that cannot be converted.
    ILL_FORMED = "\xFF"

    TOKEN_LENGTH = 64
    # No encoding needs more bytes for a token than UTF-32 with its byte order mark.
    TOKEN_BYTES = 4 * (TOKEN_LENGTH + 1)

    ADVICE = %w[payload body].to_h { |name| [name, "the text, or the bytes, exactly as received"] }.freeze
    MISSING = {
      "user_id" => " Is the user logged in, and saved?",
      "subscriber_id" => " Is the user logged in, and saved?",
      "user_email" => " Does the user have an e-mail address?"
    }.freeze
    private_constant :UTF8_BYTES, :JSON_TYPES, :ILL_FORMED, :TOKEN_LENGTH, :TOKEN_BYTES, :ADVICE, :MISSING

    # The text. Raises TypeError if it is not a String.
    def self.text(value, name)
      raise_type_error(value, name) unless String === value
      text = String.new(value)
      text.encoding == Encoding::UTF_8 ? text : utf8(text)
    end

    # As text, or nil if the argument is not given.
    def self.optional_text(value, name)
      text(value, name) unless NilClass === value
    end

    # Calls the block with the bytes of a secret and their number; they are none if it is nil. It makes
    # no copy, or one that is wiped.
    def self.secret(value, name)
      return yield("", 0) if NilClass === value

      raise_type_error(value, name) unless String === value
      original = ->(method, *arguments) { String.instance_method(method).bind_call(value, *arguments) }
      return yield(value, original[:bytesize]) if UTF8_BYTES.include?(original[:encoding]) || original[:ascii_only?]

      begin # What is converted shares no bytes with the original.
        copy = original[:encode, Encoding::UTF_8]
        yield copy, copy.bytesize
      rescue EncodingError
        yield ILL_FORMED, ILL_FORMED.bytesize
      ensure
        Native.wipe(copy, copy.bytesize) unless copy.nil?
      end
    end

    # As secret, for the values of two Hashes by name, of which the first has no nil: calls the block with
    # the bytes of each and their number.
    def self.secrets(required, optional, &block)
      required.each { |name, value| raise_type_error(value, name) if NilClass === value }
      each_secret([*required, *optional], [], &block)
    end

    # A copy of an Array, or nil for another value.
    def self.list(value)
      [*value] if Array === value
    end

    # A number of seconds, as a Float.
    def self.seconds(value, name)
      case value
      when Integer, Float, Rational, Time then value.to_f
      else raise TypeError, "#{name} must be a number of seconds, not #{class_name(value)}"
      end
    end

    # A token to verify, or nil for a value that does not have the length of a token. A long value is
    # rejected before any of it is converted.
    def self.token(value)
      return unless String === value

      text = String.new(value)
      return if text.bytesize > TOKEN_BYTES

      text = utf8(text) unless text.encoding == Encoding::UTF_8
      text if text.bytesize == TOKEN_LENGTH
    end

    # An ID to verify, or nil. Raises TypeError for a type that only a developer can choose.
    def self.id(value, name)
      return text(value, name) if String === value

      raise_type_error(value, name) unless JSON_TYPES.any? { |type| type === value }
    end

    # A dispatch payload, or nil: a binary String is its bytes, whatever they are; others are text.
    def self.payload(value)
      return unless String === value

      text = String.new(value)
      text = utf8(text) unless text.encoding == Encoding::BINARY
      text if text.valid_encoding?
    end

    def self.raise_type_error(value, name, expected = "a String")
      reason =
        case value
        when NilClass then "nil: it is missing.#{MISSING[name]}"
        when Integer, Symbol then "#{class_name(value)}: pass #{ADVICE.fetch(name) { name.include?(" ") ? "the text itself" : "it as #{name}.to_s" }}"
        else "#{class_name(value)}: pass #{ADVICE.fetch(name, "the text itself")}"
        end
      raise TypeError, "#{name} must be #{expected}, not #{reason}"
    end

    def self.each_secret(values, bytes, &block)
      return yield(*bytes) if values.empty?

      (name, value), *rest = values
      secret(value, name) { |*more| each_secret(rest, bytes + more, &block) }
    end

    def self.class_name(value)
      Module.instance_method(:to_s).bind_call(Kernel.instance_method(:class).bind_call(value))
    end

    def self.utf8(text)
      UTF8_BYTES.include?(text.encoding) ? text.force_encoding(Encoding::UTF_8) : text.encode(Encoding::UTF_8)
    rescue EncodingError
      ILL_FORMED
    end
    private_class_method :class_name, :each_secret, :utf8
  end

  private_constant :Argument
end
