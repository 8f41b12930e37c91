package browser

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unvisited are the states of the gallery that the tour does not hold still,
// and why.
var unvisited = map[string]string{
	"blocked-two":    "blocked-one is the same list",
	"devices-none":   "a profile has a device",
	"error-broken":   "a portal that is whole fails at nothing",
	"error-hostile":  "a portal that is whole fails at nothing",
	"join-unbuilt":   "what is tested was built",
	"remove-last":    "the browser that could remove it decides, too",
	"remove-resumed": "remove-working and remove-done show what it shows",
}

// wantGallery: what the pages' own tests call a state has been visited.
func wantGallery(t *testing.T, visited []string) {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := filepath.Glob(filepath.Join(root, "web", "testdata", "*.html"))
	if err != nil || len(goldens) == 0 {
		t.Fatalf("there is no gallery: %v", err)
	}
	for _, golden := range goldens {
		name := strings.TrimSuffix(filepath.Base(golden), ".html")
		if unvisited[name] == "" && !slices.Contains(visited, name) {
			t.Errorf("%s of the gallery was not visited", name)
		}
	}
}
