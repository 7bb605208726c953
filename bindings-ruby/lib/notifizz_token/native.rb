# frozen_string_literal: true

require "ffi"

module NotifizzToken
  # The functions of the native library, which are those of the C library; notifizz_token.h is their
  # manual. native/src/lib.rs has those that are the gem's own, and bindings-c/src/host.rs the others.
  #
  # A call keeps the interpreter's lock, so that no String that it refers to moves or goes meanwhile.
  module Native # :nodoc:
    extend FFI::Library

    begin
      ffi_lib File.join(__dir__, FFI.map_library_name("notifizz_token_ruby"))
    rescue LoadError => e
      raise LoadError, "the gem notifizz-token has no library for #{FFI::Platform::OS} on #{FFI::Platform::ARCH}: " \
                       "install the gem of this platform, or build it here with Rust and `rake build` (#{e.message})"
    end

    # A text is two parameters: its bytes, and how many they are. Not +:string+, which takes no NUL.
    TEXT = %i[pointer size_t].freeze

    def self.attach(name, function, *parameters, returns: :int32)
      attach_function name, "notifizz_#{function}", parameters.flatten, returns
    end
    private_class_method :attach

    attach :init, :host_client_init, :pointer, :int32, TEXT
    attach :wipe, :wipe, TEXT, returns: :void
    attach :key_fingerprint, :client_key_fingerprint, :pointer, :pointer
    attach :generate_hashed_token, :client_generate_hashed_token, :pointer, TEXT, :pointer
    attach :verify_hashed_token, :client_verify_hashed_token, :pointer, TEXT, TEXT, returns: :bool
    attach :generate_subscribe_token, :client_generate_subscribe_token, :pointer, TEXT, TEXT, :pointer
    attach :verify_subscribe_token, :client_verify_subscribe_token, :pointer, TEXT, TEXT, TEXT, returns: :bool
    attach :widget_token, :client_widget_token, :pointer, TEXT, TEXT, :pointer
    attach :check_front_api_key, :client_check_front_api_key, :pointer, TEXT
    attach :init_signer, :webhook_signer_init, :pointer, TEXT
    attach :sign, :webhook_signer_sign, :pointer, TEXT, :pointer
    attach :verify, :webhook_signer_verify, :pointer, TEXT, TEXT, returns: :bool
    attach :receive_dispatch, :ruby_receive_dispatch, :pointer, :size_t, TEXT, :double, :double, :pointer, :pointer
    attach :diagnose, :ruby_diagnose, :int32, TEXT, TEXT, TEXT, TEXT, TEXT, :pointer
    attach :diagnose_dispatch, :ruby_diagnose_dispatch, TEXT, TEXT, TEXT, :pointer
    attach :scheme_from_name, :scheme_from_name, TEXT, :pointer
    attach :client_size, :client_size, returns: :size_t
    attach :signer_size, :webhook_signer_size, returns: :size_t
    attach :status_code, :status_code, :int32, returns: :string
    attach :status_message, :status_message, :int32, returns: :string
    attach :version, :version, returns: :string

    CLIENT_SIZE = client_size
    SIGNER_SIZE = signer_size
    # Of a String for a function to write a token or a fingerprint to, with the NUL at its end. It has to
    # be a new one each time, and not a copy of another, which may share its bytes.
    TOKEN_SIZE = 65
    FINGERPRINT_SIZE = 9

    # The C library's numbers of the schemes are the indices.
    SCHEMES = [HMAC_SHA256, SHA256_CONCAT].freeze

    # Statuses: the first is the gem's own, the others are those of the C library.
    PANICKED = -1
    INVALID_TEXT = 6
    UNKNOWN_TOKEN_SCHEME = 7
    MISSING_WEBHOOK_SIGNING_SECRET = 8
    DISPATCH_BODY_MALFORMED = 18

    # Raises the Error of a status, if it is one.
    def self.check(status)
      return if status.zero?
      raise "notifizz-token has failed: please report it" if status == PANICKED

      raise Error.new(*[status_code(status), status_message(status)].map { |text| text.force_encoding(Encoding::UTF_8) })
    end

    # The number of the scheme with that name, or nil.
    def self.scheme(name, size = name.bytesize)
      number = FFI::MemoryPointer.new(:int32)
      status = scheme_from_name(name, size, number)
      return number.read_int32 if status.zero?

      check(status) unless status == UNKNOWN_TOKEN_SCHEME
    end

    # Memory that is wiped with its owner.
    def self.allocate(owner, size)
      memory = FFI::MemoryPointer.new(:char, size)
      ObjectSpace.define_finalizer(owner, wiper(memory))
      memory
    end

    # The Diagnosis that a call writes to memory.
    def self.diagnosis
      memory = FFI::MemoryPointer.new(:pointer, 3)
      check(yield(memory))
      code, message = memory.read_array_of_pointer(2).map { |text| text.read_string.force_encoding(Encoding::UTF_8) }
      scheme = memory.get_int32(2 * FFI::Pointer::SIZE)
      Diagnosis.new(code: code, scheme: (SCHEMES.fetch(scheme) unless scheme.negative?), message: message).freeze
    end

    # Not within #allocate, because the block would refer to the owner, which then is never garbage.
    def self.wiper(memory) = proc { wipe(memory, memory.size) }
    private_class_method :wiper

    # Ractors may call the functions of a module that is frozen.
    freeze
  end

  private_constant :Native
end
