module example/snippet

go 1.24

require notifizz-token/notifizz v0.0.0
