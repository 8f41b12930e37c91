package handlers

import (
	"errors"
	"strings"
	"testing"
)

// TestReadings: a version is read once, and what is kept stays bounded.
func TestReadings(t *testing.T) {
	t.Parallel()
	var r readings
	read := 0
	text := `"` + strings.Repeat("a", mostShown-2) + `"`
	entry := func() ([]byte, error) {
		read++
		return []byte(text), nil
	}
	for range 3 {
		if got, err := r.of([32]byte{1}, entry); err != nil || got.text != text || got.longer {
			t.Fatalf("the text is another: %d bytes, %v", len(got.text), err)
		}
	}
	if read != 1 {
		t.Errorf("read %d times", read)
	}
	for i := range 2 * mostReadings / mostShown {
		if _, err := r.of([32]byte{byte(i), byte(i >> 8)}, entry); err != nil {
			t.Fatal(err)
		}
		if r.size > mostReadings || r.size != len(r.all)*len(text) {
			t.Fatalf("%d bytes are kept in %d texts", r.size, len(r.all))
		}
	}
	gone := errors.New("gone")
	if _, err := r.of([32]byte{31: 1}, func() ([]byte, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}
