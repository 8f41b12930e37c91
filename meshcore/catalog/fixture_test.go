package catalog

import (
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// at returns an instant some seconds into the tests' day.
func at(seconds int) meshcore.Time {
	return meshcore.At(time.Date(2026, 3, 1, 12, 0, seconds, 0, time.UTC))
}

func identifier(t testing.TB) udf.Fingerprint {
	t.Helper()
	id, err := udf.Random(strings.NewReader(strings.Repeat("x", 64)))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func kindNamed(t testing.TB, name string) Kind {
	t.Helper()
	k, ok := KindNamed(name)
	if !ok {
		t.Fatalf("no kind %s", name)
	}
	return k
}

func mustParse(t testing.TB, data string) *Catalog {
	t.Helper()
	c, err := Parse([]byte(data))
	if err != nil {
		t.Fatalf("Parse(%s): %v", data, err)
	}
	return c
}

func mustMarshal(t testing.TB, c *Catalog) string {
	t.Helper()
	data, err := c.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// withEntries returns a catalog of the kind with these entries, in JSON.
func withEntries(t testing.TB, tag string, entries ...string) *Catalog {
	t.Helper()
	return mustParse(t, `{"`+tag+`Private":{"Name":"Test","Identifier":"`+string(identifier(t))+`","Entries":[`+strings.Join(entries, ",")+`]}}`)
}

// entryOf returns an entry of a kind made by assignments: field, value, ….
func entryOf(t testing.TB, kind string, set ...string) *Entry {
	t.Helper()
	k := kindNamed(t, kind)
	e := &Entry{kind: &k}
	if err := e.Set(assignments(set...)); err != nil {
		t.Fatal(err)
	}
	return e
}

func assignments(set ...string) []Assignment {
	var all []Assignment
	for i := 0; i < len(set); i += 2 {
		all = append(all, Assignment{set[i], set[i+1]})
	}
	return all
}

func refused(t *testing.T, err error, contains string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), contains) {
		t.Errorf("got error %v, want one with %q", err, contains)
	}
}
