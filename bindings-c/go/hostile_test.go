package notifizz

import (
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hostileText is an argument: text, ill-formed Unicode, or large text, which is built when it is needed.
type hostileText struct {
	Before, Repeat, After vectorText
	Times                 int
}

func (t *hostileText) UnmarshalJSON(data []byte) error {
	type large hostileText
	if strings.Contains(string(data), `"repeat"`) {
		return json.Unmarshal(data, (*large)(t))
	}
	if strings.Contains(string(data), `"special"`) {
		return errors.New("a value that Go does not have: " + string(data))
	}
	return json.Unmarshal(data, &t.Before)
}

func (t hostileText) String() string {
	return string(t.Before) + strings.Repeat(string(t.Repeat), t.Times) + string(t.After)
}

type hostileRow struct {
	Name, Call string
	Scheme     TokenScheme `json:"token_scheme"`
	Arguments  map[string]json.RawMessage
	Answer     struct {
		Is    bool
		Token string
		OK    bool
		Error string
	}
	Languages   []string
	GrowthBytes int `json:"growth_bytes"`
}

func (row hostileRow) name() string { return row.Name + ", " + string(row.Scheme) }

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
	var table struct {
		Counts        map[string]int
		Key           string `json:"auth_secret_key"`
		WebhookSecret string `json:"webhook_signing_secret"`
		Rows          []hostileRow
	}
	readVectors(t, "hostile.json", &table)
	rows := slices.DeleteFunc(table.Rows, func(row hostileRow) bool { return !slices.Contains(row.Languages, "go") })
	bounded := 0
	runRows(t, rows, table.Counts["go"], func(t *testing.T, row hostileRow) {
		arguments := map[string]string{}
		for name, raw := range row.Arguments {
			var text hostileText
			if err := json.Unmarshal(raw, &text); err != nil {
				t.Fatal(err)
			}
			arguments[name] = text.String()
		}
		c := newClient(t, table.Key, WithTokenScheme(row.Scheme), WithWebhookSigningSecret(table.WebhookSecret))
		var is bool
		var token string
		var err error
		call := func() { is, token, err = row.call(t, c, arguments) }
		if row.GrowthBytes == 0 {
			call()
		} else {
			bounded++
			if memoryNotMeasurable() != "" {
				call()
			} else if bytes := growth(t, call); bytes >= 1<<20 {
				// The table's bound allows for a copy of the arguments; this package makes none.
				t.Errorf("the memory grew by %d bytes", bytes)
			}
		}
		code := ""
		var failure *Error
		if errors.As(err, &failure) {
			code = failure.Code()
		} else if err != nil {
			t.Error(err)
		}
		if is != row.Answer.Is || token != row.Answer.Token || code != row.Answer.Error {
			t.Errorf("%v, %q, %q, not %+v", is, token, code, row.Answer)
		}
		for name, argument := range arguments {
			if err != nil && len(argument) > 8 && strings.Contains(err.Error(), argument) {
				t.Errorf("the message contains the %s", name)
			}
		}
	})
	if bounded < 8 && !selectsSubtests() {
		t.Errorf("the memory of %d rows is bounded", bounded)
	}
}

// call makes the call of a row. It returns whether it verifies, what is generated, and the error.
func (row hostileRow) call(t *testing.T, c *Client, a map[string]string) (is bool, token string, err error) {
	switch row.Call {
	case "new":
		_, err = NewClient(a["auth_secret_key"], WithTokenScheme(row.Scheme))
	case "generate_hashed_token":
		token, err = c.GenerateHashedToken(a["user_id"])
	case "verify_hashed_token":
		is = c.VerifyHashedToken(a["user_id"], a["token"])
	case "generate_subscribe_token":
		token, err = c.GenerateSubscribeToken(a["subscriber_id"], a["resource_id"])
	case "verify_subscribe_token":
		is = c.VerifySubscribeToken(a["subscriber_id"], a["resource_id"], a["token"])
	case "sign_dispatch_payload":
		token, err = c.SignDispatchPayload(a["payload"])
	case "verify_dispatch_signature":
		is, err = c.VerifyDispatchSignature(a["payload"], a["signature"])
	case "widget_options":
		var frontAPIKey []string
		if key, ok := a["api_key"]; ok {
			frontAPIKey = append(frontAPIKey, key)
		}
		var options WidgetOptions
		options, err = c.WidgetOptions(a["user_id"], a["user_email"], frontAPIKey...)
		token = options.Token
	default:
		t.Fatalf("unknown call %q", row.Call)
	}
	return is, token, err
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
