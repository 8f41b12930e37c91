package handlers

import (
	"strings"
	"testing"
)

// TestReadings: a version is read once, and what is kept stays bounded.
func TestReadings(t *testing.T) {
	var r readings
	read := 0
	text := strings.Repeat("a", mostReadings/4)
	reader := func() string {
		read++
		return text
	}
	for range 3 {
		if got := r.of([32]byte{1}, reader); got != text {
			t.Fatal("the text is another")
		}
	}
	if read != 1 {
		t.Errorf("read %d times", read)
	}
	for i := range byte(40) {
		r.of([32]byte{i}, reader)
		if r.size > mostReadings || r.size != len(r.all)*len(text) {
			t.Fatalf("%d bytes are kept in %d texts", r.size, len(r.all))
		}
	}
}
