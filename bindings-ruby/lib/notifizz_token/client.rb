# frozen_string_literal: true

module NotifizzToken
  # Generates and verifies tokens for one Auth Secret Key, on the server.
  #
  # It is immutable and safe to use from many threads, and from many Ractors with ffi 1.16 or later: build
  # one and share it. Its key material lies in native memory and is wiped when the client is
  # garbage-collected. It shows its scheme and its key fingerprint only, and is never copied or
  # serialized.
  #
  # Rejected input raises Error, with a stable +code+; a wrong type raises TypeError. No message
  # contains any part of the input.
  class NotifizzClient
    # How this client's hashed tokens are computed: HMAC_SHA256 or SHA256_CONCAT.
    attr_reader :token_scheme

    # Eight characters that tell two Auth Secret Keys apart and are safe to log. Of several keys, the
    # fingerprint of the one that signs.
    attr_reader :key_fingerprint

    # The fingerprints of the previous Auth Secret Keys, in their order.
    attr_reader :previous_key_fingerprints

    # - +auth_secret_key+: the Auth Secret Key, used byte for byte. It must not have whitespace or an
    #   invisible character at either end, or quotes around it.
    # - +sdk_secret_key+: accepted because Notifizz's own SDKs take it; plays no part in tokens and
    #   is not kept.
    # - +token_scheme+: HMAC_SHA256 or SHA256_CONCAT.
    # - +webhook_signing_secret+: needed by the dispatch functions only: a String, or while it is being
    #   replaced an Array of them, of which the first signs and any verifies; the same rules.
    # - +previous_auth_secret_keys+: an Array of the keys that +auth_secret_key+ replaces; the same rules.
    #   They verify and do nothing else.
    #
    # Raises Error with the code +empty_auth_secret_key+ (also for nil),
    # +auth_secret_key_whitespace+, +auth_secret_key_invisible_character+, +auth_secret_key_quoted+,
    # +missing_webhook_signing_secret+ for an empty one, +webhook_signing_secret_whitespace+,
    # +webhook_signing_secret_invisible_character+, +webhook_signing_secret_quoted+ or
    # +unknown_token_scheme+.
    def initialize(
      auth_secret_key, sdk_secret_key = nil, token_scheme: HMAC_SHA256, webhook_signing_secret: nil,
      previous_auth_secret_keys: nil
    )
      if Argument.secret(sdk_secret_key, "sdk_secret_key") { |text, size| Native.scheme(text, size) }
        raise TypeError, "the second argument is the SDK secret key, not a token scheme: pass the scheme as token_scheme:"
      end

      scheme = Native.scheme(Argument.text(token_scheme, "token_scheme")) || Native.check(Native::UNKNOWN_TOKEN_SCHEME)
      @token_scheme = Native::SCHEMES.fetch(scheme)
      previous = NilClass === previous_auth_secret_keys ? [] : Argument.list(previous_auth_secret_keys)
      Argument.raise_type_error(previous_auth_secret_keys, "previous_auth_secret_keys", "an Array of Strings") if previous.nil?
      keep = ->(key, name) { Argument.secret(key, name) { |text, size| keep(text, size, scheme) } }
      @memory = keep.call(auth_secret_key, "auth_secret_key")
      @previous = previous.map { |key| keep.call(key, "each of previous_auth_secret_keys") }.freeze
      @webhook_signers = WebhookSigners.new(webhook_signing_secret) unless NilClass === webhook_signing_secret
      @key_fingerprint, *fingerprints = [@memory, *@previous].map { |memory| fingerprint(memory) }
      @previous_key_fingerprints = fingerprints.freeze
      freeze
    end

    # The hashed token that proves to the widget who its user is: 64 lower-case hex characters. The
    # same ID always gives the same token, and it never expires. Pass the ID of the signed-in user,
    # never one from the request; it is used byte for byte.
    #
    # Raises Error with the code +empty_user_id+.
    def generate_hashed_token(user_id)
      user_id = Argument.text(user_id, "user_id")
      token = "\0" * Native::TOKEN_SIZE
      Native.check(Native.generate_hashed_token(@memory, user_id, user_id.bytesize, token))
      token.chop!
    end

    # Whether +token+ is exactly the hashed token of +user_id+, compared in constant time. Any
    # untrusted input yields false and never an error: another token of any type, and an ID that is
    # not a String but of a type that JSON can hold. An ID of another type, such as a Symbol, can only
    # be a mistake in your code and raises TypeError.
    def verify_hashed_token(user_id, token)
      token = Argument.token(token)
      user_id = Argument.id(user_id, "user_id")
      return false if user_id.nil? || token.nil?

      any_key? { |memory| Native.verify_hashed_token(memory, user_id, user_id.bytesize, token, token.bytesize) }
    end

    # The token that lets a subscriber subscribe to a resource, the same under both schemes.
    #
    # Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
    # share a token. Choose IDs that are not ambiguous when concatenated, such as UUIDs.
    #
    # Raises Error with the code +empty_user_id+ (the subscriber's) or +empty_resource_id+.
    def generate_subscribe_token(subscriber_id, resource_id)
      subscriber_id = Argument.text(subscriber_id, "subscriber_id")
      resource_id = Argument.text(resource_id, "resource_id")
      token = "\0" * Native::TOKEN_SIZE
      status = Native.generate_subscribe_token(
        @memory, subscriber_id, subscriber_id.bytesize, resource_id, resource_id.bytesize, token
      )
      Native.check(status)
      token.chop!
    end

    # Whether +token+ is exactly the subscribe token of the two IDs, as strictly as
    # #verify_hashed_token.
    def verify_subscribe_token(subscriber_id, resource_id, token)
      token = Argument.token(token)
      subscriber_id = Argument.id(subscriber_id, "subscriber_id")
      resource_id = Argument.id(resource_id, "resource_id")
      return false if subscriber_id.nil? || resource_id.nil? || token.nil?

      any_key? do |memory|
        Native.verify_subscribe_token(
          memory, subscriber_id, subscriber_id.bytesize, resource_id, resource_id.bytesize, token, token.bytesize
        )
      end
    end

    # The signature of the +payload+ string of a dispatch webhook. A binary String may hold any bytes.
    #
    # Raises Error with the code +missing_webhook_signing_secret+.
    def sign_dispatch_payload(payload)
      Argument.text(payload, "payload")
      payload = Argument.payload(payload) || Native.check(Native::INVALID_TEXT)
      webhook_signers.sign(payload)
    end

    # Whether +signature+ is that of +payload+, the string exactly as received. It does not check the
    # timestamp inside it, as #receive_dispatch does.
    #
    # Raises Error with the code +missing_webhook_signing_secret+, so that a missing secret is not
    # mistaken for a forged webhook, and TypeError for a payload that is neither a String nor nil, such
    # as JSON that is parsed already. Untrusted input never causes an error.
    def verify_dispatch_signature(payload, signature)
      signers = webhook_signers
      Argument.raise_type_error(payload, "payload") unless String === payload || NilClass === payload
      token, payload = Argument.token(signature), Argument.payload(payload)
      return false if token.nil? || payload.nil?

      signers.verify(payload, token)
    end

    # The event of a dispatch webhook, as DispatchReceiver#receive_dispatch.
    #
    # Raises Error with the code +missing_webhook_signing_secret+ on a client that has none.
    def receive_dispatch(body, tolerance: 300, now: nil)
      webhook_signers.receive(body, tolerance, now)
    end

    # The widget's options with a fresh token, as a Hash to render as JSON, with the widget's own
    # names: <tt>"apiKey"</tt> (the Front API Key, if given), <tt>"authType"</tt>, <tt>"token"</tt>,
    # <tt>"userId"</tt> and <tt>"userEmail"</tt>. Take the user from the session only.
    #
    # Raises Error with the code +empty_user_id+, +empty_user_email+ (also for whitespace alone),
    # +empty_front_api_key+, or +front_api_key_is_secret+ for an Auth Secret Key in its place, also
    # with whitespace, quotes or invisible characters around it, in any letter case.
    def widget_options(user_id, user_email, api_key: nil)
      user_id = Argument.text(user_id, "user_id")
      user_email = Argument.text(user_email, "user_email")
      check_front_api_key(api_key) unless NilClass === api_key
      api_key = Argument.optional_text(api_key, "api_key")
      token = "\0" * Native::TOKEN_SIZE
      Native.check(Native.widget_token(@memory, user_id, user_id.bytesize, user_email, user_email.bytesize, token))
      {
        "apiKey" => api_key,
        "authType" => "backendToken",
        "token" => token.chop!,
        "userId" => user_id,
        "userEmail" => user_email
      }.compact
    end

    def inspect
      previous = " previous_key_fingerprints=#{previous_key_fingerprints.join(",")}" unless @previous.empty?
      "#<#{self.class} token_scheme=#{token_scheme} key_fingerprint=#{key_fingerprint}#{previous}>"
    end
    alias to_s inspect

    # A copy, Marshal and YAML would carry the address of native memory without its content.
    def initialize_copy(*)
      raise TypeError, "a NotifizzClient cannot be copied: share it between threads"
    end

    def marshal_dump
      raise TypeError, "a NotifizzClient cannot be serialized: it holds a secret"
    end

    def encode_with(*)
      marshal_dump
    end

    private

    # A native client. Under sha256-concat it refers to the key, and so to a copy beside it.
    def keep(key, size, scheme)
      copied = @token_scheme == SHA256_CONCAT ? size : 0
      memory = Native.allocate(self, Native::CLIENT_SIZE + copied)
      memory.put_bytes(Native::CLIENT_SIZE, key, 0, copied)
      place = memory + Native::CLIENT_SIZE unless copied.zero?
      Native.check(Native.init(memory, scheme, place || key, size))
      memory.freeze
    end

    def fingerprint(memory)
      fingerprint = "\0" * Native::FINGERPRINT_SIZE
      Native.check(Native.key_fingerprint(memory, fingerprint))
      fingerprint.chop!.freeze
    end

    # Asks all keys, also after one verifies, so that the time does not tell which one it is.
    def any_key?
      @previous.reduce(yield(@memory)) { |any, memory| yield(memory) | any }
    end

    # It may be the secret by mistake, and then its bytes must not be shared with a copy: a caller who
    # overwrites its String would overwrite its own bytes only.
    def check_front_api_key(api_key)
      Argument.secret(api_key, "api_key") do |text, size|
        [@memory, *@previous].each { |memory| Native.check(Native.check_front_api_key(memory, text, size)) }
      end
    end

    def webhook_signers
      @webhook_signers || Native.check(Native::MISSING_WEBHOOK_SIGNING_SECRET)
    end
  end
end
