module notifizz-token/notifizz

go 1.24
