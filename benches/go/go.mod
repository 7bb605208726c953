module notifizz-token/benches

go 1.24

require notifizz-token/notifizz v0.0.0

replace notifizz-token/notifizz => ../../bindings-c/go
