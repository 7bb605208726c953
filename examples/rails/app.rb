# frozen_string_literal: true

require "action_controller/railtie"
require "notifizz_token"

# A small Rails application whose page shows the Notifizz widget to the user who is logged in. It is one
# file so that it can be read at once; in yours, each class has its own.

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

# config/initializers/notifizz.rb: one client for the whole program. A missing or mistyped key shows here,
# at the start.
NOTIFIZZ = NotifizzToken::NotifizzClient.new(
  ENV["NOTIFIZZ_AUTH_SECRET_KEY"],
  token_scheme: ENV.fetch("NOTIFIZZ_TOKEN_SCHEME", NotifizzToken::HMAC_SHA256),
  webhook_signing_secret: ENV["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"]
)

# Answers what is no small form before Rails reads it.
class SmallForms
  # In bytes; longer than any login.
  LONGEST = 4096

  def initialize(app)
    @app = app
  end

  def call(env)
    request = Rack::Request.new(env)
    return @app.call(env) if !request.post? || request.path == "/notifizz/webhook"
    return [413, {}, []] if request.content_length.to_i > LONGEST

    request.media_type == "application/x-www-form-urlencoded" ? @app.call(env) : [415, {}, []]
  end
end

class Example < Rails::Application
  config.load_defaults 6.1
  config.root = __dir__
  config.eager_load = false
  config.consider_all_requests_local = false
  config.logger = Logger.new($stderr, level: :warn)
  config.filter_parameters = [:password]
  # A new one at each start, which logs everybody out; yours is in the credentials.
  config.secret_key_base = SecureRandom.hex(64)
  config.middleware.insert_before 0, SmallForms
end
Example.initialize!

class ApplicationController < ActionController::Base
  # The page is a file that has no token of Rails. A login that the page of another site sends would log the
  # visitor in as another user.
  skip_forgery_protection
  before_action { head :forbidden unless request.get? || request.get_header("HTTP_SEC_FETCH_SITE").in?(["same-origin", "none", nil]) }
end

class SessionsController < ApplicationController
  def create
    user = USERS[params[:username].to_s]
    return head(:unauthorized) unless user && ActiveSupport::SecurityUtils.secure_compare(params[:password].to_s, user.password)

    # A new session, so that one planted before the login does not belong to the user.
    reset_session
    session[:username] = params[:username]
    head :no_content
  end

  def destroy
    reset_session
    head :no_content
  end
end

class PagesController < ApplicationController
  FOLDER = ENV["WIDGET_DIR"]&.then { |folder| File.realpath(folder) }

  def show
    file = served(params[:path] || "index.html")
    return send_file(file, disposition: :inline) if file
    return head(:not_found) if params[:path]

    render plain: "The page is not built yet: WIDGET_DIR names its folder.\n"
  end

  private

  # The file in the folder with that name, unless it is hidden or linked from elsewhere.
  def served(path)
    return if FOLDER.nil?

    file = File.realpath(File.join(FOLDER, path))
    file if File.file?(file) && file.start_with?("#{FOLDER}/") && !file.delete_prefix(FOLDER).include?("/.")
  rescue SystemCallError, ArgumentError
    nil
  end
end

Example.routes.draw do
  # Answers the page's script. The user comes from the session; nothing else of the request is read.
  widget_options = NotifizzToken::Rack::WidgetOptions.new(NOTIFIZZ, api_key: ENV["NOTIFIZZ_FRONT_API_KEY"]) do |env|
    USERS[env["rack.session"][:username]]
  end
  get "/notifizz/widget-options", to: widget_options
  # Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event.
  post "/notifizz/webhook", to: NotifizzToken::Rack::Webhook.new(NOTIFIZZ) { |event| event }
  post "/login", to: "sessions#create"
  post "/logout", to: "sessions#destroy"
  get "(*path)", to: "pages#show", format: false
end
