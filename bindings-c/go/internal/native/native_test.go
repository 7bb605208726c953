//go:build cgo

package native

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"notifizz-token.example/notifizz/internal/wasm"
)

// token is what a call wrote, or "" if it failed.
func token(written []byte, status int32) string {
	if status != 0 {
		return fmt.Sprint(status)
	}
	return string(written)
}

// pick makes a text that is often related to one of the others.
func pick(r *rand.Rand, others ...string) string {
	text := make([]byte, r.IntN(90))
	for i := range text {
		text[i] = byte(' ' + r.IntN(0x60))
	}
	result := string(text)
	if r.IntN(3) == 0 && len(others) > 0 {
		result = others[r.IntN(len(others))]
	}
	switch r.IntN(12) {
	case 0:
		result = strings.ToUpper(result)
	case 1:
		result += "\n"
	case 2:
		result = `"` + result + `"`
	case 3:
		result += "é\u200b"
	case 4:
		result += "\xff"
	case 5:
		result = fmt.Sprintf("%x", result)
	}
	return result
}

// The two backends give the same answer to 50,000 random calls of each kind, and to 5,000 of Diagnose.
func TestTheBackendsAreTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	cases, built, causes, dispatchCauses := 50_000, 0, map[string]int{}, map[string]int{}
	if testing.Short() {
		cases /= 10
	}
	for n := range cases {
		scheme := int32(r.IntN(2))
		if r.IntN(50) == 0 {
			scheme = int32(r.IntN(4) - 1)
		}
		key := pick(r)
		c, fingerprint, status := NewClient(scheme, key)
		w, wasmFingerprint, wasmStatus := wasm.NewClient(scheme, key)
		if fingerprint != wasmFingerprint || status != wasmStatus {
			t.Fatalf("a client for %q: %s, %d and %s, %d", key, fingerprint, status, wasmFingerprint, wasmStatus)
		}
		secret := pick(r, key)
		signer, signerStatus := NewWebhookSigner(secret)
		wasmSigner, wasmSignerStatus := wasm.NewWebhookSigner(secret)
		if signerStatus != wasmSignerStatus {
			t.Fatalf("a webhook signer for %q: %d and %d", secret, signerStatus, wasmSignerStatus)
		}
		if status == 0 {
			built++
			one, two := pick(r, key), pick(r, key)
			var a Token
			var b wasm.Token
			generated := func(call string, ours, theirs int32) string {
				if token(a[:], ours) != token(b[:], theirs) {
					t.Fatalf("%s(%q, %q): %s and %s", call, one, two, token(a[:], ours), token(b[:], theirs))
				}
				return strings.TrimRight(token(a[:], ours), "\x00")
			}
			verified := func(call string, ours, theirs bool) {
				if ours != theirs {
					t.Fatalf("%s(%q, %q): %v and %v", call, one, two, ours, theirs)
				}
			}
			hashed := generated("hashed", c.GenerateHashedToken(one, &a), w.GenerateHashedToken(one, &b))
			widget := generated("widget", c.WidgetToken(one, two, &a), w.WidgetToken(one, two, &b))
			subscribe := generated("subscribe", c.GenerateSubscribeToken(one, two, &a), w.GenerateSubscribeToken(one, two, &b))
			dispatch := ""
			if signerStatus == 0 {
				dispatch = generated("dispatch", signer.Sign(one, &a), wasmSigner.Sign(one, &b))
			}
			if ours, theirs := c.CheckFrontAPIKey(two), w.CheckFrontAPIKey(two); ours != theirs {
				t.Fatalf("front(%q): %d and %d", two, ours, theirs)
			}
			given := pick(r, hashed, widget, subscribe, dispatch)
			for _, given := range []string{given, hashed, subscribe, dispatch} {
				verified("hashed", c.VerifyHashedToken(one, given), w.VerifyHashedToken(one, given))
				verified("subscribe", c.VerifySubscribeToken(one, two, given), w.VerifySubscribeToken(one, two, given))
				if signerStatus == 0 {
					verified("dispatch", signer.Verify(one, given), wasmSigner.Verify(one, given))
				}
			}
			if n%10 == 0 {
				email := pick(r, key, one, two)
				sdkKey := pick(r, key, one, two, given)
				id := pick(r, one, two)
				code, message, found, status := Diagnose(scheme, given, id, key, sdkKey, email)
				wasmCode, wasmMessage, wasmFound, wasmStatus := wasm.Diagnose(scheme, given, id, key, sdkKey, email)
				if code != wasmCode || message != wasmMessage || found != wasmFound || status != wasmStatus {
					t.Fatalf("diagnose %q, %q, %q: %s, %d and %s, %d", given, id, key, code, status, wasmCode, wasmStatus)
				}
				causes[code]++
				code, message, status = DiagnoseDispatch(one, given, secret)
				wasmCode, wasmMessage, wasmStatus = wasm.DiagnoseDispatch(one, given, secret)
				if code != wasmCode || message != wasmMessage || status != wasmStatus {
					t.Fatalf("diagnose %q, %q, %q: %s, %d and %s, %d", one, given, secret, code, status, wasmCode, wasmStatus)
				}
				dispatchCauses[code]++
			}
			c.Free()
			w.Free()
		}
		if signerStatus == 0 {
			signer.Free()
			wasmSigner.Free()
		}
		timestamp := float64(r.IntN(300)) + r.Float64()
		ours, theirs := CheckDispatchTimestamp(timestamp, 100, 100), wasm.CheckDispatchTimestamp(timestamp, 100, 100)
		if ours != theirs || (ours == 0) != (timestamp <= 200) {
			t.Fatalf("%g: %d and %d", timestamp, ours, theirs)
		}
		name := pick(r, "hmac-sha256", "sha256-concat")
		number, status := SchemeFromName(name)
		if wasmNumber, wasmStatus := wasm.SchemeFromName(name); number != wasmNumber || status != wasmStatus {
			t.Fatalf("%q: %d, %d and %d, %d", name, number, status, wasmNumber, wasmStatus)
		}
	}
	for status := range int32(100) {
		code, message := StatusText(status)
		if wasmCode, wasmMessage := wasm.StatusText(status); code != wasmCode || message != wasmMessage {
			t.Errorf("%d: %s and %s", status, code, wasmCode)
		}
	}
	if built < cases/3 || len(causes) < 5 || len(dispatchCauses) < 4 {
		t.Errorf("%d clients, %v, %v", built, causes, dispatchCauses)
	}
}

func TestFreeWipes(t *testing.T) {
	c, _, _ := NewClient(1, "MARKER")
	if !bytes.Contains(c.Bytes(), []byte("MARKER")) {
		t.Fatal("there is nothing to wipe")
	}
	c.Wipe()
	if bytes.Count(c.Bytes(), []byte{0}) != len(c.Bytes()) {
		t.Error("something is left")
	}
	c.Free()
}
