# frozen_string_literal: true

require_relative "helper"
require "openssl"
require "pp"
require "yaml"

class ClientTest < Minitest::Test
  TOKEN = VECTORS.fetch("hashed_tokens").find { |row| row["name"] == "known_answer_1" }["tokens"]["hmac-sha256"].freeze

  EMPTY_SIGNATURE = OpenSSL::HMAC.hexdigest("SHA256", WEBHOOK_SECRET, "").freeze

  class Pretender
    def to_str = TOKEN
    def to_s = TOKEN
  end

  # Values that JSON can hold in the place of text, and values that only a developer can choose.
  JSON_VALUES = [nil, 42, 4.2, Float::NAN, 2**70, true, false, ["secret-element"], { "secret-key" => 1 }].freeze
  OTHER_VALUES = [
    :"secret-symbol", Object.new, BasicObject.new, Pretender.new, /secret-pattern/, -> { "secret-result" }, Time.now,
    Class.new { def self.to_s = raise("no name") }.new
  ].freeze
  WRONG_TYPES = [*JSON_VALUES, *OTHER_VALUES].freeze

  ILL_FORMED = ["\xFF", "\xED\xA0\x80", "user_\xC3(_42", "\xF4\x90\x80\x80", "a\xC0\x80"].freeze

  def client(**options) = NotifizzToken::NotifizzClient.new(KEY, **options)

  def hmac(message, key = KEY) = OpenSSL::HMAC.hexdigest("SHA256", key, message)

  def assert_rejected(code, &call)
    error = assert_raises(NotifizzToken::Error, &call)
    assert_equal code, error.code
    error
  end

  # Every argument that must be a String.
  def inputs
    client = client(webhook_signing_secret: WEBHOOK_SECRET)
    {
      "auth_secret_key" => ->(value) { NotifizzToken::NotifizzClient.new(value) },
      "token_scheme" => ->(value) { client(token_scheme: value) },
      "user_id" => ->(value) { client.generate_hashed_token(value) },
      "subscriber_id" => ->(value) { client.generate_subscribe_token(value, "project_7") },
      "resource_id" => ->(value) { client.generate_subscribe_token("user_42", value) },
      "payload" => ->(value) { client.sign_dispatch_payload(value) },
      "user_email" => ->(value) { client.widget_options("user_42", value) },
      "token" => ->(value) { NotifizzToken.diagnose(token: value, user_id: "user_42", auth_secret_key: KEY) },
      "signature" => ->(value) { NotifizzToken.diagnose_dispatch(payload: "", signature: value, webhook_signing_secret: KEY) }
    }
  end

  # Every argument that may be left out, or nil.
  def optional_inputs
    known = { token: TOKEN, user_id: "user_42", auth_secret_key: KEY }
    [
      ["sdk_secret_key", ->(value) { NotifizzToken::NotifizzClient.new(KEY, value) }],
      ["webhook_signing_secret", ->(value) { client(webhook_signing_secret: Array === value ? [42] : value) }],
      ["previous_auth_secret_keys", ->(value) { client(previous_auth_secret_keys: Array === value ? [42] : value) }],
      ["api_key", ->(value) { client.widget_options("user_42", "a@b.c", api_key: value) }],
      ["sdk_secret_key", ->(value) { NotifizzToken.diagnose(**known, sdk_secret_key: value) }],
      ["user_email", ->(value) { NotifizzToken.diagnose(**known, user_email: value) }]
    ]
  end

  def test_a_wrong_type_is_a_type_error_that_repeats_no_value
    [*inputs, *optional_inputs].each do |name, call|
      WRONG_TYPES.drop(1).each do |value|
        error = assert_raises(TypeError) { call.call(value) }
        assert_match(/\A(each of )?#{name} must be an? (Array of )?Strings?, not [A-Za-z:#]+/, error.message)
        refute_match(/secret-|#{TOKEN}/, error.message)
      end
    end
    optional_inputs.each { |_, call| assert call.call(nil) }
    error = assert_raises(TypeError) { client.generate_hashed_token(42) }
    assert_equal "user_id must be a String, not Integer: pass it as user_id.to_s", error.message
    error = assert_raises(TypeError) { client(webhook_signing_secret: WEBHOOK_SECRET).sign_dispatch_payload(42) }
    assert_equal "payload must be a String, not Integer: pass the text, or the bytes, exactly as received", error.message
  end

  def test_a_missing_value_is_reported_as_missing
    inputs.except("auth_secret_key").each do |name, call|
      error = assert_raises(TypeError) { call.call(nil) }
      assert_match(/\A#{name} must be a String, not nil: it is missing\./, error.message)
      refute_match(/to_s/, error.message)
    end
    error = assert_raises(TypeError) { client.generate_hashed_token(nil) }
    assert_equal "user_id must be a String, not nil: it is missing. Is the user logged in, and saved?", error.message
    [-> { NotifizzToken::NotifizzClient.new(nil) },
     -> { NotifizzToken::NotifizzClient.new(ENV["A_VARIABLE_THAT_IS_NOT_SET"]) },
     -> { NotifizzToken.diagnose(token: TOKEN, user_id: "user_42", auth_secret_key: nil) }].each do |call|
      assert_match(/environment variable set\?/, assert_rejected("empty_auth_secret_key", &call).message)
    end
  end

  def test_a_scheme_in_place_of_the_sdk_secret_key_is_a_type_error
    SCHEMES.each do |scheme|
      error = assert_raises(TypeError) { NotifizzToken::NotifizzClient.new(KEY, scheme) }
      assert_match(/pass the scheme as token_scheme:\z/, error.message)
    end
    assert NotifizzToken::NotifizzClient.new(KEY, "SHA256-CONCAT")
  end

  def test_ill_formed_unicode_is_rejected
    inputs.each_value { |call| ILL_FORMED.each { |text| assert_rejected("invalid_text") { call.call(text) } } }
    ILL_FORMED.each { |text| assert_rejected("invalid_text") { client(webhook_signing_secret: text) } }
    ILL_FORMED.each { |text| assert_rejected("invalid_text") { client(previous_auth_secret_keys: ["previous", text]) } }
    ILL_FORMED.each { |text| assert_rejected("invalid_text") { client.widget_options("user_42", "a@b.c", api_key: text) } }
  end

  def test_encodings
    client = client()
    utf8 = "用户_é"
    [utf8, utf8.b, utf8.dup.force_encoding("US-ASCII"), utf8.encode("UTF-16LE"), utf8.encode("UTF-16"), utf8.encode("GB18030")].each do |id|
      before = [id.encoding, id.b]
      assert_equal hmac(utf8), client.generate_hashed_token(id), id.encoding.to_s
      %w[UTF-16BE UTF-16 UTF-32].each { |encoding| assert client.verify_hashed_token(id, hmac(utf8).encode(encoding)) }
      assert_equal before, [id.encoding, id.b]
      options = client.widget_options(id, "a@b.c")
      assert_equal [utf8, Encoding::UTF_8], [options["userId"], options["userId"].encoding]
    end
    # The variants of UTF-8 are not normalised: the accent stays a character of its own.
    decomposed = "andre\u0301_\uE63E"
    %w[UTF8-MAC UTF8-DoCoMo UTF8-KDDI UTF8-SoftBank].each do |encoding|
      id = decomposed.dup.force_encoding(encoding)
      assert_equal hmac(decomposed), client.generate_hashed_token(id), encoding
      assert_equal true, client.verify_hashed_token(id, hmac(decomposed)), encoding
    end
    # The same bytes are another text in Latin-1, and so another ID.
    latin1 = utf8.dup.force_encoding("ISO-8859-1")
    assert_equal hmac(latin1.encode("UTF-8")), client.generate_hashed_token(latin1)
    refute_equal hmac(utf8), client.generate_hashed_token(latin1)
    ["\xD8\x00".dup.force_encoding("UTF-16BE"), "\x81".dup.force_encoding("Shift_JIS"), "\xFF".b, "a".dup.force_encoding("UTF-7")].each do |id|
      assert_rejected("invalid_text") { client.generate_hashed_token(id) }
      assert_equal false, client.verify_hashed_token(id, TOKEN)
    end
  end

  HOSTILE_TEXTS = [
    *ILL_FORMED, "", "\0", "a" * 70_000, "é" * 70_000, "#{TOKEN}\n", " #{TOKEN}", TOKEN.upcase, "\xFF#{TOKEN[1..]}",
    "#{TOKEN[0..-2]}\xFF", "a" * 64, "é" * 64, "é" * 32, "🔑" * 65
  ].freeze

  def test_verify_is_false_for_untrusted_input
    client = client(webhook_signing_secret: WEBHOOK_SECRET)
    [*HOSTILE_TEXTS, *WRONG_TYPES, [TOKEN], TOKEN.to_sym].each do |token|
      assert_equal false, client.verify_hashed_token("user_42", token)
      assert_equal false, client.verify_subscribe_token("user_42", "project_7", token)
      assert_equal false, client.verify_dispatch_signature("{}", token)
    end
    [*HOSTILE_TEXTS, *JSON_VALUES].each do |id|
      assert_equal false, client.verify_hashed_token(id, TOKEN)
      assert_equal false, client.verify_subscribe_token(id, "project_7", TOKEN)
      assert_equal false, client.verify_subscribe_token("user_42", id, TOKEN)
    end
    [*HOSTILE_TEXTS, nil].each { |payload| assert_equal false, client.verify_dispatch_signature(payload, TOKEN) }
    # A missing payload is not the empty payload.
    assert_equal false, client.verify_dispatch_signature(nil, hmac("", WEBHOOK_SECRET))
    assert_equal true, client.verify_dispatch_signature("", hmac("", WEBHOOK_SECRET))
    assert_equal true, client.verify_hashed_token("user_42", TOKEN)
  end

  def test_verify_raises_for_types_that_only_a_developer_can_choose
    client = client(webhook_signing_secret: WEBHOOK_SECRET)
    # The token makes no difference: it is a mistake whatever a remote party sends.
    [TOKEN, "", nil].each do |token|
      OTHER_VALUES.each do |id|
        [-> { client.verify_hashed_token(id, token) }, -> { client.verify_subscribe_token(id, "project_7", token) },
         -> { client.verify_subscribe_token("user_42", id, token) }].each { |call| assert_raises(TypeError, &call) }
      end
      WRONG_TYPES.drop(1).each do |payload|
        assert_raises(TypeError) { client.verify_dispatch_signature(payload, token) }
      end
    end
  end

  # A subclass whose methods lie. Its content must be what counts.
  class Liar < String
    %i[encode to_s to_str b dup].each { |name| define_method(name) { |*| "user_43" } }
    %i[encoding valid_encoding? force_encoding bytes bytesize length size == hash].each do |name|
      define_method(name) { |*| raise "#{name} is called" }
    end
  end

  def test_a_subclass_of_string_stands_for_its_content
    client = client(webhook_signing_secret: WEBHOOK_SECRET)
    assert_equal TOKEN, client.generate_hashed_token(Liar.new("user_42"))
    assert_equal true, client.verify_hashed_token(Liar.new("user_42"), Liar.new(TOKEN))
    assert_equal false, client.verify_hashed_token(Liar.new("user_43"), Liar.new(TOKEN))
    assert_equal false, client.verify_hashed_token(Liar.new("\xFF"), TOKEN)
    assert_equal hmac("{}", WEBHOOK_SECRET), client.sign_dispatch_payload(Liar.new("{}"))
    assert_equal hmac("\xFF".b, WEBHOOK_SECRET), client.sign_dispatch_payload(Liar.new("\xFF".b))
    assert_equal true, client.verify_dispatch_signature(Liar.new("{}"), hmac("{}", WEBHOOK_SECRET))
    options = client.widget_options(Liar.new("user_42"), Liar.new("alice@example.com"), api_key: Liar.new("front"))
    assert_equal ["front", "backendToken", TOKEN, "user_42", "alice@example.com"], options.values
    assert_equal [String], options.values.map(&:class).uniq
    liar = NotifizzToken::NotifizzClient.new(Liar.new(KEY), Liar.new("sdk"), token_scheme: Liar.new("hmac-sha256"))
    assert_equal [TOKEN, "hmac-sha256"], [liar.generate_hashed_token("user_42"), liar.token_scheme]
    assert_instance_of String, liar.token_scheme
    assert_rejected("invalid_text") { client.generate_hashed_token(Liar.new("\xFF")) }
  end

  def test_a_binary_payload_may_hold_any_bytes
    client = client(webhook_signing_secret: WEBHOOK_SECRET)
    ["{}", "", "\xFF\x00\xFE", "é"].map(&:b).each do |payload|
      before = payload.dup
      signature = client.sign_dispatch_payload(payload)
      assert_equal hmac(payload, WEBHOOK_SECRET), signature
      assert_equal true, client.verify_dispatch_signature(payload, signature)
      assert_equal false, client.verify_dispatch_signature("#{payload}x".b, signature)
      assert_equal [before, Encoding::BINARY], [payload, payload.encoding]
    end
    # Ill-formed Unicode has no signature: only a binary String says that any bytes are meant.
    ILL_FORMED.each { |text| assert_rejected("invalid_text") { client.sign_dispatch_payload(text) } }
    ILL_FORMED.each { |text| assert_equal false, client.verify_dispatch_signature(text, hmac(text, WEBHOOK_SECRET)) }
    ILL_FORMED.each { |text| assert_rejected("invalid_text") { client.generate_hashed_token(text.b) } }
  end

  def test_a_missing_webhook_secret_raises_even_if_the_answer_can_only_be_false
    ["{}", nil, 42, "\xFF"].each do |payload|
      assert_rejected("missing_webhook_signing_secret") { client.verify_dispatch_signature(payload, TOKEN) }
    end
  end

  def test_tokens_equal_openssl_for_all_lengths_and_planes
    client = client()
    %w[a é 用 🔑].each do |character|
      (1..200).each { |length| assert_equal hmac(character * length), client.generate_hashed_token(character * length) }
    end
  end

  def test_widget_options_have_the_widgets_own_names
    plain = { "authType" => "backendToken", "token" => TOKEN, "userId" => "user_42", "userEmail" => "alice@example.com" }
    assert_equal plain.to_a, client.widget_options("user_42", "alice@example.com").to_a
    full = client.widget_options("user_42", "alice@example.com", api_key: "front")
    assert_equal [%w[apiKey front], *plain], full.to_a
    assert_equal full, JSON.parse(JSON.generate(full))
  end

  def test_nothing_shows_the_secrets
    client = NotifizzToken::NotifizzClient.new(KEY, "sdk-secret", token_scheme: "sha256-concat", webhook_signing_secret: WEBHOOK_SECRET)
    expected = "#<NotifizzToken::NotifizzClient token_scheme=sha256-concat key_fingerprint=6fda7070>"
    assert_equal [expected, expected], [client.inspect, client.to_s]
    outputs = [client.inspect, [client].inspect, client.pretty_inspect, "#{client}", JSON.generate(client), JSON.generate([client])]
    client.instance_variables.each do |name|
      value = client.instance_variable_get(name)
      outputs << value.inspect << value.to_s
      value.instance_variables.each { |inner| outputs << value.instance_variable_get(inner).inspect }
    end
    ["#{KEY} ", "#{KEY}\n"].each do |bad|
      error = assert_rejected("auth_secret_key_whitespace") { NotifizzToken::NotifizzClient.new(bad, "sdk-secret", webhook_signing_secret: WEBHOOK_SECRET) }
      outputs << error.full_message << error.inspect << error.cause.inspect
    end
    [["\xFF#{KEY}"], [KEY.to_sym], [[KEY]]].each do |arguments|
      NotifizzToken::NotifizzClient.new(*arguments)
      flunk
    rescue TypeError, NotifizzToken::Error => e
      outputs << e.full_message << e.inspect
    end
    assert_operator outputs.size, :>, 15
    outputs.each { |output| refute_match(/YOUR_AUTH|sdk-secret|whsec/, output) }
  end

  def test_it_is_immutable_and_never_copied
    client = client()
    [client, client.token_scheme, client.key_fingerprint].each { |object| assert_predicate object, :frozen? }
    scheme = +"sha256-concat"
    other = client(token_scheme: scheme)
    scheme.replace("hmac-sha256")
    assert_equal "sha256-concat", other.token_scheme
    calls = [-> { client.dup }, -> { client.clone }, -> { Marshal.dump(client) }, -> { YAML.dump(client) }]
    calls.each { |call| assert_raises(TypeError, &call) }
  end

  def test_a_diagnosis
    diagnosis = NotifizzToken.diagnose(token: TOKEN, user_id: "user_42", auth_secret_key: KEY)
    assert_equal %w[correct hmac-sha256], [diagnosis.code, diagnosis.scheme]
    assert_match(/\AThe token is right /, diagnosis.message)
    assert_predicate diagnosis, :frozen?
  end

  def test_errors_are_argument_errors
    error = assert_rejected("empty_user_id") { client.generate_hashed_token("") }
    assert_kind_of ArgumentError, error
    assert_nil error.cause
    assert_match(/user ID is empty/, error.message)
    assert_rejected("unknown_token_scheme") { client(token_scheme: "HMAC-SHA256") }
    assert_rejected("empty_auth_secret_key") { NotifizzToken::NotifizzClient.new("") }
    assert_rejected("webhook_signing_secret_quoted") { client(webhook_signing_secret: "'whsec'") }
    assert_rejected("front_api_key_is_secret") { client.widget_options("user_42", "a@b.c", api_key: " #{KEY.downcase}") }
    assert_rejected("empty_user_email") { client.widget_options("user_42", "\u00a0") }
  end

  def test_threads_share_one_client
    client = client()
    expected = (0...200).to_h { |n| ["user_#{n}", hmac("user_#{n}")] }
    correct = Array.new(8) do
      Thread.new do
        expected.count do |id, token|
          client.generate_hashed_token(id) == token && client.verify_hashed_token(id, token) &&
            !client.verify_hashed_token("#{id}x", token)
        end
      end
    end
    assert_equal [expected.size] * 8, correct.map(&:value)
  end

  def test_a_forked_process_has_the_client
    skip "this system has no fork" unless Process.respond_to?(:fork)
    client = client()
    tokens = Array.new(4) do
      IO.popen("-") { |child| child.nil? ? print(client.generate_hashed_token("user_42")) : child.read }
    end
    assert_equal [TOKEN] * 5, [*tokens, client.generate_hashed_token("user_42")]
  end

  def test_ractors_share_one_client
    skip "ffi #{FFI::VERSION} cannot be called in a Ractor: install ffi 1.16 or later" if Gem::Version.new(FFI::VERSION) < Gem::Version.new("1.16")
    client = client(webhook_signing_secret: [WEBHOOK_SECRET, "old"], previous_auth_secret_keys: ["old"])
    assert Ractor.shareable?(client)
    assert Ractor.shareable?(NotifizzToken::DispatchReceiver.new(WEBHOOK_SECRET))
    verbose, $VERBOSE = $VERBOSE, nil # Ruby warns that Ractors are experimental.
    ractors = Array.new(4) do
      Ractor.new(client) do |shared|
        own = NotifizzToken::NotifizzClient.new(KEY.encode("UTF-16LE"), "sdk", token_scheme: "sha256-concat")
        error = (shared.generate_hashed_token("") rescue $!)
        diagnosis = NotifizzToken.diagnose(token: TOKEN, user_id: "user_42", auth_secret_key: KEY)
        [shared.generate_hashed_token("user_42"), shared.verify_hashed_token(nil, TOKEN), shared.sign_dispatch_payload("".b),
         own.widget_options("user_42", "a@b.c", api_key: "front")["token"].size, error.code, diagnosis.code]
      end
    end
    expected = [TOKEN, false, EMPTY_SIGNATURE, 64, "empty_user_id", "correct"]
    assert_equal [expected] * 4, ractors.map { |ractor| ractor.respond_to?(:value) ? ractor.value : ractor.take }
  ensure
    $VERBOSE = verbose
  end

  def test_nothing_leaks
    skip "it makes 240,000 clients: set NOTIFIZZ_DEEP=1" unless DEEP
    skip "the memory of this process is measured with Linux's /proc" unless memory_measurable?
    resident = -> { GC.start; Integer(File.read("/proc/self/statm").split[1]) * 4 }
    long = "a" * 1_000
    sizes = Array.new(6) do
      40_000.times do |number|
        client = client(token_scheme: SCHEMES[number & 1], webhook_signing_secret: WEBHOOK_SECRET)
        client.verify_hashed_token(long, client.generate_hashed_token(long))
        begin
          client.generate_subscribe_token(long, number.even? ? "" : "\xFF")
        rescue NotifizzToken::Error
          nil
        end
      end
      resident.call
    end
    # A lost client would be 25 MB a round. The heap grows by that much now and then, but not in every
    # round.
    assert_operator sizes.each_cons(2).map { |before, after| after - before }.min, :<, 5_000, sizes.inspect
  end
end
