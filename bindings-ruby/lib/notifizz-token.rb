# frozen_string_literal: true

# Bundler requires this file, because it has the name of the gem.
require_relative "notifizz_token"
