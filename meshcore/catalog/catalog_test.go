package catalog

import (
	"errors"
	"strings"
	"testing"

	"meshportal/meshcore"
)

// begin is the start of a private part up to its entries.
func begin(t testing.TB) string {
	return `{"CredentialProfilePrivate":{"Name":"N","Identifier":"` + string(identifier(t)) + `"`
}

func TestUnknownKindsAndMembersSurviveUntouched(t *testing.T) {
	t.Parallel()
	id := string(identifier(t))
	data := `{"DiaryProfilePrivate":{"Name":"Ünique","Identifier":"` + id + `","Entries":[` +
		`{"Z":1.50,"ID":"E1","é\n":"\u00e9","Deep":{"b":[null,true,{"a":-0}],"a":12345678901234567890}},` +
		`{"ID":"E2","Label":"bare"}],"AutoGenerate":true,"NeverAsk":["x"]}}`
	c := mustParse(t, data)
	if c.Tag != "DiaryProfile" || c.Name != "Ünique" || string(c.Identifier) != id || len(c.Entries) != 2 {
		t.Errorf("read as %+v", c)
	}
	if got := mustMarshal(t, c); got != data {
		t.Errorf("got  %s\nwant %s", got, data)
	}
	if err := c.Edit("E2", assignments("Label", "x", "Label", "y"), at(0)); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(data, `"Label":"bare"`, `"Label":["x","y"],"Updated":"2026-03-01T12:00:00Z"`, 1)
	if got := mustMarshal(t, c); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestThePrivatePartBeginsWithNameAndIdentifier(t *testing.T) {
	t.Parallel()
	id := string(identifier(t))
	c := mustParse(t, ` { "CredentialProfilePrivate" : { "NeverAsk":[ "x" ], "Identifier":"`+id+`", "Name":"N" } } `)
	want := `{"CredentialProfilePrivate":{"Name":"N","Identifier":"` + id + `","Entries":[],"NeverAsk":["x"]}}`
	if got := mustMarshal(t, c); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	b := begin(t)
	tests := []struct{ name, data, want string }{
		{"nothing", ``, ""},
		{"no object", `[]`, ""},
		{"no member", `{}`, "one member"},
		{"two members", `{"NoteProfilePrivate":{},"X":1}`, "one member"},
		{"no private part", strings.Replace(b, "Private", "", 1) + `}}`, "does not end in Private"},
		{"no kind of application", strings.Replace(b, "CredentialProfile", "PersonalProfile", 1) + `}}`, "not a kind of application"},
		{"not an object inside", `{"NoteProfilePrivate":[]}`, "not a JSON object"},
		{"no name", strings.Replace(b, `"Name":"N",`, "", 1) + `}}`, "Name is not a text"},
		{"name that is no text", strings.Replace(b, `"N"`, "1", 1) + `}}`, "Name is not a text"},
		{"name that cannot be shown", strings.Replace(b, `"N"`, `"\u202e"`, 1) + `}}`, "Name"},
		{"no identifier", `{"NoteProfilePrivate":{"Name":"N"}}`, "Identifier is not a text"},
		{"identifier that is a digest", strings.Replace(b, `"Identifier":"R`, `"Identifier":"M`, 1) + `}}`, "not a random one"},
		{"entries that are no list", b + `,"Entries":{}}}`, "not a list"},
		{"entries that are null", b + `,"Entries":null}}`, ""},
		{"entry that is no object", b + `,"Entries":["x"]}}`, "entry 1: not a JSON object"},
		{"entry without ID", b + `,"Entries":[{"ID":"a"},{}]}}`, "entry 2: no ID"},
		{"entry with an ID that is no text", b + `,"Entries":[{"ID":1}]}}`, "no ID"},
		{"entry with an ID that cannot be shown", b + `,"Entries":[{"ID":"a\n"}]}}`, "ID"},
		{"entry with a time that is none", b + `,"Entries":[{"ID":"a","Updated":"yesterday"}]}}`, "Updated is not a time"},
		{"entry deleted at no time", b + `,"Entries":[{"ID":"a","Deleted":false}]}}`, "Deleted is not a time"},
		{"one ID twice", b + `,"Entries":[{"ID":"a"},{"ID":"a"}]}}`, "occurs twice"},
		{"one member twice", b + `,"Entries":[{"ID":"a","x":1,"x":2}]}}`, ""},
		{"one member in two cases", b + `,"Entries":[{"ID":"a","x":1,"X":2}]}}`, ""},
		{"trailing data", b + `}} {}`, ""},
		{"bad UTF-8", b + `,"x":"` + "\xff" + `"}}`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(test.data))
			refused(t, err, test.want)
			if !errors.Is(err, meshcore.ErrInvalid) {
				t.Errorf("%v is not ErrInvalid", err)
			}
		})
	}
}

func TestMarshalRefuses(t *testing.T) {
	t.Parallel()
	k := kindNamed(t, "notes")
	_, err := New(k, "a\nb", identifier(t)).Marshal()
	refused(t, err, "Name")
	_, err = New(k, "n", "x").Marshal()
	refused(t, err, "not a random one")
	c := New(k, "n", identifier(t))
	c.Entries = []Entry{{}, {}}
	_, err = c.Marshal()
	refused(t, err, "occurs twice")
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	c.Entries = []Entry{{members: object{{"ID", quote("a")}, {"Deep", []byte(deep)}}}}
	_, err = c.Marshal()
	refused(t, err, "")
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	c := withEntries(t, "NoteProfile", `{"ID":"E1","Text":"old"}`)
	before := mustMarshal(t, c)
	clone, err := c.Clone()
	if err != nil {
		t.Fatal(err)
	}
	if err := clone.Edit("E1", assignments("Text", "new"), at(1)); err != nil {
		t.Fatal(err)
	}
	clone.Name = "Other"
	if got := mustMarshal(t, c); got != before {
		t.Errorf("the original became %s", got)
	}
}

func FuzzParse(f *testing.F) {
	b := begin(f)
	for _, seed := range []string{
		b + `}}`,
		b + `,"Entries":[{"ID":"a","Updated":"2026-03-01T12:00:00Z","Sites":["x",{"a":null}],"Password":"\u0041"},{"ID":"b","Deleted":"2026-03-01T12:00:00Z"}],"X":{"y":[1e9]}}}`,
		strings.Replace(b, "Credential", "SSH", 1) + `,"Entries":[{"ID":"a","HostEntries":[{"Address":"h"},"x",1],"Account":[]}]}}`,
		strings.Replace(b, "Credential", "Diary", 1) + `,"Entries":[{"ID":"a","Label":[]}]}}`,
		`{"ContactProfilePrivate":{}}`, `{`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			return
		}
		first := mustMarshal(t, c)
		again := mustParse(t, first)
		if second := mustMarshal(t, again); second != first {
			t.Fatalf("first  %s\nsecond %s", first, second)
		}
		exercise(t, again)
		if got := mustMarshal(t, again); got != first {
			t.Fatalf("setting what was read made\n     %s\nfrom %s", got, first)
		}
		merged, conflicts, err := Merge(nil, c, again)
		if err != nil || len(conflicts) != 0 || len(merged.Entries) != len(c.Entries) {
			t.Fatalf("merged with itself: %v, %v", conflicts, err)
		}
	})
}

// exercise reads every entry and sets every known field to what it reads as.
func exercise(t *testing.T, c *Catalog) {
	for _, e := range c.Live() {
		e.Title()
		e.Matches("x")
		e.Redacted()
		for _, m := range e.Revealed() {
			if f, ok := e.of().Field(m.Field.Name); !ok || f.Name != m.Field.Name || !f.List {
				continue
			}
			var set []Assignment
			for _, v := range m.Values {
				if v == "" {
					return
				}
				set = append(set, Assignment{m.Field.Name, v})
			}
			if err := c.Edit(e.ID(), set, at(0)); err != nil {
				t.Fatal(err)
			}
		}
	}
}
