module notifizz-token.example/notifizz

go 1.24
