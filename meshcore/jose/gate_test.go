package jose_test

import (
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `[]`, `null`, `true`, `-0.5e-3`, `"text"`, " {\r\n\t} ", `{"a":{"b":1},"b":{"a":1}}`, `[{"a":1},{"a":1}]`,
		`{"a":1,"\u00e1":2,"a\u0301":3}`, `{"":1}`, `"\ud83d\ude00 😀"`, `"\u0000"`, `{"ss":1,"ß":2}`, `{"i":1,"ı":2}`, nested(32),
		strings.Repeat(`{"a":`, 31) + `{}` + strings.Repeat(`}`, 31),
	} {
		if err := jose.Check([]byte(text)); err != nil {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, says string }{
		{"nothing", "", "incomplete, at byte 0"},
		{"white space alone", " \n", "incomplete"},
		{"NUL alone", "\x00", "at byte 0"},
		{"byte-order mark", "\xef\xbb\xbf{}", "at byte 0"},
		{"UTF-16", "{\x00}\x00", "at byte 1"},
		{"duplicate name", `{"a":1,"a":2}`, "at byte 7"},
		{"duplicate name, spelt with an escape", `{"a":1,"\u0061":2}`, "at byte 7"},
		{"duplicate name, nested", `[{"x":{"a":1,"b":2,"a":3}}]`, "at byte 19"},
		{"duplicate name of three", `{"a":1,"b":2,"a":3}`, "at byte 13"},
		{"duplicate empty name", `{"":1,"":2}`, "at byte 6"},
		{"duplicate name, equal values", `{"alg":"none","alg":"none"}`, "at byte 14"},
		{"case variant", `{"alg":1,"Alg":2}`, `"Alg" occurs twice`},
		{"case variant, all upper", `{"payload":1,"x":0,"PAYLOAD":2}`, `"PAYLOAD" occurs twice`},
		{"case variant, escaped", `{"alg":1,"\u0041lg":2}`, "occurs twice"},
		{"case variant, long s", `{"is":1,"iſ":2}`, "occurs twice"},
		{"case variant, Kelvin sign", `{"kid":1,"\u212aid":2}`, "occurs twice"},
		{"case variant, Greek final sigma", `{"σ":1,"ς":2}`, "occurs twice"},
		{"case variant, Cyrillic", `{"ж":1,"Ж":2}`, "occurs twice"},
		{"case variant, beyond 16 bits", `{"𐐀":1,"𐐨":2}`, "occurs twice"},
		{"trailing value", `{} {}`, "behind the value"},
		{"trailing number", `1 1`, "behind the value"},
		{"trailing brace", `{}}`, "behind the value, at byte 2"},
		{"trailing NUL", "{}\x00", "behind the value"},
		{"trailing comma", `{},`, "behind the value"},
		{"trailing record separator", "{}\x1e", "behind the value"},
		{"comma before the end of an array", `[1,]`, "at byte 2"},
		{"comma before the end of an object", `{"a":1,}`, "at byte 6"},
		{"comma first", `[,1]`, "at byte 1"},
		{"two commas", `[1,,2]`, "at byte"},
		{"no comma", `[1 2]`, "at byte 3"},
		{"no colon", `{"a" 1}`, "at byte 5"},
		{"no value", `{"a":}`, "at byte 5"},
		{"no name", `{:1}`, "at byte 1"},
		{"wrong bracket for an array", `[}`, "at byte 1"},
		{"wrong bracket for an object", `{]`, "at byte 1"},
		{"object left open", `{"a":1`, "at byte"},
		{"array left open", `[1`, "at byte"},
		{"string left open", `"a`, "at byte"},
		{"name is a number", `{1:2}`, "at byte 1"},
		{"name without quotes", `{a:1}`, "at byte 1"},
		{"single quotes", `{'a':1}`, "at byte 1"},
		{"bad UTF-8 in a value", "\"\xff\"", "at byte 1"},
		{"bad UTF-8 in a name", "{\"\xc3\x28\":1}", "at byte 2"},
		{"overlong UTF-8", "\"\xc0\x80\"", "at byte 1"},
		{"surrogate in UTF-8", "\"\xed\xa0\x80\"", "at byte 1"},
		{"lone high surrogate", `"\ud800"`, "at byte 1"},
		{"lone low surrogate", `"\udc00"`, "at byte 1"},
		{"surrogates in the wrong order", `"\udc00\ud800"`, "at byte 1"},
		{"raw line feed in a string", "\"a\nb\"", "at byte 2"},
		{"raw tab in a string", "\"a\tb\"", "at byte 2"},
		{"unknown escape", `"\x41"`, "at byte 1"},
		{"escaped quote of JavaScript", `"\'"`, "at byte 1"},
		{"comment", `{/**/}`, "at byte 1"},
		{"line comment", "// a\n{}", "at byte 0"},
		{"leading zero", `01`, "at byte 1"},
		{"plus sign", `+1`, "at byte 0"},
		{"hexadecimal", `0x10`, "at byte 1"},
		{"point without digits", `1.`, "at byte"},
		{"point first", `.5`, "at byte 0"},
		{"exponent without digits", `1e`, "at byte"},
		{"NaN", `NaN`, "at byte 0"},
		{"Infinity", `-Infinity`, "at byte 1"},
		{"literal in upper case", `TRUE`, "at byte 0"},
		{"literal cut", `tru`, "at byte"},
		{"no-break space", "\u00a0{}", "at byte 0"},
		{"vertical tab", "\v{}", "at byte 0"},
		{"depth 33 of arrays", nested(33), "deeper than 32, at byte 32"},
		{"depth 33 of objects", strings.Repeat(`{"a":`, 32) + `{}` + strings.Repeat(`}`, 32), "deeper than 32"},
		{"depth 100,000", strings.Repeat("[", 100_000), "deeper than 32"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := jose.Check([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "at byte") {
				t.Errorf("got %v, want an error with %q", err, test.says)
			}
			var v any
			if err := jose.Unmarshal([]byte(test.text), &v); err == nil || v != nil {
				t.Errorf("Unmarshal: got %v, %v", v, err)
			}
		})
	}
}

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	var v struct {
		Name string `json:"Name"`
	}
	if err := jose.Unmarshal([]byte(`{"Unknown":{"a":[1]},"Name":"x"}`), &v); err != nil || v.Name != "x" {
		t.Errorf("unknown members are ignored: got %q, %v", v.Name, err)
	}
	v.Name = ""
	if err := jose.Unmarshal([]byte(`{"name":"x"}`), &v); err != nil || v.Name != "" {
		t.Errorf("names are compared exactly: got %q, %v", v.Name, err)
	}
	if got, err := jose.Marshal(struct {
		Name string `json:"Name"`
	}{"x"}); err != nil || string(got) != `{"Name":"x"}` {
		t.Errorf("Marshal: got %s, %v", got, err)
	}
}
