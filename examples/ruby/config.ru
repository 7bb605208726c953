# frozen_string_literal: true

require_relative "app"

# Sessions in memory; in production, whatever you use already.
use Rack::Session::Pool, key: "session", same_site: :lax
run App.new
