# shellcheck shell=bash
# The code in docs/, run as it stands there, with the package and the framework of the web example.

# docs_code PAGE HEADING LANGUAGE: what stands under that heading.
docs_code() { with_tools python3 ci/snippets.py "docs/$1" "$2" "$3"; }

# docs_drive KIND NAME COMMAND...
docs_drive() { "$PYTHON" ci/python/drive_snippet.py "$@"; }

docs_flask() {
  local folder=$BUILD/examples/flask
  flask_example_prepare
  {
    docs_code webhooks.md Python python
    docs_code webhooks.md Flask python
  } >"$folder/webhook.py"
  # shellcheck disable=SC2016 # for the other bash
  docs_drive webhook flask bash -c 'cd "$1" && exec venv/bin/python -m flask --app webhook run --port "$PORT"' - "$folder"
}

docs_django() {
  local folder=$BUILD/examples/django
  django_example_prepare
  {
    docs_code webhooks.md Python python
    printf '\n\nfrom django.conf import settings\n\n'
    printf 'settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x", ALLOWED_HOSTS=["127.0.0.1"])\n\n'
    docs_code webhooks.md Django python
    cat <<'PY'


from wsgiref.simple_server import make_server

from django.core.wsgi import get_wsgi_application
from django.urls import path

urlpatterns = [path("notifizz/webhook", webhook)]
make_server("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application()).serve_forever()
PY
  } >"$folder/webhook.py"
  docs_drive webhook django "$folder/venv/bin/python" "$folder/webhook.py"
}

docs_express() {
  local folder=$BUILD/examples/express
  express_example_prepare
  {
    printf 'const express = require("express");\nconst app = express();\n'
    docs_code webhooks.md Node.js js
    docs_code webhooks.md Express js
    printf 'app.use(express.json());\napp.listen(process.env.PORT, "127.0.0.1");\n'
  } >"$folder/webhook.js"
  docs_drive webhook express node "$folder/webhook.js"
  {
    printf 'const app = require("express")();\n'
    printf 'app.use((request, _response, next) => next(void (request.user = JSON.parse(request.get("X-User")))));\n'
    docs_code add-to-your-app.md Express js
    printf 'app.listen(process.env.PORT, "127.0.0.1");\n'
  } >"$folder/widget-options.js"
  docs_drive widget-options express node "$folder/widget-options.js"
}

# A route handler is a function of a request, which needs no Next.js to run.
docs_nextjs() {
  local folder=$BUILD/examples/express
  express_example_prepare
  {
    docs_code add-to-your-app.md Next.js js | sed '1,/^export default/d'
    cat <<'JS'
import { createServer } from "node:http";

let user;
async function currentUser() {
  return user;
}
createServer(async (request, response) => {
  user = JSON.parse(request.headers["x-user"]);
  const answer = await GET();
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
}).listen(process.env.PORT, "127.0.0.1");
JS
  } >"$folder/route.mjs"
  docs_drive widget-options nextjs node "$folder/route.mjs"
}

# docs_go_program KIND IMPORTS DECLARATIONS: with standard input as the body of main.
docs_go_program() {
  local folder=$GO_BUILD/example/$1 package
  mkdir -p "$folder"
  cp "$GO_BUILD/example/src/go.mod" "$folder"
  {
    printf 'package main\n\nimport (\n'
    for package in $2 log net/http os notifizz-token/notifizz; do printf '\t"%s"\n' "$package"; done
    printf ')\n\n%s\n\nfunc main() {\n' "$3"
    cat
    printf '\tlog.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))\n}\n'
  } >"$folder/main.go"
  (cd "$folder" && go_with "$GO_BUILD/example/prefix" go build -o server .)
  LD_LIBRARY_PATH=$GO_BUILD/example/prefix/lib docs_drive "$1" go "$folder/server"
}

docs_go() {
  local code
  go_example_prepare
  code=$(docs_code webhooks.md Go go)
  # The function stands before the client, which is for main.
  sed -n '/^client, err/,$p' <<<"$code" |
    docs_go_program webhook 'encoding/json io math time' "$(sed '/^client, err/,$d' <<<"$code")"
  docs_code add-to-your-app.md Go go | docs_go_program widget-options 'encoding/json errors' '
type account struct{ ID, Email string }

func sessionUser(r *http.Request) (user account, ok bool) {
	text := r.Header.Get("X-User")
	return user, text != "null" && json.Unmarshal([]byte(text), &user) == nil
}'
}

docs_ruby() {
  local program=$UNIFFI_BUILD/webhook.rb
  ruby_example_prepare
  {
    docs_code webhooks.md Ruby ruby
    cat <<'RUBY'
require "webrick"

server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: Integer(ENV.fetch("PORT")))
server.mount_proc("/notifizz/webhook") do |request, response|
  response.status = dispatch_event(request.body.to_s) ? 204 : 401
end
trap("TERM") { server.shutdown }
server.start
RUBY
  } >"$program"
  GEM_HOME=$UNIFFI_BUILD/gems docs_drive webhook ruby ruby "$program"
}

docs_kotlin() {
  local folder=$UNIFFI_BUILD/docs jackson
  kotlin_install
  kotlin_project examples/quickstart/kotlin docs
  # The version of the Java example.
  jackson=$(sed -n '/jackson/,/<\/dependency>/p' examples/java/pom.xml)
  sed -i "s|^  </dependencies>|<dependency>${jackson//$'\n'/}</dependencies>|" "$folder/pom.xml"
  {
    cat <<'KOTLIN'
import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import kotlin.math.abs
import notifizz.token.NotifizzClient

KOTLIN
    # What follows is for Spring.
    docs_code webhooks.md 'Kotlin and Java' kotlin | sed '/^@PostMapping/,$d'
    cat <<'KOTLIN'
fun main() {
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", System.getenv("PORT").toInt()), 0)
    server.createContext("/notifizz/webhook") { exchange ->
        val event = dispatchEvent(exchange.requestBody.readAllBytes())
        exchange.sendResponseHeaders(if (event == null) 401 else 204, -1)
        exchange.close()
    }
    server.start()
}
KOTLIN
  } >"$folder/src/main/kotlin/Quickstart.kt"
  maven "$folder" clean package
  docs_drive webhook kotlin java -jar "$folder/target/quickstart.jar"
}

# docs_language LANGUAGE NAME: the code for a framework, or one skip that names what to install.
docs_language() {
  local wanted
  wanted=$("$1_missing")
  if [[ -n $wanted ]]; then
    skip "docs: the code for $2" "$wanted"
  else
    run "docs: the code for $2" "docs_$2"
  fi
}

docs_code_check() {
  local wanted
  wanted=$(python_missing)
  if [[ -n $wanted ]]; then
    skip 'docs: the code' "$wanted"
    return
  fi
  docs_language python flask
  docs_language python django
  docs_language node express
  docs_language node nextjs
  docs_language go go
  docs_language ruby ruby
  docs_language kotlin kotlin
}
