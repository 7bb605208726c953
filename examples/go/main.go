// A small server whose page shows the Notifizz widget to the user who is logged in.
package main

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
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

type user struct{ id, email, password string }

// users stand in for your own; in production, passwords are hashed. Carol and Dave are not saved yet
// and have no ID, Erin has no e-mail address.
var users = map[string]user{
	"alice": {"user_42", "alice@example.com", "wonderland"},
	"bob":   {"user_43", "bob@example.com", "builder"},
	"carol": {"", "carol@example.com", "unsaved"},
	"dave":  {"", "dave@example.com", "unsaved"},
	"erin":  {"user_44", "", "postless"},
}

const cookieName = "session"

type server struct {
	notifizz    *notifizz.Client
	frontAPIKey []string // none, if the page has it already

	mu       sync.Mutex
	sessions map[string]user
}

func main() {
	log.SetFlags(0)
	// One client for the whole program; a missing or mistyped key shows here, at the start.
	client, err := notifizz.NewClient(
		os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY"),
		notifizz.WithTokenScheme(cmp.Or(notifizz.TokenScheme(os.Getenv("NOTIFIZZ_TOKEN_SCHEME")), notifizz.HMACSHA256)),
	)
	if err != nil {
		log.Fatal(err)
	}
	s := &server{
		notifizz: client,
		sessions: map[string]user{},
	}
	if key, ok := os.LookupEnv("NOTIFIZZ_FRONT_API_KEY"); ok {
		s.frontAPIKey = []string{key}
	}

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
	mux.HandleFunc("GET /notifizz/widget-options", s.widgetOptions)
	return sameSite(mux)
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

// widgetOptions answers the page's script. The user comes from the session; nothing else of the request
// is read.
func (s *server) widgetOptions(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	u, ok := s.user(r)
	if !ok {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "login_required"})
		return
	}
	options, err := s.notifizz.WidgetOptions(u.id, u.email, s.frontAPIKey...)
	if errors.Is(err, notifizz.ErrEmptyUserID) || errors.Is(err, notifizz.ErrEmptyUserEmail) {
		var incomplete *notifizz.Error
		errors.As(err, &incomplete)
		writeJSON(w, http.StatusConflict, map[string]string{"error": incomplete.Code()})
		return
	}
	if err != nil {
		log.Print(err)
		http.Error(w, "no widget options", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, options)
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	// The limit is longer than any login, so that no request fills the memory.
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	u, ok := users[r.PostFormValue("username")]
	if !ok || subtle.ConstantTimeCompare([]byte(r.PostFormValue("password")), []byte(u.password)) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	// Each login gets a new ID, so that an ID planted before it is of no use.
	id := rand.Text()
	s.mu.Lock()
	delete(s.sessions, sessionID(r))
	s.sessions[id] = u
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

func (s *server) user(r *http.Request) (user, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.sessions[sessionID(r)]
	return u, ok
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

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}
