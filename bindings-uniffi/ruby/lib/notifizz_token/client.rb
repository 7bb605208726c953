# frozen_string_literal: true

module NotifizzToken
  # Makes and verifies tokens for one Auth Secret Key, on the server.
  #
  # It cannot change and is safe to use from many threads: build one and share it. Ractors beside the
  # main one cannot use it, because the gem +ffi+ cannot be called there. What the client holds of
  # the key lies in native memory and is wiped when the client is garbage. It shows its scheme and
  # its key fingerprint only, and is never copied or serialized.
  #
  # Rejected input raises Error, with a stable +code+; a wrong type raises TypeError. No message
  # contains any part of the input.
  class NotifizzClient
    # How this client's hashed tokens are computed: HMAC_SHA256 or SHA256_CONCAT.
    attr_reader :token_scheme

    # Eight characters that tell two Auth Secret Keys apart and are safe to log.
    attr_reader :key_fingerprint

    # - +auth_secret_key+: the Auth Secret Key, exactly as it is: no whitespace and no invisible
    #   character at either end, no quotes around it.
    # - +sdk_secret_key+: accepted because Notifizz's own SDKs take it; plays no part in tokens and
    #   is not kept.
    # - +token_scheme+: HMAC_SHA256 or SHA256_CONCAT.
    # - +webhook_signing_secret+: needed by the dispatch functions only; the same rules.
    #
    # Raises Error with the code +empty_auth_secret_key+ (also for nil),
    # +auth_secret_key_whitespace+, +auth_secret_key_invisible_character+, +auth_secret_key_quoted+,
    # +missing_webhook_signing_secret+ for an empty one, +webhook_signing_secret_whitespace+,
    # +webhook_signing_secret_invisible_character+, +webhook_signing_secret_quoted+ or
    # +unknown_token_scheme+.
    def initialize(auth_secret_key, sdk_secret_key = nil, token_scheme: HMAC_SHA256, webhook_signing_secret: nil)
      sdk_secret_key = Text.optional(sdk_secret_key, "sdk_secret_key")
      if sdk_secret_key && Native.token_scheme?(sdk_secret_key)
        raise TypeError, "the second argument is the SDK secret key, not a token scheme: pass the scheme as token_scheme:"
      end

      webhook_signing_secret = Text.optional(webhook_signing_secret, "webhook_signing_secret")
      auth_secret_key = Text.key(auth_secret_key)
      @token_scheme = Text.require(token_scheme, "token_scheme").freeze
      @native = Native.call do |native|
        native::NotifizzClient.new(auth_secret_key, native.token_scheme_named(@token_scheme), webhook_signing_secret)
      end
      @key_fingerprint = @native.key_fingerprint.freeze
      freeze
    end

    # The hashed token that proves to the widget who its user is: 64 lower-case hex characters.
    # Deterministic; it never expires. The ID is that of the signed-in user, never one from the
    # request, and is used exactly as it is.
    #
    # Raises Error with the code +empty_user_id+.
    def generate_hashed_token(user_id)
      user_id = Text.require(user_id, "user_id")
      Native.call { @native.generate_hashed_token(user_id) }
    end

    # Whether +token+ is exactly the hashed token of +user_id+. Compares in constant time; false,
    # and never an error, for whatever a remote party can send: any other token of any type, and an
    # ID that is no text but what JSON can hold. An ID of another type, such as a Symbol, is your
    # mistake and raises TypeError.
    def verify_hashed_token(user_id, token)
      token = Text.token(token)
      user_id = Text.id(user_id, "user_id")
      return false if user_id.nil? || token.nil?

      @native.verify_hashed_token(user_id, token)
    end

    # The token that lets a subscriber subscribe to a resource, the same under both schemes.
    #
    # Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
    # share a token. Choose IDs that cannot be cut in two ways.
    #
    # Raises Error with the code +empty_user_id+ (the subscriber's) or +empty_resource_id+.
    def generate_subscribe_token(subscriber_id, resource_id)
      subscriber_id = Text.require(subscriber_id, "subscriber_id")
      resource_id = Text.require(resource_id, "resource_id")
      Native.call { @native.generate_subscribe_token(subscriber_id, resource_id) }
    end

    # Whether +token+ is exactly the subscribe token of the two IDs, as strictly as
    # #verify_hashed_token.
    def verify_subscribe_token(subscriber_id, resource_id, token)
      token = Text.token(token)
      subscriber_id = Text.id(subscriber_id, "subscriber_id")
      resource_id = Text.id(resource_id, "resource_id")
      return false if subscriber_id.nil? || resource_id.nil? || token.nil?

      @native.verify_subscribe_token(subscriber_id, resource_id, token)
    end

    # The signature of the +payload+ string of a dispatch webhook. A binary String is its bytes,
    # whatever they are.
    #
    # Raises Error with the code +missing_webhook_signing_secret+.
    def sign_dispatch_payload(payload)
      payload = Text.payload(payload) || Text.require(payload, "payload")
      Native.call { @native.sign_dispatch_payload_bytes(payload) }
    end

    # Whether +signature+ is that of +payload+, the string exactly as received. Check the timestamp
    # inside it yourself.
    #
    # Raises Error with the code +missing_webhook_signing_secret+, so that your mistake is not taken
    # for a forged webhook, and TypeError for a payload that is neither a String nor nil, such as
    # JSON that is parsed already; nothing for what a remote party can send.
    def verify_dispatch_signature(payload, signature)
      text, token = Text.payload(payload), Text.token(signature)
      # A missing secret must show whatever the request holds, so native code is asked even when the
      # answer can only be no.
      text = token = "" if text.nil? || token.nil?
      right = Native.call { @native.verify_dispatch_signature_bytes(text, token) }
      Text.raise_type_error(payload, "payload") unless String === payload || NilClass === payload
      right
    end

    # All that the widget needs, with a fresh token, as a Hash to write as JSON: under the widget's
    # own names <tt>"apiKey"</tt> (the Front API Key, if given), <tt>"authType"</tt>,
    # <tt>"token"</tt>, <tt>"userId"</tt>, <tt>"userEmail"</tt>. Take the user from the session only.
    #
    # Raises Error with the code +empty_user_id+, +empty_user_email+ (also for whitespace alone),
    # +empty_front_api_key+, or +front_api_key_is_secret+ for the Auth Secret Key in its place, also
    # with whitespace, quotes or invisible characters around it, in any letter case.
    def widget_options(user_id, user_email, api_key: nil)
      user_id = Text.require(user_id, "user_id")
      user_email = Text.require(user_email, "user_email")
      api_key = Text.optional(api_key, "api_key")
      options = Native.call { @native.widget_options(user_id, user_email, api_key) }
      {
        "apiKey" => options.api_key,
        "authType" => options.auth_type,
        "token" => options.token,
        "userId" => options.user_id,
        "userEmail" => options.user_email
      }.compact
    end

    def inspect
      "#<#{self.class} token_scheme=#{token_scheme} key_fingerprint=#{key_fingerprint}>"
    end
    alias to_s inspect

    # Copies, Marshal and YAML would carry an address and nothing that it points to.
    def initialize_copy(*)
      raise TypeError, "a NotifizzClient cannot be copied: share it between threads"
    end

    def marshal_dump
      raise TypeError, "a NotifizzClient cannot be serialized: it holds a secret"
    end

    def encode_with(*)
      marshal_dump
    end
  end
end
