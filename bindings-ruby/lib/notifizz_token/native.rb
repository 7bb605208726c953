# frozen_string_literal: true

require_relative "notifizz_token_native"

module NotifizzToken
  # Calls the generated code and raises its one kind of error as Error.
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

  private_constant :Native
end
