# frozen_string_literal: true

require "json"

module NotifizzToken
  # Rack apps, which any Ruby framework can serve at a path. They need no gem.
  module Rack
    # Answers the page's script with the widget options of the signed-in user:
    #
    #   get "/notifizz/widget-options", to: NotifizzToken::Rack::WidgetOptions.new(CLIENT) { |env| env["warden"].user }
    #
    # It answers 200 and the options; 401 and +login_required+ where there is no user, never a redirect;
    # 409 and +empty_user_id+ or +empty_user_email+ for a user who has none. All are JSON with
    # <tt>Cache-Control: no-store, private</tt>.
    class WidgetOptions
      INCOMPLETE_USER = %w[empty_user_id empty_user_email].freeze
      private_constant :INCOMPLETE_USER

      # - +client+: a NotifizzClient
      # - +api_key+: the Front API Key, or nil if the page has it already
      # - the block returns the user of the session, never one that the request names: an object with
      #   +id+ (a String or an Integer) and +email+, or nil for a visitor. It is given the Rack environment.
      def initialize(client, api_key: nil, &user)
        raise ArgumentError, "WidgetOptions needs a block that returns the user, or nil" if user.nil?

        @client, @api_key, @user = client, api_key, user
      end

      def call(env)
        method = env["REQUEST_METHOD"]
        return [405, { "allow" => "GET, HEAD" }, []] unless %w[GET HEAD].include?(method)

        status, body = answer(@user.call(env))
        headers = { "content-type" => "application/json", "cache-control" => "no-store, private" }
        [status, headers, method == "HEAD" ? [] : [JSON.generate(body)]]
      end

      private

      def answer(user)
        return [401, { error: "login_required" }] unless user

        id = user.id
        id = id.to_s if Integer === id
        # A missing ID or e-mail address is empty, which is rejected.
        [200, @client.widget_options(id.nil? ? "" : id, user.email.nil? ? "" : user.email, api_key: @api_key)]
      rescue Error => e
        raise unless INCOMPLETE_USER.include?(e.code)

        [409, { error: e.code }]
      end
    end

    # Receives dispatch webhooks:
    #
    #   post "/notifizz/webhook", to: NotifizzToken::Rack::Webhook.new(RECEIVER) { |event| QUEUE << event }
    #
    # It answers 204 after the block was called with the event, and 400 to everything else. The log
    # (<tt>rack.logger</tt>, or else <tt>rack.errors</tt>) says why a webhook was rejected; the sender need
    # not know.
    class Webhook
      REJECTED = JSON.generate(error: "dispatch_rejected").freeze
      private_constant :REJECTED

      # - +receiver+: a DispatchReceiver, or a NotifizzClient with a webhook signing secret
      # - +limit+: how many bytes a body may have
      # - the block is given the event, a Hash, and the Rack environment
      def initialize(receiver, limit: 10 * 1024 * 1024, &handler)
        raise ArgumentError, "Webhook needs a block, which is given the event" if handler.nil?

        @receiver, @limit, @handler = receiver, limit, handler
      end

      def call(env)
        return [405, { "allow" => "POST" }, []] unless env["REQUEST_METHOD"] == "POST"

        body = read(env["rack.input"])
        return reject(env, "the body is larger than #{@limit} bytes") if body.bytesize > @limit

        @handler.call(receive(env, body) { |rejected| return rejected }, env)
        [204, {}, []]
      end

      private

      # The body, or its beginning if it is too large.
      def read(input)
        input.rewind if input.respond_to?(:rewind) # Something before this app may have read it.
        input&.read(@limit + 1).to_s
      end

      def receive(env, body)
        @receiver.receive_dispatch(body)
      rescue Error => e
        raise unless e.code.start_with?("dispatch_")

        yield reject(env, "#{e.code}: #{e.message}")
      end

      def reject(env, reason)
        message = "notifizz_token: a webhook was rejected: #{reason}"
        logger = env["rack.logger"]
        logger ? logger.warn(message) : env["rack.errors"].puts(message)
        [400, { "content-type" => "application/json" }, [REJECTED]]
      end
    end
  end
end
