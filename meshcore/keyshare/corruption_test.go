package keyshare_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

// drill is a kit of which one sheet line is damaged.
type drill struct {
	secret [16]byte
	escrow udf.Fingerprint
	shares []keyshare.Share
	line   string // as printed
	index  int    // of the damaged share
}

func newDrill(t *testing.T, choose *rand.Rand, random *rand.ChaCha8) (d drill) {
	random.Read(d.secret[:])
	n := 2 + choose.IntN(6)
	d.shares = split(t, random, d.secret, 2+choose.IntN(n-1), n)
	d.index = choose.IntN(n)
	d.escrow = udf.Of(udf.ContentEscrow, d.secret[:])
	d.line = keyshare.Print(keyshare.KitOf(d.escrow), d.index+1, d.shares[d.index])
	switch choose.IntN(4) { // half with the check letters, half without
	case 0:
		d.line = d.line[strings.LastIndexByte(d.line, ':')+1:]
	case 1:
		d.line = d.shares[d.index].String()
	case 2:
		d.line = d.line[:strings.LastIndexByte(d.line, ':')+1] + d.shares[d.index].String()
	}
	return d
}

// damage replaces, inserts, drops or swaps one character.
func damage(choose *rand.Rand, line string) string {
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189:- "
	b, at := []byte(line), choose.IntN(len(line)-1)
	character := characters[choose.IntN(len(characters))]
	switch choose.IntN(6) {
	case 0:
		b = slices.Insert(b, at, character)
	case 1:
		b = slices.Delete(b, at, at+1)
	case 2:
		b[at], b[at+1] = b[at+1], b[at]
	default:
		b[at] = character
	}
	return string(b)
}

// TestCorruptionIsNeverSilent is the row "bad recovery shares" of security.md:
// whatever happens to one character, the line is refused, or still gives its
// own share, or the rebuild fails or names the share. MESH_SOAK=1 runs a
// million cases.
func TestCorruptionIsNeverSilent(t *testing.T) {
	t.Parallel()
	cases := 20_000
	if testing.Short() {
		cases = 2_000
	}
	if os.Getenv("MESH_SOAK") != "" {
		cases = 1_000_000
	}
	choose, random := source(3)
	outcomes := map[string]int{}
	for range cases {
		d := newDrill(t, choose, random)
		damaged := damage(choose, d.line)
		outcome := d.judge(damaged, choose)
		outcomes[outcome]++
		if strings.HasPrefix(outcome, "silent") {
			t.Fatalf("%s: %q for %q", outcome, damaged, d.line)
		}
	}
	t.Log(outcomes)
}

// judge reads the damaged line as /recover does and rebuilds the secret from
// all shares, or from just a quorum.
func (d drill) judge(damaged string, choose *rand.Rand) string {
	p, err := keyshare.ParsePrinted(damaged, keyshare.KitOf(d.escrow))
	own := d.shares[d.index]
	switch {
	case err != nil:
		return "refused"
	case p.Share == own && (p.Number == 0 && own.Number() == 0 || p.Number == d.index+1):
		return "harmless"
	case p.Share == own && !p.Checked:
		return "number of an unchecked n-of-n share" // the secret is the same
	case p.Share == own:
		return "silent change of the number"
	}
	return d.rebuild(p.Share, choose)
}

func (d drill) rebuild(wrong keyshare.Share, choose *rand.Rand) string {
	given := slices.Clone(d.shares)
	given[d.index] = wrong
	given[0], given[d.index] = given[d.index], given[0]
	if choose.IntN(2) == 0 {
		given = given[:d.shares[0].Threshold()]
	}
	secret, bad, err := keyshare.Recover(given, func(s [16]byte) bool {
		return udf.Match(udf.Of(udf.ContentEscrow, s[:]), d.escrow)
	})
	switch {
	case errors.Is(err, keyshare.ErrNoMatch) || errors.Is(err, keyshare.ErrTooFew):
		return "no match"
	case err == nil && secret == d.secret && slices.Equal(bad, []int{0}):
		return "named"
	}
	return "silent"
}

func FuzzParsePrinted(f *testing.F) {
	for _, seed := range []string{printed1, xorLine2, share1, xorText1, "2:" + share2, printed3[14:], ":::", "1:", "MCUDO-BXJXE:", "\xff"} {
		f.Add(seed, string(kit))
		f.Add(strings.ToLower(seed), "")
	}
	f.Add(keyshare.Print(kit, 1, mustParse(base(0x20, 0))), "")
	f.Fuzz(func(t *testing.T, line, expected string) {
		p, err := keyshare.ParsePrinted(line, keyshare.Kit(expected))
		if err != nil {
			return
		}
		if p.Checked && p.Kit == "" || p.Number < 0 || p.Number > 15 {
			t.Errorf("%q: %+v", line, p)
		}
		if p.Kit == "" || p.Number == 0 {
			return
		}
		p.Checked = true
		if again, err := keyshare.ParsePrinted(keyshare.Print(p.Kit, p.Number, p.Share), ""); err != nil || again != p {
			t.Errorf("%q: ParsePrinted∘Print is not the identity: %+v, %v, want %+v", line, again, err, p)
		}
	})
}

func mustParse(text string) keyshare.Share {
	s, err := keyshare.Parse(text)
	if err != nil {
		panic(err)
	}
	return s
}
