package catalog

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
)

func TestGenerate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		length  int
		classes Classes
		want    int
	}{{0, 0, 20}, {8, AllClasses, 8}, {128, Lower | Digits, 128}, {8, Digits, 8}, {12, Symbols, 12}} {
		for range 200 {
			s, err := Generate(rand.Reader, test.length, test.classes)
			if err != nil || len(s) != test.want {
				t.Fatalf("Generate(%d, %b) = %q, %v", test.length, test.classes, s, err)
			}
			chosen := test.classes.alphabets()
			if !hasAll(s, chosen) || strings.Trim(s, strings.Join(chosen, "")) != "" {
				t.Fatalf("%q is not of the classes %b, each at least once", s, test.classes)
			}
			if err := checkLine(s); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	for _, length := range []int{-1, 1, 7, 129} {
		_, err := Generate(rand.Reader, length, 0)
		refused(t, err, "8 to 128 characters")
	}
	_, err := Generate(strings.NewReader("short"), 20, 0)
	refused(t, err, "EOF")
	_, err = Generate(constant(0), 20, 0)
	refused(t, err, "repeats itself")
	_, err = Generate(constant(255), 20, 0)
	refused(t, err, "repeats itself")
}

// Every byte value once: each character must come out equally often.
func TestDrawHasNoModuloBias(t *testing.T) {
	t.Parallel()
	for _, classes := range []Classes{AllClasses, Digits, Lower, Symbols} {
		alphabet := strings.Join(classes.alphabets(), "")
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		times := 256 / len(alphabet)
		s, err := draw(&cycle{all: all}, times*len(alphabet), alphabet)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range alphabet {
			if got := strings.Count(s, string(c)); got != times {
				t.Errorf("%q occurs %d times in %d, want %d", c, got, len(s), times)
			}
		}
	}
}

// constant reads as one byte without end.
type constant byte

func (c constant) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte{byte(c)}, len(p))), nil
}

// cycle reads as the same bytes over and over.
type cycle struct {
	all  []byte
	next int
}

func (c *cycle) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.all[c.next%len(c.all)]
		c.next++
	}
	return len(p), nil
}
