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
  end

  # Checked before the generated code, whose own errors repeat the value, and name no cause.
  module Text # :nodoc:
    KIND = Kernel.instance_method(:class)
    BYTES = [Encoding::US_ASCII, Encoding::BINARY].freeze
    private_constant :KIND, :BYTES

    # The text in UTF-8; nil if it has no such form or is no String.
    def self.try(value)
      return unless String === value

      utf8 =
        if value.encoding == Encoding::UTF_8
          value
        elsif BYTES.include?(value.encoding)
          String.new(value, encoding: Encoding::UTF_8)
        else
          value.encode(Encoding::UTF_8)
        end
      utf8 if utf8.valid_encoding?
    rescue EncodingError
      nil
    end

    # The same, but raises TypeError, or Error with the code +invalid_text+.
    def self.require(value, name)
      unless String === value
        hint = Integer === value ? ": pass it as #{name}.to_s" : ""
        raise TypeError, "#{name} must be a String, not #{KIND.bind_call(value)}#{hint}"
      end
      try(value) || Native.call(&:refuse_text)
    end
  end

  private_constant :Native, :Text
end
