package ledger_test

import (
	"bytes"
	"strings"
	"testing"

	"meshportal/meshcore/ledger"
)

const (
	blockText = origin + " 5 " + ones
	tokenText = blockText + " " + twos
)

func TestToken(t *testing.T) {
	t.Parallel()
	block := ledger.BlockToken{Origin: origin, Size: 5, Root: ledger.Hash(bytes.Repeat([]byte{1}, 32))}
	token := ledger.Token{Origin: origin, Size: 5, Root: block.Root, Predecessor: [32]byte(bytes.Repeat([]byte{2}, 32))}
	opener := ledger.Token{Origin: origin, Size: 5, Root: block.Root, First: true}
	for text, want := range map[string]ledger.Token{tokenText: token, blockText + " -": opener} {
		got, err := ledger.ParseToken(text)
		check(t, err)
		if got != want || got.Block() != block {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if got := want.String(); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	got, err := ledger.ParseBlockToken(blockText)
	check(t, err)
	if got != block || block.String() != blockText {
		t.Errorf("got %+v, %q", got, block)
	}
}

var notBlocks = map[string]string{
	"nothing":             "",
	"no size":             origin + " " + ones,
	"no origin":           " 5 " + ones,
	"fields of no length": "  ",
	"two spaces":          strings.Replace(blockText, " ", "  ", 1),
	"tab":                 strings.Replace(blockText, " ", "\t", 1),
	"space before":        " " + blockText,
	"space behind":        blockText + " ",
	"line end":            blockText + "\n",
	"line in base64":      strings.Replace(blockText, "AQEB", "AQ\nEB", 1),
	"line in origin":      strings.Replace(blockText, "/", "\n", 1),
	"NUL in origin":       strings.Replace(blockText, "/", "\x00", 1),
	"plus in origin":      strings.Replace(blockText, "/", "+", 1),
	"wide space":          strings.Replace(blockText, "/", "\u3000", 1),
	"no UTF-8":            strings.Replace(blockText, "/", "\xff", 1),
	"long origin":         strings.Replace(blockText, "/", strings.Repeat("/", 256), 1),
	"leading zero":        strings.Replace(blockText, " 5 ", " 05 ", 1),
	"plus":                strings.Replace(blockText, " 5 ", " +5 ", 1),
	"minus zero":          strings.Replace(blockText, " 5 ", " -0 ", 1),
	"negative size":       strings.Replace(blockText, " 5 ", " -5 ", 1),
	"size beyond MaxSize": strings.Replace(blockText, " 5 ", " 281474976710656 ", 1),
	"size of 64 bits":     strings.Replace(blockText, " 5 ", " 9223372036854775808 ", 1),
	"short root":          origin + " 5 AQE=",
	"root for URLs":       strings.Replace(blockText, "AQEB", "-_EB", 1),
	"loose bits in root":  strings.Replace(blockText, "AQE=", "AQF=", 1),
	"root without =":      strings.TrimSuffix(blockText, "="),
}

func TestParseTokenRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range notBlocks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block, err := ledger.ParseBlockToken(text)
			wantError(t, err, ledger.ErrMalformed)
			token, err2 := ledger.ParseToken(text + " -")
			wantError(t, err2, ledger.ErrMalformed)
			if block != (ledger.BlockToken{}) || token != (ledger.Token{}) {
				t.Errorf("got %+v, %+v beside an error", block, token)
			}
		})
	}
	for _, predecessor := range []string{"", " ", " --", " AgI=", " " + twos + " ", " - " + twos, " " + twos + "\n", " -\n"} {
		got, err := ledger.ParseToken(blockText + predecessor)
		wantError(t, err, ledger.ErrMalformed)
		if got != (ledger.Token{}) {
			t.Errorf("got %+v beside an error", got)
		}
	}
	_, err := ledger.ParseBlockToken(tokenText)
	wantError(t, err, ledger.ErrMalformed)
}

func FuzzParseToken(f *testing.F) {
	for _, seed := range []string{"", tokenText, blockText, blockText + " -"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := ledger.ParseToken(text); err == nil && token.String() != text {
			t.Errorf("read %q, wrote %q", text, token)
		}
		if block, err := ledger.ParseBlockToken(text); err == nil && block.String() != text {
			t.Errorf("read %q, wrote %q", text, block)
		}
	})
}
