# frozen_string_literal: true

module NotifizzToken
  # Receives dispatch webhooks, in a service that has no Auth Secret Key.
  #
  # It is immutable and safe to use from many threads: build one and share it. What is derived from the
  # secret lies in native memory and is wiped when the receiver is garbage-collected. It shows nothing of
  # it, and is never copied or serialized.
  class DispatchReceiver
    # +webhook_signing_secret+ is a String, or while it is being replaced an Array of them, of which any
    # verifies. Each is used byte for byte, and must not have whitespace or an invisible character at
    # either end, or quotes around it.
    #
    # Raises Error with the code +missing_webhook_signing_secret+ (also for nil),
    # +webhook_signing_secret_whitespace+, +webhook_signing_secret_invisible_character+ or
    # +webhook_signing_secret_quoted+.
    def initialize(webhook_signing_secret)
      @webhook_signers = WebhookSigners.new(webhook_signing_secret)
      freeze
    end

    # The event of a dispatch webhook, a Hash, from the body as it arrived.
    #
    # Verifies the signature, then checks that the timestamp is at most +tolerance+ seconds from +now+, a
    # Time or seconds since 1970, before or after; without it, from the clock. Raises Error with one of four
    # codes, and nothing else, whatever was sent: +dispatch_body_malformed+,
    # +dispatch_signature_mismatch+, +dispatch_timestamp_missing+ or
    # +dispatch_timestamp_out_of_tolerance+. Log the error, and answer all four alike, with 400.
    #
    # The same webhook may arrive twice within the tolerance. A body that is no String is a TypeError.
    def receive_dispatch(body, tolerance: 300, now: nil)
      @webhook_signers.receive(body, tolerance, now)
    end

    def inspect = "#<#{self.class}>"
    alias to_s inspect

    # A copy, Marshal and YAML would carry the address of native memory without its content.
    def initialize_copy(*)
      raise TypeError, "a #{self.class} cannot be copied: share it between threads"
    end

    def marshal_dump
      raise TypeError, "a #{self.class} cannot be serialized: it holds a secret"
    end

    def encode_with(*)
      marshal_dump
    end
  end
end
