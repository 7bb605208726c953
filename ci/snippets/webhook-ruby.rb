# snippet: webhooks.md | Ruby | ruby | 1

require "webrick"

server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: Integer(ENV.fetch("PORT")))
server.mount_proc("/notifizz/webhook") do |request, response|
  response.status = dispatch_event(request.body.to_s) ? 204 : 400
end
trap("TERM") { server.shutdown }
server.start
