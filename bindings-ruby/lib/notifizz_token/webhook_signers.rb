# frozen_string_literal: true

require "json"

module NotifizzToken
  # The signers of webhook signing secrets: the first signs, and any verifies.
  class WebhookSigners # :nodoc:
    # +secrets+ is a String or an Array of Strings.
    def initialize(secrets)
      secrets = Argument.list(secrets) || [secrets]
      Native.check(Native::MISSING_WEBHOOK_SIGNING_SECRET) if secrets.empty?
      name = secrets.size == 1 ? "webhook_signing_secret" : "each of webhook_signing_secret"
      memory = Native.allocate(self, Native::SIGNER_SIZE * secrets.size)
      @signers = secrets.each_with_index.map do |secret, index|
        signer = memory + (Native::SIGNER_SIZE * index)
        Argument.secret(secret, name) { |text, size| Native.check(Native.init_signer(signer, text, size)) }
        signer.freeze
      end
      @memory = memory.freeze
      @signers.freeze
      freeze
    end

    def sign(payload)
      signature = "\0" * Native::TOKEN_SIZE
      Native.check(Native.sign(@signers.fetch(0), payload, payload.bytesize, signature))
      signature.chop!
    end

    # Asks all of them, also after one verifies, so that the time does not tell which one it is.
    def verify(payload, signature)
      @signers.reduce(false) do |any, signer|
        Native.verify(signer, payload, payload.bytesize, signature, signature.bytesize) | any
      end
    end

    # The event of a body. Times are in seconds.
    def receive(body, tolerance, now)
      body = Argument.text(body, "body")
      tolerance_ms, now_ms = 1000.0 * Argument.seconds(tolerance, "tolerance"), milliseconds(now)
      payload, size = "\0" * body.bytesize, FFI::MemoryPointer.new(:size_t)
      status = Native.receive_dispatch(@memory, @signers.size, body, body.bytesize, now_ms, tolerance_ms, payload, size)
      Native.check(status)
      JSON.parse(payload.byteslice(0, size.get(:size_t, 0)))
    rescue JSON::ParserError
      # Signed JSON that Ruby does not read: it is nested too deeply.
      Native.check(Native::DISPATCH_BODY_MALFORMED)
    end

    private

    # Milliseconds are whole, and a double holds them exactly.
    def milliseconds(now)
      return Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond) if now.nil?

      milliseconds = 1000.0 * Argument.seconds(now, "now")
      milliseconds.finite? ? milliseconds.round : milliseconds
    end
  end

  private_constant :WebhookSigners
end
