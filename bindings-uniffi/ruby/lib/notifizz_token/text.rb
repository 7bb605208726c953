# frozen_string_literal: true

require_relative "notifizz_token_native"

module NotifizzToken
  # The generated code, and its one kind of error as the Error that people see.
  module Native # :nodoc:
    def self.call
      yield NotifizzTokenNative
    rescue NotifizzTokenNative::NotifizzTokenError::Refused => e
      raise Error.new(e.code, e.reason), cause: nil
    end

    def self.token_scheme?(name)
      NotifizzTokenNative.token_scheme_named(name)
      true
    rescue NotifizzTokenNative::NotifizzTokenError::Refused
      false
    end
  end

  # Checked before the generated code, whose own errors repeat the value, and name no cause.
  #
  # Methods of String are called on a copy only, and others through these: a subclass may override
  # them, and sign something else than its content.
  module Text # :nodoc:
    KIND = Kernel.instance_method(:class)
    NAME = Module.instance_method(:to_s)
    BYTESIZE = String.instance_method(:bytesize)

    # Their bytes are taken as they are. US-ASCII and binary declare no meaning for most bytes; UTF-8
    # and the encodings made of it need no conversion, which in some of them normalises.
    AS_THEY_ARE = Encoding.list.select { |encoding| encoding.name.start_with?("UTF8-") }
                          .push(Encoding::UTF_8, Encoding::US_ASCII, Encoding::BINARY).freeze

    # What untrusted JSON can hold in the place of an ID, and what is no ID.
    JSON_TYPES = [NilClass, TrueClass, FalseClass, Numeric, Array, Hash].freeze

    TOKEN_LENGTH = 64
    # No encoding spells a token with more bytes than UTF-32 with its byte order mark.
    TOKEN_BYTES = 4 * (TOKEN_LENGTH + 1)

    HOW = { "payload" => "the text, or the bytes, exactly as received" }.freeze
    MISSING = {
      "user_id" => " Is the user logged in, and saved?",
      "subscriber_id" => " Is the user logged in, and saved?",
      "user_email" => " Does the user have an e-mail address?"
    }.freeze
    private_constant :KIND, :NAME, :BYTESIZE, :AS_THEY_ARE, :JSON_TYPES, :TOKEN_LENGTH, :TOKEN_BYTES, :HOW, :MISSING

    # The text in UTF-8; nil if it has no such form or is no String.
    def self.try(value)
      return unless String === value

      text = String.new(value)
      as_it_is = AS_THEY_ARE.include?(text.encoding)
      utf8 = as_it_is ? text.force_encoding(Encoding::UTF_8) : text.encode(Encoding::UTF_8)
      utf8 if utf8.valid_encoding?
    rescue EncodingError
      nil
    end

    # The same for what is to be a token: nil for whatever has not the length of one, however long it
    # is, before anything of it is converted.
    def self.token(value)
      return unless String === value && BYTESIZE.bind_call(value) <= TOKEN_BYTES

      text = try(value)
      text if text && text.bytesize == TOKEN_LENGTH
    end

    # The same for an ID to verify. TypeError for what only a developer can choose.
    def self.id(value, name)
      raise_type_error(value, name) unless String === value || JSON_TYPES.any? { |type| type === value }
      try(value)
    end

    # The same for a payload: a binary String is its bytes, whatever they are.
    def self.payload(value)
      text = String.new(value) if String === value
      text && text.encoding == Encoding::BINARY ? text : try(value)
    end

    # The text in UTF-8. TypeError for whatever is no String, Error for text that has no such form.
    def self.require(value, name)
      raise_type_error(value, name) unless String === value
      try(value) || Native.call(&:throw_invalid_text)
    end

    # The same; nil for what is not given.
    def self.optional(value, name)
      require(value, name) unless NilClass === value
    end

    # The same for the auth secret key, which is empty where the environment variable is not set.
    def self.key(value)
      NilClass === value ? "" : require(value, "auth_secret_key")
    end

    def self.raise_type_error(value, name)
      reason =
        case value
        when NilClass then "nil: it is missing.#{MISSING[name]}"
        when Integer, Symbol then "#{kind(value)}: pass #{HOW.fetch(name, "it as #{name}.to_s")}"
        else "#{kind(value)}: pass #{HOW.fetch(name, "the text itself")}"
        end
      raise TypeError, "#{name} must be a String, not #{reason}"
    end

    def self.kind(value) = NAME.bind_call(KIND.bind_call(value))
    private_class_method :kind
  end

  private_constant :Native, :Text
end
