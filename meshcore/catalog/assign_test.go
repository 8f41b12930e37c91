package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind string
		set        []string
		want       string // the members in JSON
	}{
		{"text", "credentials", []string{"Username", "alice"}, `{"Username":"alice"}`},
		{"field in any case", "credentials", []string{"username", "alice"}, `{"Username":"alice"}`},
		{"list", "credentials", []string{"Sites", "a.example", "Sites", "*.b.example"}, `{"Sites":["a.example","*.b.example"]}`},
		{"list of one", "credentials", []string{"Sites", "a.example"}, `{"Sites":["a.example"]}`},
		{"empty values of a list do not count", "credentials", []string{"Sites", "", "Sites", "a"}, `{"Sites":["a"]}`},
		{"empty value of nothing", "credentials", []string{"Username", ""}, `{}`},
		{"text stays text", "credentials", []string{"Password", `{"a":1}`}, `{"Password":"{\"a\":1}"}`},
		{"no escapes for HTML", "credentials", []string{"Password", `<&>"é`}, `{"Password":"<&>\"é"}`},
		{"spaces of a password stay", "credentials", []string{"Password", " x "}, `{"Password":" x "}`},
		{"several lines", "notes", []string{"Text", "a\r\n\tb"}, `{"Text":"a\n\tb"}`},
		{"label of any kind", "notes", []string{"Label", "home"}, `{"Label":["home"]}`},
		{"primary member", "ssh", []string{"HostEntries", "host.example"}, `{"HostEntries":[{"Address":"host.example"}]}`},
		{"object", "mail", []string{"Inbound", `{ "ServiceName": "imap.example", "Port": 9.930e2 }`}, `{"Inbound":[{"ServiceName":"imap.example","Port":9.930e2}]}`},
		{"text or object", "mail", []string{"Sign", "-----BEGIN\nX", "Sign", `{"UDF":"M"}`}, `{"Sign":["-----BEGIN\nX",{"UDF":"M"}]}`},
		{"one-time codes", "credentials", []string{"OTP", "otpauth://totp/x?secret=GEZDGNBV"}, `{"OTP":"otpauth://totp/x?secret=GEZDGNBV"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := entryOf(t, test.kind, test.set...)
			if got := string(e.members.marshal()); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind string
		set        []string
		want       string
	}{
		{"unknown field", "bookmarks", []string{"Url", "x"}, `no field "Url"; it has Title, Uri, Notes, Label`},
		{"a member of the catalog", "bookmarks", []string{"Updated", "x"}, "no field"},
		{"two values for one", "credentials", []string{"Username", "a", "Username", "b"}, "Username has one value"},
		{"long line", "credentials", []string{"Username", strings.Repeat("é", MaxLine+1)}, "longer than 4096 characters"},
		{"long text", "notes", []string{"Text", strings.Repeat("a", MaxLines+1)}, "longer than 64 KiB"},
		{"long object", "ssh", []string{"HostEntries", `{"Address":"` + strings.Repeat("a", MaxLines) + `"}`}, "longer than 64 KiB"},
		{"line feed in a line", "credentials", []string{"Username", "a\nb"}, "U+000A"},
		{"control character in a text", "notes", []string{"Text", "a\x1b[31m"}, "U+001B"},
		{"direction override", "credentials", []string{"Sites", "a\u202Eb"}, "U+202E"},
		{"no UTF-8", "credentials", []string{"Username", "\xff"}, "not UTF-8"},
		{"broken object", "ssh", []string{"HostEntries", `{"Address":`}, "not a JSON object"},
		{"two objects", "ssh", []string{"HostEntries", `{} {}`}, "not a JSON object"},
		{"object with a member twice", "ssh", []string{"HostEntries", `{"Address":"a","Address":"b"}`}, "not a JSON object"},
		{"object with a member in two cases", "ssh", []string{"HostEntries", `{"Address":"a","address":"b"}`}, "not a JSON object"},
		{"control character in an object", "ssh", []string{"HostEntries", `{"Address":"\u0007"}`}, "U+0007"},
		{"OTP that is no otpauth URI", "credentials", []string{"OTP", "123456"}, "otpauth://totp/"},
		{"one public key per device", "ssh", []string{"DeviceEntries", `{"UDF":"M1","PublicKey":"a"}`, "DeviceEntries", `{"UDF":"M1","PublicKey":"b"}`}, "UDF M1 occurs twice"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			k := kindNamed(t, test.kind)
			e := &Entry{kind: &k, members: object{{"Label", quote("kept")}}}
			refused(t, e.Set(assignments(append([]string{"Label", "new"}, test.set...)...)), test.want)
			if got := string(e.members.marshal()); got != `{"Label":"kept"}` {
				t.Errorf("a refused Set left %s", got)
			}
		})
	}
}

func TestSetTouchesNothingElse(t *testing.T) {
	t.Parallel()
	const entry = `{"Later":{"x":[1.0,null]},"ID":"E1","Username":"al\u0069ce","HostEntries":1e2,"Password":"old","Z":false}`
	c := withEntries(t, "CredentialProfile", entry)
	e, _ := c.Entry("E1")
	if err := e.Set(assignments("Password", "new")); err != nil {
		t.Fatal(err)
	}
	if got, want := string(e.members.marshal()), strings.Replace(entry, "old", "new", 1); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := e.Set(assignments("Password", "")); err != nil {
		t.Fatal(err)
	}
	if got, want := string(e.members.marshal()), strings.Replace(entry, `"Password":"old",`, "", 1); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What a form shows and sends back unchanged stays as it was written, even if
// no writer of this project would write it.
func TestSetOfTheSameReading(t *testing.T) {
	t.Parallel()
	hosts := []string{`"plain"`, `{"Address":"a\u002eb"}`, `{"Address":"{x"}`, `{"Address":"c","Port":1.50}`, `{"Address":""}`, `7`, `null`, `[1,[2]]`}
	entry := `{"ID":"E1","Account":{"odd":true},"HostEntries":[` + strings.Join(hosts, ",") + `]}`
	c := withEntries(t, "SSHProfile", entry)
	e, _ := c.Entry("E1")
	values := e.Values("HostEntries")
	want := []string{"plain", "a.b", `{"Address":"{x"}`, `{"Address":"c","Port":1.50}`, `{"Address":""}`, "7", "null", "[1,[2]]"}
	if !slices.Equal(values, want) {
		t.Fatalf("got  %q\nwant %q", values, want)
	}
	set := assignments("Account", e.Values("Account")[0])
	for _, v := range values {
		set = append(set, Assignment{"HostEntries", v})
	}
	if err := e.Set(set); err != nil {
		t.Fatal(err)
	}
	if got := string(e.members.marshal()); got != entry {
		t.Errorf("got  %s\nwant %s", got, entry)
	}
	if err := e.Set(append(set, Assignment{"HostEntries", "new"})); err != nil {
		t.Fatal(err)
	}
	if got, want := string(e.members.marshal()), strings.TrimSuffix(entry, "]}")+`,{"Address":"new"}]}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSetBesideAMemberOfOtherCase(t *testing.T) {
	t.Parallel()
	c := withEntries(t, "CredentialProfile", `{"ID":"E1","password":"old"}`)
	e, _ := c.Entry("E1")
	refused(t, e.Set(assignments("Password", "new")), "confused")
}
