package keyshare_test

import (
	"strings"
	"testing"

	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

// The check letters of the worked example, computed by another program.
const (
	kit      = keyshare.Kit("MCUDO-BXJXE")
	printed1 = "MCUDO-BXJXE:1:EBJP5TA-7QKEWT5-DWWVQWL-6JBUROY-VJTPFRT-OAQAAU"
	printed2 = "MCUDO-BXJXE:2:EGSPXIW-6YSIYND-E5DJJ2V-UQ7ECEO-SQGSJBG-DZQA7P"
	printed3 = "MCUDO-BXJXE:3:EL3PRE7-6A2M65G-FTN5K7U-KYYTTFX-TWRUM5T-ZSQCYX"
	xorLine1 = "MCUDO-BXJXE:1:F5TJJDY-UWEEK7T-WNECFA7-AA4UTSP-SSD7NAL-GMQQ4"
	xorLine2 = "MCUDO-BXJXE:2:F5TJLW4-UGHE2TL-U5ID5TD-IBYRTJC-ERDSMKA-6LAUH"
)

func TestKit(t *testing.T) {
	t.Parallel()
	if got := keyshare.KitOf(escrow); got != kit {
		t.Errorf("got %s, want %s", got, kit)
	}
	for _, f := range []udf.Fingerprint{"", escrow[:34], "R" + escrow[1:]} {
		if got := keyshare.KitOf(f); got != "" {
			t.Errorf("%s: got kit %s", f, got)
		}
	}
	for _, s := range []string{"MCUDO-BXJXE", "mcudobxjxe", " MCUDO BXJXE "} {
		if got, err := keyshare.ParseKit(s); err != nil || got != kit {
			t.Errorf("%q: got %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "MCUDO", "MCUDO-BXJXE-A", "RCUDO-BXJXE", "MEUDO-BXJXE", "MCUD0-BXJXE"} {
		if got, err := keyshare.ParseKit(s); err == nil {
			t.Errorf("%q: got kit %s", s, got)
		}
	}
}

func TestPrintVectors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		number     int
		text, want string
	}{
		{1, share1, printed1},
		{2, share2, printed2},
		{3, share3, printed3},
		{7, share3, printed3}, // the share knows better
		{1, xorText1, xorLine1},
		{2, xorText2, xorLine2},
	} {
		s := parseAll(t, []string{test.text})[0]
		if got := keyshare.Print(kit, test.number, s); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
		got, err := keyshare.ParsePrinted(test.want, "")
		if err != nil || !got.Checked || got.Share != s || got.Kit != kit || keyshare.Print(got.Kit, got.Number, s) != test.want {
			t.Errorf("%s: got %+v, %v", test.want, got, err)
		}
	}
}

func TestParsePrinted(t *testing.T) {
	t.Parallel()
	polynomial, xor := parseAll(t, []string{share2})[0], parseAll(t, []string{xorText2})[0]
	for _, test := range []struct {
		name, line string
		kit        keyshare.Kit
		want       keyshare.Printed
	}{
		{"all", printed2, kit, keyshare.Printed{Kit: kit, Number: 2, Share: polynomial, Checked: true}},
		{"lower case and spaces", " mcudo bxjxe : 2 : egspxiw 6ysiynd-e5djj2v  uq7eceo sqgsj bg dzqa7p ", kit, keyshare.Printed{Kit: kit, Number: 2, Share: polynomial, Checked: true}},
		{"a kit typed by the reader", printed2[12:], "mcudobxjxe", keyshare.Printed{Kit: kit, Number: 2, Share: polynomial, Checked: true}},
		{"no number", printed2[14:], kit, keyshare.Printed{Kit: kit, Number: 2, Share: polynomial, Checked: true}},
		{"kit without number", "MCUDO-BXJXE:" + printed2[14:], "", keyshare.Printed{Kit: kit, Number: 2, Share: polynomial, Checked: true}},
		{"no kit", printed2[12:], "", keyshare.Printed{Number: 2, Share: polynomial}},
		{"no kit, no number", printed2[14:], "", keyshare.Printed{Number: 2, Share: polynomial}},
		{"no check letters", "MCUDO-BXJXE:2:" + share2, "", keyshare.Printed{Kit: kit, Number: 2, Share: polynomial}},
		{"share alone", share2, "", keyshare.Printed{Number: 2, Share: polynomial}},
		{"share alone of a known kit", share2, kit, keyshare.Printed{Kit: kit, Number: 2, Share: polynomial}},
		{"n of n", xorLine2, "", keyshare.Printed{Kit: kit, Number: 2, Share: xor, Checked: true}},
		{"n of n, no number", xorLine2[14:], kit, keyshare.Printed{Kit: kit, Number: 2, Share: xor, Checked: true}},
		{"n of n, share alone", xorText2, kit, keyshare.Printed{Kit: kit, Share: xor}},
		{"n of n, number and share", "2:" + xorText2, "", keyshare.Printed{Number: 2, Share: xor}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := keyshare.ParsePrinted(test.line, test.kit); err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestParsePrintedNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, line string
		kit        keyshare.Kit
		says       string
	}{
		{"a wrong group", strings.Replace(printed2, "6YSIY", "6YSIV", 1), kit, "share 2: group 2 (6YSIV) does not match its check letters"},
		{"the first of two wrong groups", strings.NewReplacer("6YSIY", "6YSIV", "UQ7", "UO7").Replace(printed2), kit, "share 2: group 2 (6YSIV)"},
		{"wrong check letters", strings.Replace(printed2, "DZQA7P", "DZQA7Q", 1), kit, "share 2: group 6 (DZQA)"},
		{"a wrong first group without number", strings.Replace(printed2, "EGSPX", "EHSPX", 1)[14:], kit, "share 2: group 1 (EHSPX)"},
		{"a wrong group of n of n without number", strings.Replace(xorLine2, "U5ID5", "U5ID6", 1)[14:], kit, "share 2: group 3 (U5ID6)"},
		{"swapped groups", strings.Replace(printed2, "6YSIYND-E5DJJ2V", "E5DJJ2V-6YSIYND", 1), kit, "share 2: group 2 (E5DJJ)"},
		{"a wrong number", strings.Replace(printed2, ":2:", ":3:", 1), kit, "share 3: no group matches"},
		{"another kit given", printed2, "MAAAA-AAAAA", "of kit MCUDO-BXJXE, not of kit MAAAA-AAAAA"},
		{"another kit, not in the line", printed2[14:], "MAAAA-AAAAA", "no group matches its check letters: the kit id is not MAAAA-AAAAA"},
		{"a kit that is none", printed2, "MCUDO", "a kit id has 10 characters"},
		{"the number of another share", "3:" + share2, "", "share 3: the share itself has the number 2"},
		{"a number beyond n of n", "3:" + xorText2, "", "share 3: its kit has 2 shares"},
		{"number 0", "0:" + share2, "", "1 to 15"},
		{"number 16", "16:" + share2, "", "1 to 15"},
		{"a number that is none", "MCUDO-BXJXE:x:" + share2, "", "1 to 15"},
		{"a character left out", strings.Replace(printed2, "E5DJJ2V", "E5DJ2V", 1), kit, "share 2: group 3 (E5DJ2) does not match"},
		{"a character too many", strings.Replace(printed2, "E5DJJ2V", "E5DJJJ2V", 1), kit, "share 2: group 3 has 8 characters instead of 7"},
		{"a character left out, plain", strings.Replace(xorText1, "WNECF", "WNEC", 1), "", "the share: group 3 has 4 characters instead of 5"},
		{"the end left out", printed2[:len(printed2)-1], kit, "share 2: group 6 (DZQ) does not match"},
		{"a zero", strings.Replace(printed2, "O", "0", -1), "", "'0'"},
		{"a zero in the share", strings.Replace(printed2[12:], "O", "0", -1), kit, "share 2: the character '0'"},
		{"too many parts", "1:" + printed2, "", "more parts"},
		{"nothing", "", "", "0 characters"},
		{"very long", strings.Repeat("A", 300), "", "longer than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := keyshare.ParsePrinted(test.line, test.kit)
			if err == nil || got != (keyshare.Printed{}) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %+v, %v, want an error with %q", got, err, test.says)
			}
		})
	}
}
