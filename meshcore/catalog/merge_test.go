package catalog

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
)

// note is an entry updated at a second of the tests' day; a second of -1 is an
// entry that is not there, a text of "-" a tombstone.
func note(updated int, text string) string {
	switch {
	case updated < 0:
		return ""
	case text == "-":
		return `{"ID":"E1","Updated":"` + at(updated).String() + `","Deleted":"` + at(updated).String() + `"}`
	}
	return `{"ID":"E1","Updated":"` + at(updated).String() + `","Text":"` + text + `"}`
}

var absent = note(-1, "")

func notes(t testing.TB, entry string) *Catalog {
	t.Helper()
	if entry == "" {
		return withEntries(t, "NoteProfile")
	}
	return withEntries(t, "NoteProfile", entry)
}

// texts returns the texts of a catalog, a conflict with an exclamation mark, a
// tombstone as "-".
func texts(c *Catalog) string {
	var all []string
	for _, e := range c.Entries {
		s := "-"
		if !e.deleted() {
			s = e.first("Text")
		}
		if slices.Contains(e.Values("Label"), ConflictLabel) {
			s += "!"
		}
		all = append(all, s)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestMergeOfOneEntry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		base, mine, theirs string
		want               string
	}{
		{"unchanged", note(1, "a"), note(1, "a"), note(1, "a"), "a"},
		{"changed on one side takes that side whatever its clock", note(9, "a"), note(1, "b"), note(9, "a"), "b"},
		{"changed on both: the later Updated stays, the other is a conflict", note(1, "a"), note(3, "b"), note(2, "c"), "b c!"},
		{"the same change on both", note(1, "a"), note(2, "b"), note(2, "b"), "b"},
		{"the same change at two times", note(1, "a"), note(2, "b"), note(3, "b"), "b"},
		{"edit against delete: the edit stays", note(1, "a"), note(2, "b"), note(9, "-"), "b"},
		{"delete alone", note(1, "a"), note(2, "-"), note(1, "a"), "-"},
		{"both delete", note(1, "a"), note(2, "-"), note(3, "-"), "-"},
		{"restored against deleted again", note(1, "-"), note(2, "b"), note(3, "-"), "b"},
		{"added on one side", absent, note(1, "a"), absent, "a"},
		{"added on both", absent, note(1, "a"), note(2, "b"), "a! b"},
		{"pruned tombstone", note(1, "-"), absent, note(1, "-"), ""},
		{"pruned against edit", note(1, "a"), absent, note(2, "b"), "b"},
		{"pruned against delete", note(1, "a"), absent, note(2, "-"), "-"},
		{"pruned on both", note(1, "a"), absent, absent, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			base, mine, theirs := notes(t, test.base), notes(t, test.mine), notes(t, test.theirs)
			for _, sides := range [][2]*Catalog{{mine, theirs}, {theirs, mine}} {
				got, conflicts, err := Merge(base, sides[0], sides[1])
				if err != nil {
					t.Fatal(err)
				}
				if texts(got) != test.want || len(conflicts) != strings.Count(test.want, "!") {
					t.Errorf("got %q with the conflicts %v, want %q", texts(got), conflicts, test.want)
				}
				if mustMarshal(t, got) != mustMarshal(t, mustParse(t, mustMarshal(t, got))) {
					t.Error("the merged catalog does not survive writing")
				}
			}
		})
	}
}

func TestMergeWithoutBase(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ mine, theirs, want string }{
		{note(1, "a"), note(1, "a"), "a"},
		{note(1, "a"), absent, "a"},
		{note(1, "a"), note(2, "b"), "a! b"},
		{note(1, "a"), note(2, "-"), "a"},
	} {
		got, _, err := Merge(nil, notes(t, test.mine), notes(t, test.theirs))
		if err != nil || texts(got) != test.want {
			t.Errorf("%s with %s: got %q, %v, want %q", test.mine, test.theirs, texts(got), err, test.want)
		}
	}
}

// sortedNote is the canonical form of a note of second 2.
func sortedNote(text string) string {
	return `{"ID":"E1","Text":"` + text + `","Updated":"2026-03-01T12:00:02Z"}`
}

func TestMergeAtTheSameSecondTakesTheGreaterDigest(t *testing.T) {
	t.Parallel()
	a, b := note(2, "a"), note(2, "b")
	first, _, err := Merge(nil, notes(t, a), notes(t, b))
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := Merge(nil, notes(t, b), notes(t, a))
	if err != nil {
		t.Fatal(err)
	}
	want := "a! b"
	if da, db := sha256.Sum256([]byte(sortedNote("a"))), sha256.Sum256([]byte(sortedNote("b"))); bytes.Compare(da[:], db[:]) > 0 {
		want = "a b!"
	}
	if texts(first) != want || mustMarshal(t, first) != mustMarshal(t, second) {
		t.Errorf("got %q and %q", texts(first), texts(second))
	}
}

// The vector fixes what canonical bytes and derived IDs are for every reader
// of protocol.md II.10.
func TestConflictVector(t *testing.T) {
	t.Parallel()
	c := notes(t, `{"Text":"caf\u00e9","ID":"E1","N":1.50,"Updated":"2026-03-01T12:00:02Z","Label":"x"}`)
	e := &c.Entries[0]
	if got, want := string(e.members.canonical()), `{"ID":"E1","Label":"x","N":1.50,"Text":"café","Updated":"2026-03-01T12:00:02Z"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := string(e.conflict().members.marshal()), `{"Text":"caf\u00e9","ID":"O445IAFXXYCAK6X6XOUM","N":1.50,"Updated":"2026-03-01T12:00:02Z","Label":["x","conflict"]}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := e.conflict().conflict().Values("Label"); !slices.Equal(got, []string{"x", "conflict"}) {
		t.Errorf("a conflict of a conflict has the labels %q", got)
	}
}

func TestMergeOfNameAndUnknownMembers(t *testing.T) {
	t.Parallel()
	make := func(name, rest string) *Catalog {
		return mustParse(t, `{"NoteProfilePrivate":{"Name":"`+name+`","Identifier":"`+string(identifier(t))+`","Entries":[]`+rest+`}}`)
	}
	tests := []struct {
		name                          string
		baseName, mineName, theirs    string
		baseRest, mineRest, otherRest string
		wantName, wantRest            string
	}{
		{"nothing", "N", "N", "N", `,"a":1`, `,"a":1`, `,"a":1`, "N", `,"a":1`},
		{"mine changed", "N", "M", "N", `,"a":1,"b":1`, `,"a":2,"b":1`, `,"a":1,"b":1`, "M", `,"a":2,"b":1`},
		{"theirs changed", "N", "N", "T", `,"a":1`, `,"a":1`, `,"a":3`, "T", `,"a":3`},
		{"both changed", "N", "M", "T", `,"a":1`, `,"a":2`, `,"a":3`, "T", `,"a":3`},
		{"both added", "N", "N", "N", ``, `,"m":1,"x":1`, `,"t":2`, "N", `,"t":2,"m":1,"x":1`},
		{"mine removed", "N", "N", "N", `,"a":1`, ``, `,"a":1`, "N", ``},
		{"theirs removed", "N", "N", "N", `,"a":1`, `,"a":1`, ``, "N", ``},
		{"theirs removed what mine changed", "N", "N", "N", `,"a":1`, `,"a":2`, ``, "N", `,"a":2`},
		{"mine removed what theirs changed", "N", "N", "N", `,"a":1`, ``, `,"a":2`, "N", `,"a":2`},
	}
	for _, test := range tests {
		got, _, err := Merge(make(test.baseName, test.baseRest), make(test.mineName, test.mineRest), make(test.theirs, test.otherRest))
		if err != nil {
			t.Fatal(err)
		}
		if want := mustMarshal(t, make(test.wantName, test.wantRest)); mustMarshal(t, got) != want {
			t.Errorf("%s: got  %s\nwant %s", test.name, mustMarshal(t, got), want)
		}
	}
}

func TestMergeRefusesAnotherApplication(t *testing.T) {
	t.Parallel()
	a, b := withEntries(t, "NoteProfile"), withEntries(t, "SSHProfile")
	_, _, err := Merge(a, a, b)
	refused(t, err, "cannot be merged")
	_, _, err = Merge(nil, a, b)
	refused(t, err, "cannot be merged")
	c := withEntries(t, "NoteProfile")
	c.Identifier = "R"
	_, _, err = Merge(c, a, a)
	refused(t, err, "cannot be merged")
}
