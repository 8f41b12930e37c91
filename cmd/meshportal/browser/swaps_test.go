package browser

import (
	"fmt"
	"strings"
	"testing"
)

// TestSiegeRequestSwaps: a portal that shows something of another device under the
// honest one's address, be it for scripts or for eyes, is found out before
// anything can be approved; the alarm stays until the person decides.
func TestSiegeRequestSwaps(t *testing.T) {
	t.Parallel()
	s := besieged(t)
	for what, swap := range s.swaps() {
		s.portal.onPages(func(_, html string) string { return swap.Replace(html) })
		s.reviews()
		s.admin.at("/alarm/substitution")
		s.admin.see("What to do", "What was found")
		t.Logf("another %s was noticed", what)
	}
	s.fails()
	s.admin.open("/alarm/substitution")
	s.admin.trusts("I have looked into it")
}

// swaps are what a page may have of another request, by what it is.
func (s *siege) swaps() map[string]*strings.Replacer {
	honest, mallory := code(s.t, s.honest), code(s.t, s.mallory)
	groups := []string{}
	for i, group := range strings.Split(honest, "-") {
		label := fmt.Sprintf("Group %d: </span>", i+1)
		groups = append(groups, label+group, label+strings.Split(mallory, "-")[i])
	}
	return map[string]*strings.Replacer{
		"code":    strings.NewReplacer(`data-code="`+honest, `data-code="`+mallory),
		"groups":  strings.NewReplacer(groups...),
		"title":   strings.NewReplacer(`data-field="name">phone<`, `data-field="name">printer<`),
		"claim":   strings.NewReplacer(`data-part="claimed">phone<`, `data-part="claimed">printer<`),
		"request": strings.NewReplacer(`data-request="`, `data-request="A`),
		"part":    strings.NewReplacer(`data-state="review"`, `data-state="review" data-live="review"`), // to be replaced later
	}
}
