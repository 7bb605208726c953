package notifizz

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// random makes texts that are long enough for several blocks of SHA-256, and seldom ill-formed.
type random struct{ *rand.Rand }

func (r random) text(longest int) string {
	var text bytes.Buffer
	for range r.IntN(longest + 1) {
		switch r.IntN(40) {
		case 0:
			text.WriteRune(rune(r.IntN(0x11_0000)))
		case 1:
			text.WriteString([]string{"\x00", " ", "\n", "é", "用", "\u200b", "\""}[r.IntN(7)])
		default:
			text.WriteByte(byte('!' + r.IntN('~'-'!')))
		}
	}
	if r.IntN(100) == 0 {
		text.WriteByte(0xff)
	}
	return text.String()
}

// 50,000 random keys and IDs, against Go's own crypto.
func TestAgainstGo(t *testing.T) {
	cases := 50_000
	if raceDetector || testing.Short() {
		cases /= 10
	}
	r := random{rand.New(rand.NewPCG(1, 2))}
	tokens := 0
	for i := range cases {
		key, id, scheme := r.text(150), r.text(200), schemes[i%2]
		c, err := NewClient(key, WithTokenScheme(scheme))
		if want := rejection(key, scheme); err != want {
			t.Fatalf("%q: %v, not %v", key, err, want)
		}
		if err != nil {
			continue
		}
		token, err := c.GenerateHashedToken(id)
		switch {
		case !utf8.ValidString(id) && err == ErrInvalidText, id == "" && err == ErrEmptyUserID:
			continue
		case err != nil || token != expected(key, id, scheme) || !c.VerifyHashedToken(id, token):
			t.Fatalf("%q, %q, %s: %q, %v", key, id, scheme, token, err)
		case c.VerifyHashedToken(id+"x", token):
			t.Fatalf("%q, %q, %s: the token verifies for another ID", key, id, scheme)
		}
		tokens++
		_ = c.Close()
	}
	if tokens < cases/2 {
		t.Errorf("%d tokens of %d", tokens, cases)
	}
}

func BenchmarkGenerateHashedToken(b *testing.B) {
	c := newClient(b, marker)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.GenerateHashedToken("user_42"); err != nil {
				b.Error(err)
			}
		}
	})
}

// Every size of an argument up to some pages of memory, where the Go backend changes how it holds them,
// and the sizes around SHA-256's blocks.
func TestSizes(t *testing.T) {
	c := newClient(t, marker, WithWebhookSigningSecret("w"))
	sizes := []int{1, 55, 56, 63, 64, 65, 119, 120, 1000}
	for _, around := range []int{8 << 10, 16 << 10, 24 << 10, 32 << 10, 64 << 10, 128 << 10, 1 << 20} {
		for size := around - 1500; size < around+100; size += 13 {
			sizes = append(sizes, size)
		}
	}
	for _, size := range sizes {
		id := string(bytes.Repeat([]byte("u"), size))
		token, err := c.GenerateHashedToken(id)
		if err != nil || token != expected(marker, id, HMACSHA256) || !c.VerifyHashedToken(id, token) {
			t.Fatalf("%d bytes: %q, %v", size, token, err)
		}
		signature, err := c.SignDispatchPayload(id)
		if ok, _ := c.VerifyDispatchSignature(id, signature); err != nil || signature != expected("w", id, HMACSHA256) || !ok {
			t.Fatalf("a payload of %d bytes: %q, %v", size, signature, err)
		}
	}
	// A key of any length under hmac-sha256, and a diagnosis of long texts.
	for _, size := range []int{65, 70_000, 1 << 20} {
		key := fmt.Sprintf("k%0*d", size, 7)
		if token, err := newClient(t, key).GenerateHashedToken("user_42"); err != nil || token != expected(key, "user_42", HMACSHA256) {
			t.Errorf("a key of %d bytes: %q, %v", size, token, err)
		}
		d, err := Diagnose(Evidence{Token: expected(key, "u", SHA256Concat), UserID: "u", AuthSecretKey: key})
		if err != nil || d.Code != "other_scheme" {
			t.Errorf("a key of %d bytes: %v, %v", size, d, err)
		}
	}
}
