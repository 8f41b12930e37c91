package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"meshportal/meshcore/ledger"
)

func sign(t testing.TB, text string, signers ...note.Signer) []byte {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	check(t, err)
	return signed
}

const checkpointText = origin + "\n5\n" + ones + "\ntime 2026-03-01T12:00:00Z\n"

func TestCheckpoint(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	want := head(logOf(5))
	signed, err := want.Sign(signer)
	check(t, err)
	text := origin + "\n5\n" + want.Root.String() + "\ntime 2026-03-01T12:00:00Z\n\n— " + origin + " "
	if !strings.HasPrefix(string(signed), text) {
		t.Errorf("got %q, want prefix %q", signed, text)
	}
	got, err := ledger.ParseCheckpoint(signed, verifier)
	check(t, err)
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestCheckpointOfEmptyLog(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	c := ledger.Checkpoint{Origin: origin, Root: ledger.EmptyRoot, Time: noon}
	signed, err := c.Sign(signer)
	check(t, err)
	got, err := ledger.ParseCheckpoint(signed, verifier)
	check(t, err)
	if got != c {
		t.Errorf("got %+v, want %+v", got, c)
	}
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	signer, _ := keys(t, origin)
	good := head(logOf(5))
	for name, change := range map[string]func(*ledger.Checkpoint){
		"origin of another key": func(c *ledger.Checkpoint) { c.Origin = "other.example/mesh" },
		"negative size":         func(c *ledger.Checkpoint) { c.Size = -1 },
		"size beyond MaxSize":   func(c *ledger.Checkpoint) { c.Size = ledger.MaxSize + 1 },
		"empty with a root":     func(c *ledger.Checkpoint) { c.Size = 0 },
		"year of five digits":   func(c *ledger.Checkpoint) { c.Time = c.Time.AddDate(10_000, 0, 0) },
	} {
		c := good
		change(&c)
		if _, err := c.Sign(signer); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestParseCheckpointRefusesText(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	_, err := ledger.ParseCheckpoint(sign(t, checkpointText, signer), verifier)
	check(t, err)
	for name, text := range map[string]string{
		"no time":             strings.Replace(checkpointText, "time 2026-03-01T12:00:00Z\n", "", 1),
		"second extension":    checkpointText + "more\n",
		"empty line":          checkpointText + "\n",
		"another extension":   strings.Replace(checkpointText, "time", "date", 1),
		"time with offset":    strings.Replace(checkpointText, "00Z", "00+00:00", 1),
		"time with fraction":  strings.Replace(checkpointText, "00Z", "00.25Z", 1),
		"no such time":        strings.Replace(checkpointText, "T12", "T25", 1),
		"leading zero":        strings.Replace(checkpointText, "\n5\n", "\n05\n", 1),
		"plus":                strings.Replace(checkpointText, "\n5\n", "\n+5\n", 1),
		"negative size":       strings.Replace(checkpointText, "\n5\n", "\n-5\n", 1),
		"no size":             strings.Replace(checkpointText, "\n5\n", "\n\n", 1),
		"size beyond MaxSize": strings.Replace(checkpointText, "\n5\n", "\n4611686018427387905\n", 1),
		"size of 64 bits":     strings.Replace(checkpointText, "\n5\n", "\n9223372036854775808\n", 1),
		"empty with a root":   strings.Replace(checkpointText, "\n5\n", "\n0\n", 1),
		"short root":          strings.Replace(checkpointText, ones, "AQE=", 1),
		"loose bits in root":  strings.Replace(checkpointText, "AQE=", "AQF=", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ledger.ParseCheckpoint(sign(t, text, signer), verifier)
			wantError(t, err, ledger.ErrMalformed)
			if c != (ledger.Checkpoint{}) {
				t.Errorf("got %+v beside an error", c)
			}
		})
	}
}

func TestParseCheckpointRequiresSignature(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	stranger, _ := keys(t, origin)
	witness, witnessKey := keys(t, "witness.example")
	signed := sign(t, checkpointText, signer)
	_, signature, _ := strings.Cut(string(signed), "\n\n")
	changed := strings.Replace(string(signed), "\n5\n", "\n6\n", 1)
	for name, text := range map[string]string{
		"of another key of that name":        string(sign(t, checkpointText, stranger)),
		"of a witness alone":                 string(sign(t, checkpointText, witness)),
		"of another text":                    changed,
		"of another origin":                  string(sign(t, strings.Replace(checkpointText, origin, "other.example/mesh", 1), signer)),
		"wrong, beside one by a witness":     string(sign(t, strings.Replace(checkpointText, "\n5\n", "\n6\n", 1), witness)) + signature,
		"of another origin, beside witness'": string(sign(t, strings.Replace(checkpointText, origin, "other.example/mesh", 1), witness, signer)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ledger.ParseCheckpoint([]byte(text), verifier, witnessKey)
			if err == nil || errors.Is(err, ledger.ErrMalformed) {
				t.Errorf("got %v, want an error about the signature", err)
			}
			if c != (ledger.Checkpoint{}) {
				t.Errorf("got %+v beside an error", c)
			}
		})
	}
	for _, text := range []string{"", "\n\n", checkpointText, "<html>\n\n— sign in\n"} {
		_, err := ledger.ParseCheckpoint([]byte(text), verifier)
		wantError(t, err, ledger.ErrMalformed)
	}
}

func TestParseCheckpointAmongWitnesses(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	witness, witnessKey := keys(t, "witness.example")
	unknown, _ := keys(t, "unknown.example")
	for _, text := range [][]byte{
		sign(t, checkpointText, signer, witness),
		sign(t, checkpointText, unknown, witness, signer),
	} {
		_, err := ledger.ParseCheckpoint(text, verifier, witnessKey)
		check(t, err)
		_, err = ledger.ParseCheckpoint(text, verifier)
		check(t, err)
	}
}

// The example of C2SP tlog-checkpoint has no time, and is none of ours.
func TestParseCheckpointRequiresTime(t *testing.T) {
	t.Parallel()
	const text = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`
	signer, verifier := keys(t, "example.com/behind-the-sofa")
	_, err := ledger.ParseCheckpoint(sign(t, text, signer), verifier)
	wantError(t, err, ledger.ErrMalformed)
	_, err = ledger.ParseCheckpoint(sign(t, text+"time 2026-03-01T12:00:00Z\n", signer), verifier)
	check(t, err)
}

// The keys of golang.org/x/mod/sumdb/note's documentation.
func TestKeysOfNote(t *testing.T) {
	t.Parallel()
	const (
		private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
		public  = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
	)
	signer, err := ledger.NewSigner(private)
	check(t, err)
	verifier, err := ledger.NewVerifier(public)
	check(t, err)
	c := ledger.Checkpoint{Origin: "PeterNeumann", Size: 1, Time: noon}
	signed, err := c.Sign(signer)
	check(t, err)
	got, err := ledger.ParseCheckpoint(signed, verifier)
	check(t, err)
	if got != c {
		t.Errorf("got %+v, want %+v", got, c)
	}
}

func TestGenerateKeyRefusesOrigin(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\u00a0b", "a\x00", "\xff", strings.Repeat("a", 256)} {
		_, _, err := ledger.GenerateKey(nil, name)
		wantError(t, err, ledger.ErrMalformed)
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	for _, seed := range []string{"", checkpointText, strings.Replace(checkpointText, "\n5\n", "\n05\n", 1), "a\n0\n\ntime \n"} {
		f.Add(seed, true)
		f.Add(seed+"\n— "+origin+" AAAAAAAA\n", false)
	}
	signer, verifier := keys(f, origin)
	f.Fuzz(func(t *testing.T, text string, signs bool) {
		signed := []byte(text)
		if signs {
			signed, _ = note.Sign(&note.Note{Text: text}, signer)
		}
		c, err := ledger.ParseCheckpoint(signed, verifier)
		if err != nil {
			return
		}
		again, err := c.Sign(signer)
		check(t, err)
		if string(again) != string(signed) || c.Time.Nanosecond() != 0 || c.Time.Location() != time.UTC {
			t.Errorf("read %q, wrote %q", signed, again)
		}
	})
}
