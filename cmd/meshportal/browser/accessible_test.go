package browser

import (
	"fmt"
	"strings"
	"testing"
)

// calm is a person who wants nothing to move: what fades from one colour into
// another has no colour that could be judged.
func calm(scheme string) setting {
	return prefers("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
}

// TestAccessPages: WCAG 2.2 AA on every page in every state, in light and dark,
// at 360 px and at 400 %; nothing has to be scrolled sideways (experience.md §4). What is
// found is collected, so that one run tells all. It takes minutes: `make access`.
func TestAccessPages(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	visited := walk(t, func(name string, p *tab) {
		t.Helper()
		for _, line := range p.barriers(source) {
			t.Errorf("%s, %s", name, line)
		}
	})
	wantGallery(t, visited)
}

// barriers looks at one state in all surroundings; the page stays loaded.
func (p *tab) barriers(axe string) (all []string) {
	p.t.Helper()
	defer p.set(wide, calm("light"))
	p.set(wide, calm("light"))
	if !evaluate[bool](p, `"axe" in window`) {
		evaluate[bool](p, axe+";true")
	}
	all = append(all, p.judge("light")...)
	p.set(calm("dark"))
	all = append(all, p.judge("dark")...)
	p.set(narrow)
	all = append(all, p.judge("dark, 360 px")...)
	all = append(all, p.sideways("360 px")...)
	p.set(zoomed, calm("light"))
	all = append(all, p.judge("at 400 %")...)
	return append(all, p.sideways("320 px")...)
}

// judge lists what breaks a rule, an element a line.
func (p *tab) judge(where string) (lines []string) {
	p.t.Helper()
	for _, v := range evaluate[[]violation](p, runAxe) {
		for _, node := range v.Nodes {
			why := strings.ReplaceAll(node.FailureSummary, "\n", " ")
			lines = append(lines, fmt.Sprintf("%s: %s: %s: %s: %s", where, v.ID, v.Help, node.HTML, why))
		}
	}
	return lines
}

// sideways names the elements that reach beyond the window, if it can be
// scrolled to the side.
func (p *tab) sideways(where string) (lines []string) {
	p.t.Helper()
	wide := evaluate[[]string](p, `(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		if (scrollWidth <= clientWidth) return [];
		const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > clientWidth + 0.5);
		return [scrollWidth + " of " + clientWidth + " pixels", ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))];
	})()`)
	if len(wide) > 0 {
		lines = append(lines, where+": wider than the window: "+strings.Join(wide, "; "))
	}
	return lines
}
