package notifizz

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With NOTIFIZZ_PACKAGE=installed, the suite must test the installed C library or the packed module. With
// NOTIFIZZ_BACKEND, it must test that backend.
func TestPackage(t *testing.T) {
	_, err := os.Stat("../include/notifizz_token.h")
	isSourceTree := err == nil && !systemLibrary
	if os.Getenv("NOTIFIZZ_PACKAGE") == "installed" && isSourceTree {
		t.Error("this is the source tree: NOTIFIZZ_PACKAGE=installed needs the packed module, or -tags notifizz_system")
	}
	if backend := os.Getenv("NOTIFIZZ_BACKEND"); backend != "" && backend != Backend {
		t.Errorf("this is the backend %s, not %s", Backend, backend)
	}
}

// newClient is NewClient for a test, which fails if there is an error and closes the client at its end.
func newClient(t testing.TB, key string, opts ...Option) *Client {
	t.Helper()
	c, err := NewClient(key, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// newReceiver is NewDispatchReceiver for a test, in the same way.
func newReceiver(t testing.TB, secrets ...string) *DispatchReceiver {
	t.Helper()
	r, err := NewDispatchReceiver(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// code is the name of an error, or "" without one.
func code(t *testing.T, err error) string {
	t.Helper()
	var e *Error
	if err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e == nil {
		return ""
	}
	return e.Code()
}

// row is an object of the test vectors that all languages share.
type row map[string]any

// readVectors decodes a file of the test vectors.
func readVectors(t *testing.T, file string) (document row) {
	t.Helper()
	folder := os.Getenv("NOTIFIZZ_VECTORS")
	if folder == "" {
		folder = filepath.Join("..", "..", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return document
}

// object is a member that is an object.
func (r row) object(name string) row {
	object, _ := r[name].(map[string]any)
	return object
}

// text is a member: text, ill-formed Unicode, or large text; "" if there is none.
func (r row) text(t *testing.T, name string) string {
	t.Helper()
	switch value := r[name].(type) {
	case nil:
		return ""
	case string:
		return value
	case map[string]any:
		v := row(value)
		if v["repeat"] != nil {
			return v.text(t, "before") + strings.Repeat(v.text(t, "repeat"), int(v["times"].(float64))) + v.text(t, "after")
		}
		bytes, err := hex.DecodeString(v.text(t, "bytes_hex"))
		if v["bytes_hex"] != nil && err == nil {
			return string(bytes)
		}
	}
	t.Fatalf("%s is a value that Go does not have: %v", name, r[name])
	return ""
}

// texts is a member that is a list of them.
func (r row) texts(t *testing.T, name string) (texts []string) {
	t.Helper()
	list, _ := r[name].([]any)
	for _, value := range list {
		texts = append(texts, row{name: value}.text(t, name))
	}
	return texts
}

// number is a member that is a number, or one of the document.
func (r row) number(name string, document row) float64 {
	number, ok := r[name].(float64)
	if !ok {
		number = document[name].(float64)
	}
	return number
}

// scheme is the member token_scheme.
func (r row) scheme(t *testing.T) TokenScheme { return TokenScheme(r.text(t, "token_scheme")) }

// runRows runs a subtest for each row, and fails if those that ran are not as many as the file says.
func runRows(t *testing.T, rows any, count any, test func(*testing.T, row)) {
	t.Helper()
	ran := 0
	for _, value := range rows.([]any) {
		r := row(value.(map[string]any))
		name := r.text(t, "name") + r.text(t, "why") + r.text(t, "fingerprint") + ", " + r.text(t, "token_scheme")
		t.Run(strings.TrimSuffix(name, ", "), func(t *testing.T) {
			ran++
			test(t, r)
		})
	}
	if selectsSubtests() {
		t.Logf("%d of %v rows, as selected", ran, count)
	} else if ran == 0 || float64(ran) != count {
		t.Errorf("%d rows ran of %v", ran, count)
	}
}

// selectsSubtests reports whether the command line runs only some of the subtests.
func selectsSubtests() bool {
	return strings.Contains(flag.Lookup("test.run").Value.String()+flag.Lookup("test.skip").Value.String(), "/")
}

// call makes the call that a row names, with these arguments. It returns whether it verifies, what is
// generated, and the error.
func (c *Client) call(t *testing.T, name string, arguments row) (verifies bool, token string, err error) {
	t.Helper()
	a := func(name string) string { return arguments.text(t, name) }
	switch name {
	case "new":
	case "generate_hashed_token":
		token, err = c.GenerateHashedToken(a("user_id"))
	case "verify_hashed_token":
		verifies = c.VerifyHashedToken(a("user_id"), a("token"))
	case "generate_subscribe_token":
		token, err = c.GenerateSubscribeToken(a("subscriber_id"), a("resource_id"))
	case "verify_subscribe_token":
		verifies = c.VerifySubscribeToken(a("subscriber_id"), a("resource_id"), a("token"))
	case "sign_dispatch_payload":
		token, err = c.SignDispatchPayload(a("payload"))
	case "verify_dispatch_signature":
		verifies, err = c.VerifyDispatchSignature(a("payload"), a("signature"))
	case "widget_options":
		var frontAPIKey []string
		if arguments["api_key"] != nil {
			frontAPIKey = append(frontAPIKey, a("api_key"))
		}
		var options WidgetOptions
		options, err = c.WidgetOptions(a("user_id"), a("user_email"), frontAPIKey...)
		token = options.Token
		if err != nil && options != (WidgetOptions{}) {
			t.Errorf("%+v with an error", options)
		}
	default:
		t.Fatalf("unknown call %q", name)
	}
	return verifies, token, err
}
