package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// axeSource is the accessibility checker that .ci/setup has installed.
func axeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv("MESH_AXE")
	if path == "" {
		root, err := moduleRoot()
		if err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(root, ".cache", "npm", "node_modules", "axe-core", "axe.min.js")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		absent(t, "there is no axe-core: sh .ci/setup installs it")
	}
	return string(source)
}

// violation is a rule that elements of a page do not meet.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// WCAG 2.2 AA, and what axe-core recommends beside.
const runAxe = `axe.run(document, {
	runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
	resultTypes: ["violations"],
}).then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({
	id, impact, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
})))`

// axe lists what the page as it is now lacks for people with disabilities, one
// line for each element.
func (p *tab) axe() (lines []string) {
	p.t.Helper()
	evaluate[bool](p, axeSource(p.t)+";true")
	for _, v := range evaluate[[]violation](p, runAxe) {
		for _, node := range v.Nodes {
			html, _, _ := strings.Cut(node.HTML, "\n")
			lines = append(lines, fmt.Sprintf("%s (%s): %s: %s: %s", v.ID, v.Impact, v.Help, html, strings.ReplaceAll(node.FailureSummary, "\n", " ")))
		}
	}
	return lines
}

// wantAccessible: zero violations (experience.md §4).
func (p *tab) wantAccessible() {
	p.t.Helper()
	if lines := p.axe(); len(lines) > 0 {
		p.t.Errorf("%s:\n%s", p.path(), strings.Join(lines, "\n"))
	}
}
