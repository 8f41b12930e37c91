package web_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestHTML holds every page, as rendered, to the rules of experience.md §4 that
// can be seen without a browser.
func TestHTML(t *testing.T) {
	t.Parallel()
	for _, s := range gallery() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			root, err := html.Parse(bytes.NewReader(render(t, s.page)))
			if err != nil {
				t.Fatal(err)
			}
			p := survey(root)
			for _, fault := range p.faults() {
				t.Error(fault)
			}
		})
	}
}

// found is what the rules need to know of a page.
type found struct {
	all    []*html.Node
	ids    map[string]int
	labels map[string]bool // ids that a label is for
}

// survey walks a page, templates included.
func survey(root *html.Node) found {
	p := found{ids: map[string]int{}, labels: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.all = append(p.all, n)
		if id := value(n, "id"); id != "" {
			p.ids[id]++
		}
		if n.Data == "label" {
			p.labels[value(n, "for")] = true
		}
	}
	return p
}

func (p found) faults() (all []string) {
	if n := p.headings(); n != 1 {
		all = append(all, "not exactly one h1 is shown")
	}
	for id, n := range p.ids {
		if n > 1 {
			all = append(all, "id used twice: "+id)
		}
	}
	for _, n := range p.all {
		if fault := p.fault(n); fault != "" {
			all = append(all, fault+": "+outline(n))
		}
	}
	return all
}

// headings counts the h1 that are not hidden.
func (p found) headings() (count int) {
	for _, n := range p.all {
		if n.Data == "h1" && !within(n, func(a *html.Node) bool { return has(a, "hidden") || a.Data == "template" }) {
			count++
		}
	}
	return count
}

func (p found) fault(n *html.Node) string {
	switch {
	case active(n):
		return "inline style or script"
	case control(n) && !p.labelled(n):
		return "control without a label"
	case (n.Data == "button" || n.Data == "a") && name(n) == "":
		return n.Data + " without a name"
	case n.Data == "button" && !has(n, "type"):
		return "button without a type"
	case n.Data == "time" && glued(n):
		return "time without a space around it"
	}
	return p.dangling(n)
}

// dangling names a reference to an element that is not on the page.
func (p found) dangling(n *html.Node) string {
	for _, attribute := range []string{"for", "aria-labelledby", "aria-describedby"} {
		for id := range strings.FieldsSeq(value(n, attribute)) {
			if p.ids[id] == 0 {
				return attribute + " names nothing"
			}
		}
	}
	return ""
}

func (p found) labelled(n *html.Node) bool {
	return value(n, "aria-label") != "" || p.labels[value(n, "id")] && has(n, "id") ||
		within(n, func(a *html.Node) bool { return a.Data == "label" })
}

func control(n *html.Node) bool {
	return n.Data == "select" || n.Data == "textarea" || n.Data == "input" && value(n, "type") != "hidden"
}

// active reports what a strict Content-Security-Policy would not run.
func active(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") {
			return true
		}
	}
	return n.Data == "style" || n.Data == "script" && (!has(n, "src") || n.FirstChild != nil)
}
