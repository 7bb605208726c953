# frozen_string_literal: true

module NotifizzToken
  # The version of this package.
  VERSION = "0.1.0"
end
