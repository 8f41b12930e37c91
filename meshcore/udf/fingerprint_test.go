package udf_test

import (
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore/udf"
)

const example = "MDDK7-N6A72-7AJZN-OSTRX-XKS7D-JAFXD"

func TestParse(t *testing.T) {
	t.Parallel()
	for _, input := range []string{
		example,
		strings.ToLower(example),
		strings.ReplaceAll(example, "-", ""),
		" mddk7 n6a72\t7AJZN-OSTRX XKS7D–JAFXD \n",
		"-" + example + "-",
	} {
		if got, err := udf.Parse(input); err != nil || got != example {
			t.Errorf("Parse(%q): got %q, %v", input, got, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, input, says string }{
		{"empty", "", "has 0"},
		{"125 bits", example[:29], "has 25"},
		{"one character short", example[:34], "has 29"},
		{"the 37 characters of old random identifiers", example + "-A", "has 31"},
		{"a digit outside the alphabet", strings.Replace(example, "7", "1", 1), "'1' at position 5"},
		{"a foreign letter whose upper case is of the alphabet", "ſ" + example[1:], "'ſ' at position 1"},
		{"padding", example + "=", "'='"},
		{"SHA-3 version", "SA" + example[2:], "version 0x90"},
		{"second character outside the version", "ME" + example[2:], "version 0x61"},
		{"not UTF-8", "\xff" + example[1:], "at position 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := udf.Parse(test.input)
			if err == nil || got != "" || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, %v, want an error with %q", got, err, test.says)
			}
		})
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	for _, input := range []string{
		"", "-", strings.ToLower(example), strings.ReplaceAll(example, "-", ""), example + " ", " " + example[:34],
		strings.ReplaceAll(example, "-", " "), "M-DK7" + example[5:], example[:5] + "A" + example[6:],
		"MDDK77-6A72" + example[11:], "SA" + example[2:], "ME" + example[2:], example + "-A", example[:29],
	} {
		if f := udf.Fingerprint(input); f.Valid() || f.IsRandom() || udf.Match(f, f) {
			t.Errorf("%q is valid", input)
		}
	}
	random := udf.Fingerprint("R" + example[1:])
	if !random.Valid() || !random.IsRandom() || udf.Fingerprint(example).IsRandom() {
		t.Error("version 0x88 and IsRandom disagree")
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	f := udf.Fingerprint(example)
	if !udf.Match(f, f) || udf.Match(f, "R"+f[1:]) || udf.Match(f, f[:34]) || udf.Match("", "") {
		t.Error("Match is not equality of valid fingerprints")
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	got := udf.Fingerprint(example).Groups()
	if want := []string{"MDDK7", "N6A72", "7AJZN", "OSTRX", "XKS7D", "JAFXD"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{example, strings.ToLower(example), "R" + example[1:], "", "-", example + "-A", "ſ", "\xff", "ME" + example[2:]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := udf.Parse(s)
		if udf.Fingerprint(s).Valid() != (err == nil && got.String() == s) {
			t.Errorf("%q: Valid is not being what Parse returns", s)
		}
		if err != nil {
			return
		}
		again, err := udf.Parse(got.String())
		if err != nil || again != got || !got.Valid() {
			t.Errorf("%q: Parse∘String is not the identity: %q, %q, %v", s, got, again, err)
		}
	})
}
