package wasm

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

const marker = "MARKER_SECRET_b81c"

// Whatever was called, and with whatever answer, the memory that goes back to the pool is as it was at
// the beginning: no key, no argument, no token, and no larger than before.
func TestEveryCallLeavesTheMemoryAsItWas(t *testing.T) {
	pristine := bytes.Clone(New().memory)
	secret, long := marker+"w", strings.Repeat(marker, 10_000)
	concat, _, _ := NewClient(1, marker)
	hmac, _, _ := NewClient(0, long)
	signer, _ := NewWebhookSigner(secret)
	var token Token
	right := func(c Client, id string) string {
		c.GenerateHashedToken(id, &token)
		return string(token[:tokenSize-1])
	}
	calls := map[string]func(Client, string){
		"generate":  func(c Client, id string) { c.GenerateHashedToken(id, &token) },
		"verify":    func(c Client, id string) { c.VerifyHashedToken(id, right(c, id)) },
		"widget":    func(c Client, id string) { c.WidgetToken(id, id, &token) },
		"front":     func(c Client, id string) { c.CheckFrontAPIKey(id) },
		"subscribe": func(c Client, id string) { c.GenerateSubscribeToken(id, id, &token) },
		"verify s":  func(c Client, id string) { c.VerifySubscribeToken(id, id, right(c, id)) },
		"sign":      func(_ Client, id string) { signer.Sign(id, &token) },
		"verify d": func(_ Client, id string) {
			signer.Sign(id, &token)
			signer.Verify(id, string(token[:tokenSize-1]))
		},
		"new":       func(_ Client, id string) { NewClient(0, id) },
		"new c":     func(_ Client, id string) { NewClient(1, id) },
		"new d":     func(_ Client, id string) { NewWebhookSigner(id) },
		"timestamp": func(Client, string) { CheckDispatchTimestamp(1, 2, 3) },
		"diagnose":  func(c Client, id string) { Diagnose(1, right(c, id), id, marker, secret, id) },
		"dispatch":  func(c Client, id string) { DiagnoseDispatch(id, string(token[:tokenSize-1]), secret) },
		"scheme":    func(_ Client, id string) { SchemeFromName(id) },
		"status":    func(Client, string) { StatusText(3) },
		"version":   func(Client, string) { Versions() },
	}
	for name, call := range calls {
		for _, c := range []Client{concat, hmac} {
			for _, id := range []string{"", "user_42", marker, "\xff", marker + "\n", strings.Repeat("x", 500), long} {
				i := &instance{Module: New()}
				instances = sync.Pool{New: func() any { return i }}
				call(c, id)
				if i.next == 0 {
					t.Fatalf("%s: the instance was not used", name)
				}
				if first := difference(i.memory, pristine); first >= 0 {
					last := len(pristine) - 1
					for i.memory[last] == pristine[last] {
						last--
					}
					t.Errorf("%s(%.20q): the memory has changed from %d to %d", name, id, first, last)
				}
				if len(i.memory) != len(pristine) || i.pooled != nil {
					t.Errorf("%s(%.20q): %d bytes of memory are kept", name, id, len(i.memory))
				}
			}
		}
	}
}

func difference(a, b []byte) int {
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func TestWhatTheLibrarySaysOfItself(t *testing.T) {
	m := New()
	if size := m.Xnotifizz_client_size(); size != clientSize {
		t.Errorf("a client has %d bytes", size)
	}
	if size := m.Xnotifizz_webhook_signer_size(); size != signerSize {
		t.Errorf("a webhook signer has %d bytes", size)
	}
	if base := *m.X__heap_base(); base%8 != 0 || len(m.memory) != pageSize || int(base)+clientSize+tokenSize+1024 > pageSize {
		t.Errorf("there is no room for a call behind %d", base)
	}
}
