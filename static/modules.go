package static

import (
	"path"
	"regexp"
	"slices"
	"sync"
)

var imported = regexp.MustCompile(`(?m)^import .*?"\./([^"]+)";$`)

// Modules returns the addresses of what a page's module imports, directly or
// not, so that a browser can fetch all at once.
func Modules(name string) []string {
	var all []string
	for _, module := range imports()[name] {
		all = append(all, URL(module))
	}
	return all
}

// imports lists for each module in js/ what it needs.
var imports = sync.OnceValue(func() map[string][]string {
	needs := map[string][]string{}
	for _, name := range names() {
		if path.Dir(name) == "js" {
			needs[name] = closure(name, nil)
		}
	}
	return needs
})

// closure adds what a module imports to what is known already.
func closure(name string, known []string) []string {
	body, err := files.ReadFile(name)
	if err != nil {
		return known
	}
	for _, match := range imported.FindAllSubmatch(body, -1) {
		if next := path.Join("js", string(match[1])); !slices.Contains(known, next) {
			known = closure(next, append(known, next))
		}
	}
	return known
}
