# frozen_string_literal: true

require_relative "helper"
require "openssl"
require "rack"

# The Rack apps, as Rack's own checks see them.
class RackTest < Minitest::Test
  User = Struct.new(:id, :email)

  TABLE = read_vectors("dispatches.json")
  SECRET = TABLE.fetch("webhook_signing_secret")
  MAX_BODY = 10 * 1024 * 1024

  def request(app, method, **options) = Rack::MockRequest.new(Rack::Lint.new(app)).request(method, "/", **options)

  def widget_options(user, method: "GET", **options)
    client = NotifizzToken::NotifizzClient.new(KEY)
    request(NotifizzToken::Rack::WidgetOptions.new(client, **options) { user }, method)
  end

  def test_a_user_gets_the_widget_options
    expected = NotifizzToken::NotifizzClient.new(KEY).widget_options("user_42", "alice@example.com")
    response = widget_options(User.new("user_42", "alice@example.com"))
    assert_equal [200, expected], [response.status, JSON.parse(response.body)]
    full = widget_options(User.new("user_42", "alice@example.com"), api_key: "front")
    assert_equal({ "apiKey" => "front", **expected }, JSON.parse(full.body))
    assert_equal "42", JSON.parse(widget_options(User.new(42, "alice@example.com")).body)["userId"]
  end

  def test_a_visitor_and_an_incomplete_user_get_none
    {
      nil => [401, "login_required"], false => [401, "login_required"],
      User.new(nil, "a@b.c") => [409, "empty_user_id"], User.new("", "a@b.c") => [409, "empty_user_id"],
      User.new("user_44", nil) => [409, "empty_user_email"], User.new("user_44", " ") => [409, "empty_user_email"]
    }.each do |user, (status, error)|
      response = widget_options(user)
      assert_equal [status, { "error" => error }], [response.status, JSON.parse(response.body)]
    end
  end

  def test_no_answer_is_stored
    [nil, User.new(nil, nil), User.new("user_42", "a@b.c")].each do |user|
      %w[GET HEAD].each do |method|
        response = widget_options(user, method: method)
        assert_equal ["no-store, private", "application/json"], response.headers.values_at("cache-control", "content-type").map(&:to_s)
      end
    end
  end

  def test_a_mistake_of_the_developer_is_an_error
    assert_raises(TypeError) { widget_options(User.new(:user_42, "a@b.c")) }
    error = assert_raises(NotifizzToken::Error) { widget_options(User.new("user_42", "a@b.c"), api_key: KEY) }
    assert_equal "front_api_key_is_secret", error.code
    client = NotifizzToken::NotifizzClient.new(KEY)
    assert_raises(ArgumentError) { NotifizzToken::Rack::WidgetOptions.new(client) }
    assert_raises(ArgumentError) { NotifizzToken::Rack::Webhook.new(client) }
    error = assert_raises(NotifizzToken::Error) { request(NotifizzToken::Rack::Webhook.new(client) { nil }, "POST", input: "{}") }
    assert_equal "missing_webhook_signing_secret", error.code
  end

  def test_the_user_comes_from_the_environment
    app = NotifizzToken::Rack::WidgetOptions.new(NotifizzToken::NotifizzClient.new(KEY)) { |env| env["test.user"] }
    assert_equal 200, request(app, "GET", "test.user" => User.new("user_42", "a@b.c")).status
    assert_equal 401, request(app, "GET").status
  end

  def test_other_methods_are_not_allowed
    assert_equal 405, widget_options(User.new("user_42", "a@b.c"), method: "POST").status
    assert_equal 405, request(webhook, "GET").status
  end

  def webhook(receiver = NotifizzToken::DispatchReceiver.new(["new", SECRET]), **options)
    NotifizzToken::Rack::Webhook.new(receiver, **options) { |event, env| (@events ||= []) << [event, env["REQUEST_METHOD"]] }
  end

  # A receiver whose clock shows the time of a row.
  At = Struct.new(:receiver, :now, :tolerance) do
    def receive_dispatch(body) = receiver.receive_dispatch(body, now: now, tolerance: tolerance)
  end

  def test_every_body
    receiver = NotifizzToken::DispatchReceiver.new(SECRET)
    assert_equal TABLE["counts"]["bodies"], TABLE["bodies"].size
    TABLE["bodies"].each do |row|
      @events = []
      body = decoded(row["body"])
      now, tolerance = %w[now_ms tolerance_ms].map { |name| row.fetch(name, TABLE[name]) / 1000r }
      response = request(webhook(At.new(receiver, now, tolerance)), "POST", input: body.b)
      if row.key?("error") || body.bytesize > MAX_BODY
        assert_equal [400, '{"error":"dispatch_rejected"}', []], [response.status, response.body, @events], row["name"]
        reason = body.bytesize > MAX_BODY ? "the body is larger than #{MAX_BODY} bytes" : "#{row["error"]}: "
        assert_includes response.errors, "notifizz_token: a webhook was rejected: #{reason}"
      else
        event = JSON.parse(decoded(row["payload"]))
        assert_equal [204, "", "", [[event, "POST"]]], [response.status, response.body, response.errors, @events], row["name"]
      end
    end
  end

  def test_a_logger_says_why_and_a_body_may_be_missing
    log = []
    logger = Struct.new(:log) { %i[info debug warn error fatal].each { |name| define_method(name) { |text| log << [name, text] } } }.new(log)
    response = request(webhook, "POST", input: "{}", "rack.logger" => logger)
    assert_equal [400, "", [:warn]], [response.status, response.errors, log.map(&:first)]
    assert_match(/\Anotifizz_token: a webhook was rejected: dispatch_body_malformed: /, log[0][1])
    env = Rack::MockRequest.env_for("/", method: "POST").merge("rack.input" => nil) # as in Rack 3
    assert_equal 400, webhook.call(env)[0]
  end

  def test_a_body_that_was_read_before_is_read_again
    payload = JSON.generate("timestamp" => (Time.now.to_f * 1000).round)
    body = JSON.generate("payload" => payload, "signature" => OpenSSL::HMAC.hexdigest("SHA256", SECRET, payload))
    env = Rack::MockRequest.env_for("/", method: "POST", input: body)
    env["rack.input"].read
    assert_equal 204, webhook.call(env)[0]
    assert_equal 400, webhook(limit: body.bytesize - 1).call(env)[0]
    assert_equal 204, webhook(limit: body.bytesize).call(env)[0]
  end
end
