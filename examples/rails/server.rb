# frozen_string_literal: true

# Runs config.ru with WEBrick, on this machine only: ruby server.rb
require "rack"
require "webrick"

app, = Rack::Builder.parse_file(File.join(__dir__, "config.ru"))
trap("TERM") { Rack::Handler::WEBrick.shutdown }
Rack::Handler::WEBrick.run(app, Host: "127.0.0.1", Port: Integer(ENV.fetch("PORT", "8000")), AccessLog: [])
