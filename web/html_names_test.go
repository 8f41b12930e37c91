package web_test

import (
	"strings"

	"golang.org/x/net/html"
)

func value(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// within reports whether an element or one around it meets a condition.
func within(n *html.Node, meets func(*html.Node) bool) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && meets(n) {
			return true
		}
	}
	return false
}

// name is what a button or link is called: a script names those whose text is
// a data-field.
func name(n *html.Node) string {
	if label := value(n, "aria-label"); label != "" {
		return label
	}
	if has(n, "data-field") {
		return value(n, "data-field")
	}
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(text.String())
}

// glued reports whether an element touches a letter or digit beside it: templ
// drops the space around a component.
func glued(n *html.Node) bool {
	before, after := n.PrevSibling, n.NextSibling
	return before != nil && before.Type == html.TextNode && strings.TrimRight(before.Data, " \n\t(") == before.Data ||
		after != nil && after.Type == html.TextNode && strings.IndexAny(after.Data, " \n\t,.;:)") != 0
}

// outline is the start tag of an element, for messages.
func outline(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		b.WriteString(" " + a.Key + `="` + a.Val + `"`)
	}
	return b.String() + ">"
}
