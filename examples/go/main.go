// A small server whose page shows the Notifizz widget to the user who is logged in, and which receives
// Notifizz's webhooks.
package main

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"notifizz-token.example/notifizz"
)

type account struct {
	notifizz.User
	password string
}

// accounts stand in for your own; in production, passwords are hashed. Carol and Dave are not saved yet
// and have no ID, Erin has no e-mail address.
var accounts = map[string]account{
	"alice": {notifizz.User{ID: "user_42", Email: "alice@example.com"}, "wonderland"},
	"bob":   {notifizz.User{ID: "user_43", Email: "bob@example.com"}, "builder"},
	"carol": {notifizz.User{ID: "", Email: "carol@example.com"}, "unsaved"},
	"dave":  {notifizz.User{ID: "", Email: "dave@example.com"}, "unsaved"},
	"erin":  {notifizz.User{ID: "user_44", Email: ""}, "postless"},
}

const cookieName = "session"

type server struct {
	notifizz *notifizz.Client

	mu       sync.Mutex
	sessions map[string]account
}

func main() {
	log.SetFlags(0)
	// One client for the whole program; a missing or mistyped key shows here, at the start.
	scheme := cmp.Or(notifizz.TokenScheme(os.Getenv("NOTIFIZZ_TOKEN_SCHEME")), notifizz.HMACSHA256)
	options := []notifizz.Option{notifizz.WithTokenScheme(scheme)}
	if secret, ok := os.LookupEnv("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"); ok {
		options = append(options, notifizz.WithWebhookSigningSecret(secret))
	}
	client, err := notifizz.NewClient(os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY"), options...)
	if err != nil {
		log.Fatal(err)
	}
	s := &server{notifizz: client, sessions: map[string]account{}}

	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", cmp.Or(os.Getenv("PORT"), "8000")))
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("Serving on http://%s", listener.Addr())
	log.Fatal((&http.Server{Handler: s.handler(os.Getenv("WIDGET_DIR")), ReadTimeout: 10 * time.Second}).Serve(listener))
}

func (s *server) handler(pageFolder string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", page(pageFolder))
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /logout", s.logout)
	// The page has the Front API Key itself if the variable is not set.
	mux.Handle("GET /notifizz/widget-options",
		notifizz.WidgetOptionsHandler(s.notifizz, os.Getenv("NOTIFIZZ_FRONT_API_KEY"), s.user))
	mux.Handle("POST /notifizz/webhook", notifizz.DispatchHandler(s.notifizz, webhook))
	return sameSite(mux)
}

// webhook gets only what Notifizz signed in the last five minutes.
func webhook(*http.Request, json.RawMessage) error {
	return nil // yours: queue the event
}

// sameSite rejects forms that browsers report as sent by the page of another site: a login would log
// the visitor in as another user.
func sameSite(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := cmp.Or(r.Header.Get("Sec-Fetch-Site"), "none")
		if r.Method == http.MethodPost && site != "same-origin" && site != "none" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	// The limit is longer than any login, so that no request fills the memory.
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	a, ok := accounts[r.PostFormValue("username")]
	if !ok || subtle.ConstantTimeCompare([]byte(r.PostFormValue("password")), []byte(a.password)) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	// Each login gets a new ID, so that an ID planted before it is of no use.
	id := rand.Text()
	s.mu.Lock()
	delete(s.sessions, sessionID(r))
	s.sessions[id] = a
	s.mu.Unlock()
	setCookie(w, id, 0)
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) logout(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	delete(s.sessions, sessionID(r))
	s.mu.Unlock()
	setCookie(w, "", -1)
	w.WriteHeader(http.StatusNoContent)
}

// user is the user of the session; nothing else of the request is read.
func (s *server) user(r *http.Request) (notifizz.User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.sessions[sessionID(r)]
	return a.User, ok
}

func sessionID(r *http.Request) string {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func setCookie(w http.ResponseWriter, id string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: id, Path: "/", MaxAge: maxAge,
		// Add Secure where you serve over HTTPS.
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// page serves the files below folder, which an os.Root never leaves.
func page(folder string) http.Handler {
	root, err := os.OpenRoot(folder)
	if err == nil {
		return http.FileServerFS(pageFS{root.FS()})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintln(w, "The page is not built yet: WIDGET_DIR names its folder.")
	})
}

// pageFS hides dotfiles, and reports a name that cannot be opened, such as one that leads out of the
// folder, as a file that does not exist.
type pageFS struct{ fs.FS }

func (files pageFS) Open(name string) (fs.File, error) {
	if name != "." && strings.Contains("/"+name, "/.") {
		return nil, fs.ErrNotExist
	}
	file, err := files.FS.Open(name)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	return file, nil
}
