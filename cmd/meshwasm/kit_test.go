//go:build !js

package main_test

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

type code struct {
	Size int
	Path string
}

type kit struct {
	ID, Account, Profile string
	Quorum               int
	Sheets               []struct {
		Number, Of int
		Share      string
		QR         code
	}
}

func TestKit(t *testing.T) {
	h := newHouse(t)
	alice := h.browser()
	made := alice.create(h, "alice")
	if got := call[*struct{ Until string }](alice, "mastersUntil", nil); got == nil || got.Until == "" {
		t.Error("the master keys are not kept until there is a kit")
	}
	alice.refused("invalid", "makeKit", object{"quorum": 3, "shares": 2})
	call[kit](alice, "makeKit", object{"quorum": 2, "shares": 2})
	printed := call[kit](alice, "makeKit", object{"quorum": 2, "shares": 3})
	if printed.Profile != made.Profile || printed.Account != made.Account || len(printed.Sheets) != 3 || printed.Sheets[2].Number != 3 || printed.Sheets[2].Of != 3 {
		t.Fatalf("the kit is %+v", printed)
	}
	share := printed.Sheets[1].Share
	alice.refused("invalid", "verifyKit", object{"line": share[:len(share)-1]})
	if got := call[struct{ Verified string }](alice, "verifyKit", object{"line": strings.ToLower(share)}); got.Verified == "" {
		t.Error("the kit does not count")
	}
	if got := call[*struct{ Until string }](alice, "mastersUntil", nil); got != nil {
		t.Errorf("the master keys are kept until %s", got.Until)
	}
	alice.refused("no-masters", "makeKit", object{"quorum": 2, "shares": 3})
	type record struct{ Verified *string }
	if got := call[[]record](alice, "kits", nil); len(got) != 2 || (got[0].Verified == nil) == (got[1].Verified == nil) {
		t.Errorf("of two kits one counts: %+v", got)
	}
	text := fmt.Sprintf("mesh-sheet/1\n%s\n%s\n2/3\n%s", made.Account, made.Profile, share)
	sameCode(t, text, printed.Sheets[1].QR)
}

// sameCode compares with the code that the library makes of the text.
func sameCode(t *testing.T, text string, got code) {
	t.Helper()
	want, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	if got.Size != want.Size {
		t.Fatalf("the code has %d modules a side, want %d", got.Size, want.Size)
	}
	dark := map[[2]int]bool{}
	for run := range strings.SplitSeq(strings.TrimSuffix(got.Path, "z"), "z") {
		var x, y, width, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &width, &back); err != nil || back != width {
			t.Fatalf("%q: %v", run, err)
		}
		for i := range width {
			dark[[2]int{x + i, y}] = true
		}
	}
	for y := range want.Size {
		for x := range want.Size {
			if dark[[2]int{x, y}] != want.Black(x, y) {
				t.Fatalf("module %d, %d differs", x, y)
			}
		}
	}
}
