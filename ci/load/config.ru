# frozen_string_literal: true

# A Rack app, for load.py.
require "notifizz_token"

User = Struct.new(:id, :email)

client = NotifizzToken::NotifizzClient.new(
  ENV.fetch("NOTIFIZZ_AUTH_SECRET_KEY"),
  webhook_signing_secret: ENV.fetch("NOTIFIZZ_WEBHOOK_SIGNING_SECRET")
)
options = NotifizzToken::Rack::WidgetOptions.new(client, api_key: ENV.fetch("NOTIFIZZ_FRONT_API_KEY")) do |env|
  env["HTTP_X_USER"]&.then { |id| User.new(id, "#{id}@example.com") }
end

map("/notifizz/widget-options") { run options }
map("/notifizz/webhook") { run NotifizzToken::Rack::Webhook.new(client) { |event| event } }
