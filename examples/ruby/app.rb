# frozen_string_literal: true

require "json"
require "notifizz_token"
require "rack"

# A small Rack app whose page shows the Notifizz widget to the user who is logged in. It needs a
# session middleware around it, as in config.ru.
class App
  User = Struct.new(:id, :email, :password)

  # Instead of your own users; in yours, passwords are hashed.
  USERS = {
    "alice" => User.new("user_42", "alice@example.com", "wonderland"),
    "bob" => User.new("user_43", "bob@example.com", "builder")
  }.freeze

  def initialize(environment = ENV)
    # One client for the whole program; a missing or mistyped key shows here, at the start.
    @notifizz = NotifizzToken::NotifizzClient.new(
      environment.fetch("NOTIFIZZ_AUTH_SECRET_KEY"),
      token_scheme: environment.fetch("NOTIFIZZ_TOKEN_SCHEME", NotifizzToken::HMAC_SHA256)
    )
    @front_api_key = environment["NOTIFIZZ_FRONT_API_KEY"]
    @page = environment["WIDGET_DIR"]&.then { |folder| Rack::Files.new(folder) }
  end

  def call(env)
    request = Rack::Request.new(env)
    case [request.request_method, request.path_info]
    when ["GET", "/notifizz/widget-options"] then widget_options(request.session)
    when ["POST", "/login"] then login(request)
    when ["POST", "/logout"] then logout(request)
    else page(env, request)
    end
  end

  private

  # What the page's script asks for. The user is the session's; nothing of the request is read.
  def widget_options(session)
    user = USERS[session["username"]]
    return json(401, { error: "login_required" }) if user.nil?

    json(200, @notifizz.widget_options(user.id, user.email, api_key: @front_api_key))
  end

  def login(request)
    username, password = request.POST.values_at("username", "password").map(&:to_s)
    user = USERS[username]
    return [401, {}, []] unless user && Rack::Utils.secure_compare(password, user.password)

    # A new session ID, so that nobody's old one comes to belong to the user.
    request.session.options[:renew] = true
    request.session["username"] = username
    [204, {}, []]
  end

  def logout(request)
    request.session.destroy
    [204, {}, []]
  end

  def json(status, value)
    [status, { "Content-Type" => "application/json", "Cache-Control" => "no-store" }, [JSON.generate(value)]]
  end

  def page(env, request)
    env = env.merge("PATH_INFO" => "/index.html") if request.path_info == "/"
    response = @page&.call(env)
    return response if response && (response[0] != 404 || request.path_info != "/")
    return [404, { "Content-Type" => "text/plain" }, ["not found\n"]] unless request.path_info == "/"

    [200, { "Content-Type" => "text/plain" }, ["The page is not built yet: WIDGET_DIR names its folder.\n"]]
  end
end
