package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	t.Parallel()
	c := withEntries(t, "CredentialProfile", `{"X-Later":"x","Notes":"n","ID":"E1","Added":"2026-03-01T12:00:00Z","Password":"p","Sites":["s"],"A":1}`)
	e, _ := c.Entry("E1")
	var names []string
	for _, f := range e.Fields() {
		names = append(names, f.Name)
	}
	if want := []string{"Sites", "Password", "Notes", "X-Later", "A"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if got := fmt.Sprint(e.Values("X-Later"), e.Values("A"), e.Values("None")); got != "[x] [1] []" {
		t.Errorf("unknown members read as %s", got)
	}
}

func TestRedacted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, tag, entry string
		want             string
	}{
		{"password and code", "CredentialProfile", `{"ID":"E1","Username":"u","Password":"secret","OTP":"secret"}`, "Username[u] Password[*] OTP[*]"},
		{"member of a structure", "MailProfile", `{"ID":"E1","Inbound":[{"ServiceName":"s","Password":"secret"}]}`, `Inbound[{"ServiceName":"s","Password":"*"}]`},
		{"deep and in another case", "MailProfile", `{"ID":"E1","Inbound":[{"a":[{"passWord":["secret"]}]}]}`, `Inbound[{"a":[{"passWord":"*"}]}]`},
		{"private key", "MailProfile", `{"ID":"E1","Sign":["secret"],"Outbound":{"PrivateParameters":{"d":"secret"}}}`, `Outbound[{"PrivateParameters":"*"}] Sign[*]`},
		{"unknown member", "BookmarkProfile", `{"ID":"E1","Title":"t","New":"secret"}`, "Title[t] New[*]"},
		{"unknown kind", "DiaryProfile", `{"ID":"E1","Label":["l"],"Day":"secret"}`, "Label[l] Day[*]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := withEntries(t, test.tag, test.entry)
			e, _ := c.Entry("E1")
			if got := printed(e.Redacted()); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if got := printed(e.Revealed()); !strings.Contains(got, "secret") {
				t.Errorf("revealed: %s", got)
			}
			if e.Matches("secret") {
				t.Error("a secret was searched")
			}
		})
	}
}

func printed(members []Member) string {
	parts := make([]string, len(members))
	for i, m := range members {
		parts[i] = m.Field.Name + fmt.Sprint(m.Values)
	}
	return strings.ReplaceAll(strings.Join(parts, " "), Mask, "*")
}

func TestMatches(t *testing.T) {
	t.Parallel()
	e := entryOf(t, "ssh", "Account", "Git", "HostEntries", `{"Address":"Code.Example","AlgorithmID":"ed25519"}`, "Label", "Öffentlich")
	for text, want := range map[string]bool{
		"": true, "  ": true, "git": true, "GIT example": true, "git@code": true, "ED25519": true, "öffent": true,
		"gut": false, "git nothing": false, "entries": false,
	} {
		if got := e.Matches(text); got != want {
			t.Errorf("Matches(%q) = %v", text, got)
		}
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	tests := []struct{ tag, members, want string }{
		{"CredentialProfile", `"Sites":["a.example","b"],"Username":"u"`, "a.example"},
		{"CredentialProfile", `"Sites":[],"Username":"u"`, "u"},
		{"CredentialProfile", `"Username":5`, "E1"},
		{"BookmarkProfile", `"Uri":"https://x.example"`, "https://x.example"},
		{"BookmarkProfile", `"Title":"X","Uri":"https://x.example"`, "X"},
		{"ContactProfile", `"FullName":"Alice Doe","Personals":[{"First":"A"}]`, "Alice Doe"},
		{"ContactProfile", `"Personals":[{"First":"Alice","Midle":"M","Last":"Doe"}]`, "Alice Doe"},
		{"ContactProfile", `"Personals":["Alice"]`, "Alice"},
		{"ContactProfile", `"Personals":[],"Internets":[{"Label":["home"],"Uri":"mailto:a@example.com"}]`, "mailto:a@example.com"},
		{"ContactProfile", `"Organization":["Example"]`, "Example"},
		{"NetworkProfile", `"SSID":"Café","Sites":["x"]`, "Café"},
		{"NetworkProfile", `"Sites":["vpn.example"]`, "vpn.example"},
		{"MailProfile", `"EmailAddress":"alice@example.com"`, "alice@example.com"},
		{"SSHProfile", `"Account":"git","HostEntries":[{"Address":"h.example","PublicKey":"k"}]`, "git@h.example"},
		{"SSHProfile", `"Account":"git"`, "git"},
		{"NoteProfile", `"Text":"\n first line \nsecond"`, "first line"},
		{"NoteProfile", `"Title":"T","Text":"x"`, "T"},
		{"NoteProfile", `"Label":["l"]`, "E1"},
		{"DiaryProfile", `"Title":"T"`, "E1"},
	}
	for _, test := range tests {
		c := withEntries(t, test.tag, `{"ID":"E1",`+test.members+`}`)
		if got := c.Live()[0].Title(); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.tag, test.members, got, test.want)
		}
	}
	if got := new(Entry).Title(); got != "" {
		t.Errorf("the zero entry has the title %q", got)
	}
}
