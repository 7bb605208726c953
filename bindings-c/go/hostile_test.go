package notifizz

import (
	"encoding/json"
	"errors"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hostileText is an argument: a text, ill-formed text, or big text, which is built when it is needed.
type hostileText struct {
	Before, Repeat, After vectorText
	Times                 int
}

func (t *hostileText) UnmarshalJSON(data []byte) error {
	type big hostileText
	if strings.Contains(string(data), `"repeat"`) {
		return json.Unmarshal(data, (*big)(t))
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

// statusMemory is a line of /proc/self/status, in bytes.
func statusMemory(t *testing.T, field string) int {
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

// grown is by how much a call raises the peak memory of this process, C's too.
func grown(t *testing.T, call func()) int {
	debug.FreeOSMemory() // or Go would hand out again what it has
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	before := statusMemory(t, "VmRSS")
	call()
	return statusMemory(t, "VmHWM") - before
}

func TestHostileTable(t *testing.T) {
	data, err := os.ReadFile("../../vectors/hostile.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Counts        map[string]int
		Key           string `json:"auth_secret_key"`
		WebhookSecret string `json:"webhook_signing_secret"`
		Rows          []hostileRow
	}
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	ran, bounded := 0, 0
	for _, row := range table.Rows {
		if !slices.Contains(row.Languages, "go") {
			continue
		}
		ran++
		arguments := map[string]string{}
		for name, raw := range row.Arguments {
			var text hostileText
			if err := json.Unmarshal(raw, &text); err != nil {
				t.Fatalf("%s: %v", row.Name, err)
			}
			arguments[name] = text.String()
		}
		c := client(t, table.Key, WithTokenScheme(row.Scheme), WithWebhookSigningSecret(table.WebhookSecret))
		var is bool
		var token string
		var err error
		growth := grown(t, func() { is, token, err = row.call(t, c, arguments) })
		if row.GrowthBytes > 0 {
			bounded++
			// The table bounds what a copy needs; this package makes none.
			if growth >= 1<<20 {
				t.Errorf("%s: the memory grew by %d bytes", row.Name, growth)
			}
		}
		code := ""
		var failure *Error
		if errors.As(err, &failure) {
			code = failure.Code()
		} else if err != nil {
			t.Errorf("%s: %v", row.Name, err)
		}
		if is != row.Answer.Is || token != row.Answer.Token || code != row.Answer.Error {
			t.Errorf("%s, %s: %v, %q, %q, not %+v", row.Name, row.Scheme, is, token, code, row.Answer)
		}
		for name, argument := range arguments {
			if err != nil && len(argument) > 8 && strings.Contains(err.Error(), argument) {
				t.Errorf("%s: the message has the %s", row.Name, name)
			}
		}
	}
	if want := table.Counts["go"]; ran == 0 || ran != want {
		t.Errorf("%d rows ran of %d", ran, want)
	}
	if bounded < 8 {
		t.Errorf("the memory of %d rows is bounded", bounded)
	}
	t.Logf("%d rows", ran)
}

// call makes the call of a row: what verifies, what is generated, and the error.
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
		t.Fatalf("%s: an unknown call", row.Name)
	}
	return is, token, err
}

// A call that copies its argument is one whose memory grows.
func TestGrowthIsMeasured(t *testing.T) {
	large := strings.Repeat("a", 64<<20)
	var copied string
	growth := grown(t, func() { copied = strings.Clone(large) })
	// Some of it may have been there before.
	if growth < 32<<20 || copied != large {
		t.Errorf("grown by %d bytes", growth)
	}
}
