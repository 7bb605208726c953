package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func get(pageFolder, path string) *httptest.ResponseRecorder {
	response := httptest.NewRecorder()
	(&server{}).handler(pageFolder).ServeHTTP(response, httptest.NewRequest(http.MethodGet, path, nil))
	return response
}

// newPage is a page's folder, with files in and beside it that must not be served.
func newPage(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{
		"page/index.html":    "<p>the page",
		"page/assets/app.js": "// the script",
		"page/.env":          "hidden",
		"page/.git/app.js":   "hidden",
		"outside/app.js":     "hidden",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	page := filepath.Join(root, "page")
	for link, target := range map[string]string{"link.js": "../outside/app.js", "folder": "../outside"} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(page, link)); err != nil {
			t.Logf("without symbolic links: %v", err)
		}
	}
	return page
}

func TestPageIsServed(t *testing.T) {
	page := newPage(t)
	for path, want := range map[string]struct{ contentType, body string }{
		"/":              {"text/html", "<p>the page"},
		"/assets/app.js": {"text/javascript", "// the script"},
	} {
		response := get(page, path)
		if response.Code != http.StatusOK || !strings.HasPrefix(response.Header().Get("Content-Type"), want.contentType) {
			t.Errorf("%s: %d, %v", path, response.Code, response.Header())
		}
		if got := response.Body.String(); got != want.body {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	page := newPage(t)
	for _, path := range []string{
		"/absent.js", "/.env", "/%2eenv", "/.git/app.js", "/link.js", "/folder/app.js", "/../outside/app.js",
		"/%2e%2e/outside/app.js", "/..%2foutside%2fapp.js", "/..%5coutside%5capp.js", "//outside/app.js", "/%00",
	} {
		t.Run(path, func(t *testing.T) {
			response := get(page, path)
			if response.Code == http.StatusOK || strings.Contains(response.Body.String(), "hidden") {
				t.Error(response.Code)
			}
		})
	}
}

func TestPageIsNotBuilt(t *testing.T) {
	for _, folder := range []string{"", filepath.Join(t.TempDir(), "absent")} {
		response := get(folder, "/")
		if response.Code != http.StatusOK || !strings.HasPrefix(response.Header().Get("Content-Type"), "text/plain") ||
			!strings.Contains(response.Body.String(), "not built") {
			t.Errorf("%q: %d", folder, response.Code)
		}
		if response := get(folder, "/index.html"); response.Code != http.StatusNotFound {
			t.Errorf("%q: %d", folder, response.Code)
		}
	}
}
