package notifizz

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With NOTIFIZZ_PACKAGE=installed, the suite must test the installed C library.
func TestPackage(t *testing.T) {
	if os.Getenv("NOTIFIZZ_PACKAGE") == "installed" && !systemLibrary {
		t.Error("this is the library of the source tree: NOTIFIZZ_PACKAGE=installed needs -tags notifizz_system")
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

// readVectors decodes a file of the test vectors that all languages share.
func readVectors(t *testing.T, file string, v any) {
	t.Helper()
	folder := os.Getenv("NOTIFIZZ_VECTORS")
	if folder == "" {
		folder = filepath.Join("..", "..", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// runRows runs a subtest for each row, and fails if those that ran are not as many as the file says.
func runRows[Row interface{ name() string }](t *testing.T, rows []Row, count int, test func(*testing.T, Row)) {
	t.Helper()
	ran := 0
	for _, row := range rows {
		t.Run(row.name(), func(t *testing.T) {
			ran++
			test(t, row)
		})
	}
	if selectsSubtests() {
		t.Logf("%d of %d rows, as selected", ran, count)
	} else if ran == 0 || ran != count {
		t.Errorf("%d rows ran of %d", ran, count)
	}
}

// selectsSubtests reports whether the command line runs only some of the subtests.
func selectsSubtests() bool {
	for _, name := range []string{"test.run", "test.skip"} {
		if strings.Contains(flag.Lookup(name).Value.String(), "/") {
			return true
		}
	}
	return false
}

// vectorText is a JSON string, or the bytes of ill-formed Unicode, which JSON cannot hold. Go's strings
// hold any bytes.
type vectorText string

func (t *vectorText) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	var raw struct {
		Bytes string `json:"bytes_hex"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	bytes, err := hex.DecodeString(raw.Bytes)
	*t = vectorText(bytes)
	return err
}
