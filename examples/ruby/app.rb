# frozen_string_literal: true

require "notifizz_token"
require "rack"

# A small Rack app whose page shows the Notifizz widget to the user who is logged in. It needs a
# session middleware around it, as in config.ru.
class App
  # An account. Its ID is nil until it is saved, and it may have no e-mail address.
  User = Struct.new(:id, :email, :password)

  # These stand in for your own users; in production, passwords are hashed.
  USERS = {
    "alice" => User.new("user_42", "alice@example.com", "wonderland"),
    "bob" => User.new("user_43", "bob@example.com", "builder"),
    "carol" => User.new(nil, "carol@example.com", "unsaved"),
    "dave" => User.new(nil, "dave@example.com", "unsaved"),
    "erin" => User.new("user_44", nil, "postless")
  }.freeze

  # In bytes; longer than any login.
  LONGEST_FORM = 4096

  def initialize(environment = ENV)
    # One client for the whole program; a missing or mistyped key shows here, at the start.
    notifizz = NotifizzToken::NotifizzClient.new(
      environment["NOTIFIZZ_AUTH_SECRET_KEY"],
      token_scheme: environment.fetch("NOTIFIZZ_TOKEN_SCHEME", NotifizzToken::HMAC_SHA256),
      webhook_signing_secret: environment["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"]
    )
    # Answers the page's script. The user comes from the session; nothing else of the request is read.
    @widget_options = NotifizzToken::Rack::WidgetOptions.new(notifizz, api_key: environment["NOTIFIZZ_FRONT_API_KEY"]) do |env|
      USERS[env["rack.session"]["username"]]
    end
    # Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event.
    @webhook = NotifizzToken::Rack::Webhook.new(notifizz) { |event| event }
    @folder = environment["WIDGET_DIR"]&.then { |folder| File.realpath(folder) }
  end

  def call(env)
    request = Rack::Request.new(env)
    # A login that the page of another site sends would log the visitor in as another user.
    return [403, {}, []] if request.post? && !["same-origin", "none"].include?(env.fetch("HTTP_SEC_FETCH_SITE", "none"))

    case [request.request_method, request.path_info]
    when ["GET", "/notifizz/widget-options"] then @widget_options.call(env)
    when ["POST", "/notifizz/webhook"] then @webhook.call(env)
    when ["POST", "/login"] then login(request)
    when ["POST", "/logout"] then logout(request)
    else page(env, request)
    end
  end

  private

  # The fields of a form, or the status to answer with if the body is not a form.
  def form(request)
    return 413 if request.content_length.to_i > LONGEST_FORM
    return 415 unless request.media_type == "application/x-www-form-urlencoded"

    request.POST
  rescue Rack::QueryParser::ParameterTypeError, ArgumentError, RangeError
    400
  end

  def login(request)
    form = form(request)
    return [form, {}, []] if form.is_a?(Integer)

    username, password = form.values_at("username", "password").map(&:to_s)
    user = USERS[username]
    return [401, {}, []] unless user && Rack::Utils.secure_compare(password, user.password)

    # A new session ID, so that an ID planted before the login does not belong to the user.
    request.session.options[:renew] = true
    request.session["username"] = username
    [204, {}, []]
  end

  def logout(request)
    request.session.destroy
    [204, {}, []]
  end

  def page(env, request)
    path = request.path_info == "/" ? "/index.html" : request.path_info
    return Rack::Files.new(@folder).call(env.merge("PATH_INFO" => path)) if served?(path)
    return [404, { "Content-Type" => "text/plain" }, ["not found\n"]] unless request.path_info == "/"

    [200, { "Content-Type" => "text/plain" }, ["The page is not built yet: WIDGET_DIR names its folder.\n"]]
  end

  # Whether the path names a file in the folder that is neither hidden nor linked from elsewhere.
  def served?(path)
    return false if @folder.nil?

    file = File.realpath(File.join(@folder, Rack::Utils.unescape_path(path)))
    file.start_with?("#{@folder}/") && !file.delete_prefix(@folder).include?("/.")
  rescue SystemCallError, ArgumentError
    false
  end
end
