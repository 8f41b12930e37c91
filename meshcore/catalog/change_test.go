package catalog

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"meshportal/meshcore"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	c := New(kindNamed(t, "notes"), "Mine", identifier(t))
	id, err := c.Add(at(5), rand.Reader, assignments("Text", "hello"))
	if err != nil {
		t.Fatal(err)
	}
	if len(id) != 20 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		t.Errorf("the ID is %q", id)
	}
	want := `{"ID":"` + id + `","Added":"2026-03-01T12:00:05Z","Updated":"2026-03-01T12:00:05Z","Text":"hello"}`
	if got := mustMarshal(t, c); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
	other, err := c.Add(at(5), rand.Reader, assignments("Text", "hello"))
	if err != nil || other == id {
		t.Errorf("the second entry has the ID %s, %v", other, err)
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	c := New(kindNamed(t, "notes"), "Mine", identifier(t))
	_, err := c.Add(at(0), rand.Reader, assignments("Text", ""))
	refused(t, err, "at least one value")
	_, err = c.Add(at(0), rand.Reader, assignments("Body", "x"))
	refused(t, err, "no field")
	_, err = c.Add(at(0), strings.NewReader("short"), assignments("Text", "x"))
	refused(t, err, "entry ID")
	if len(c.Entries) != 0 {
		t.Errorf("refused entries are there: %d", len(c.Entries))
	}
}

func TestUpdatedIsLaterThanClockAndOldValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		now, first int
		want       meshcore.Time
	}{
		{"clock ahead", 30, 10, at(30)},
		{"clock behind", 5, 10, at(11)},
		{"same second", 10, 10, at(11)},
	}
	for _, test := range tests {
		for name, change := range map[string]func(*Catalog) error{
			"edit":   func(c *Catalog) error { return c.Edit("E1", assignments("Text", "new"), at(test.now)) },
			"delete": func(c *Catalog) error { return c.Delete("E1", at(test.now)) },
			"put":    func(c *Catalog) error { e, _ := c.Entry("E1"); return c.Put(*e, at(test.now)) },
		} {
			t.Run(test.name+", "+name, func(t *testing.T) {
				c := withEntries(t, "NoteProfile", `{"ID":"E1","Updated":"`+at(test.first).String()+`","Text":"old"}`)
				if err := change(c); err != nil {
					t.Fatal(err)
				}
				got, _ := c.Entries[0].Updated()
				if got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
		}
	}
}

func TestEditThatChangesNothing(t *testing.T) {
	t.Parallel()
	c := withEntries(t, "NoteProfile", `{"ID":"E1","Updated":"2026-03-01T12:00:00Z","Text":"same"}`)
	before := mustMarshal(t, c)
	if err := c.Edit("E1", assignments("Text", "same", "Title", ""), at(30)); err != nil {
		t.Fatal(err)
	}
	if got := mustMarshal(t, c); got != before {
		t.Errorf("got %s", got)
	}
}

func TestDeleteAndPut(t *testing.T) {
	t.Parallel()
	c := withEntries(t, "NoteProfile", `{"ID":"E1","Text":"old","Added":"2026-03-01T12:00:00Z","Later":1}`)
	old := c.Live()[0]
	if err := c.Delete("E1", at(3)); err != nil {
		t.Fatal(err)
	}
	want := `[{"ID":"E1","Added":"2026-03-01T12:00:00Z","Updated":"2026-03-01T12:00:03Z","Deleted":"2026-03-01T12:00:03Z"}]`
	if got := mustMarshal(t, c); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
	if _, ok := c.Entry("E1"); ok || len(c.Live()) != 0 {
		t.Error("the deleted entry is still there")
	}
	tombstone := c.Entries[0]
	for name, err := range map[string]error{
		"edit":   c.Edit("E1", assignments("Text", "x"), at(4)),
		"delete": c.Delete("E1", at(4)),
		"put":    c.Put(tombstone, at(4)),
		"absent": c.Delete("E9", at(4)),
	} {
		if !errors.Is(err, ErrNoEntry) {
			t.Errorf("%s of what is not there: %v", name, err)
		}
	}
	if err := c.Put(old, at(2)); err != nil {
		t.Fatal(err)
	}
	want = `[{"ID":"E1","Text":"old","Added":"2026-03-01T12:00:00Z","Later":1,"Updated":"2026-03-01T12:00:04Z"}]`
	if got := mustMarshal(t, c); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
	c.Entries = nil
	if err := c.Put(old, at(9)); err != nil || len(c.Live()) != 1 {
		t.Errorf("an entry that is gone was not restored: %v", err)
	}
}
