module failures

go 1.24

require notifizz-token.example/notifizz v0.0.0

replace notifizz-token.example/notifizz => ../../../bindings-c/go
