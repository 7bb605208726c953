module example/snippet

go 1.24

require notifizz-token.example/notifizz v0.0.0
