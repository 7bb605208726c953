package notifizz

import (
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// memoryStatus is a line of /proc/self/status, in bytes.
func memoryStatus(t *testing.T, field string) int {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(data), "\n"+field+":")
	kilobytes, err := strconv.Atoi(strings.Fields(line)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes * 1024
}

// memoryNotMeasurable is why this process cannot measure its memory; empty if it can.
func memoryNotMeasurable() string {
	switch {
	case runtime.GOOS != "linux":
		return "the memory of this process is measured with Linux's /proc"
	case raceDetector:
		return "the race detector's memory is many times that of this package"
	}
	return ""
}

// growth is by how much a call raises the peak memory of this process, C's included.
func growth(t *testing.T, call func()) int {
	debug.FreeOSMemory() // otherwise the call may reuse memory that Go has already
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	before := memoryStatus(t, "VmRSS")
	call()
	return memoryStatus(t, "VmHWM") - before
}

func TestHostileTable(t *testing.T) {
	table := readVectors(t, "hostile.json")
	rows := slices.DeleteFunc(table["rows"].([]any), func(r any) bool {
		return !slices.Contains(r.(map[string]any)["languages"].([]any), any("go"))
	})
	bounded := 0
	runRows(t, rows, table.object("counts")["go"], func(t *testing.T, r row) {
		arguments := row{}
		for name := range r.object("arguments") {
			arguments[name] = r.object("arguments").text(t, name)
		}
		c := newClient(t, table.text(t, "auth_secret_key"), WithTokenScheme(r.scheme(t)),
			WithWebhookSigningSecret(table.text(t, "webhook_signing_secret")))
		var verifies bool
		var token string
		var err error
		call := func() { verifies, token, err = c.call(t, r.text(t, "call"), arguments) }
		if r["call"] == "new" {
			call = func() { _, err = NewClient(arguments.text(t, "auth_secret_key"), WithTokenScheme(r.scheme(t))) }
		}
		if r["growth_bytes"] != nil && memoryNotMeasurable() == "" {
			bounded++
			// The table's bound allows for a copy of the arguments, which cgo does without.
			bound := 1 << 20
			if Backend == "go" {
				bound = int(r["growth_bytes"].(float64))
			}
			if bytes := growth(t, call); bytes >= bound {
				t.Errorf("the memory grew by %d bytes", bytes)
			}
		} else {
			call()
		}
		answer := r.object("answer")
		if verifies != (answer["is"] == true) || token != answer.text(t, "token") || code(t, err) != answer.text(t, "error") {
			t.Errorf("%v, %q, %v, not %v", verifies, token, err, answer)
		}
		for name := range arguments {
			if argument := arguments.text(t, name); err != nil && len(argument) > 8 && strings.Contains(err.Error(), argument) {
				t.Errorf("the message contains the %s", name)
			}
		}
	})
	if bounded < 8 && memoryNotMeasurable() == "" && !selectsSubtests() {
		t.Errorf("the memory of %d rows is bounded", bounded)
	}
}

// A call that copies its argument raises the peak, so growth can tell.
func TestGrowthIsMeasured(t *testing.T) {
	if reason := memoryNotMeasurable(); reason != "" {
		t.Skip(reason)
	}
	large := strings.Repeat("a", 64<<20)
	var copied string
	bytes := growth(t, func() { copied = strings.Clone(large) })
	// Part of the memory may have been there before.
	if bytes < 32<<20 || copied != large {
		t.Errorf("the memory grew by %d bytes", bytes)
	}
}
