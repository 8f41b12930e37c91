package web_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"meshportal/static"
)

var update = flag.Bool("update", false, "rewrite testdata/*.html")

// state is a page in one of the states in which a server sends it.
type state struct {
	name string
	page templ.Component
}

// gallery is every page in every state.
func gallery() []state {
	var all []state
	for _, room := range [][]state{strangers(), joining(), overview(), devices(), decisions(), removals(), kept(), words()} {
		all = append(all, room...)
	}
	return all
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, s := range gallery() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got := render(t, s.page)
			golden := filepath.Join("testdata", s.name+".html")
			if *update {
				write(t, golden, got)
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s has changed; if it should, run: go test ./web -update", golden)
			}
		})
	}
}

// TestGalleryIsComplete keeps pages from being forgotten, and goldens from
// outliving their state.
func TestGalleryIsComplete(t *testing.T) {
	t.Parallel()
	shown := mentioned(t)
	for _, page := range exported(t) {
		if !shown["web."+page] {
			t.Errorf("page %s is not in the gallery", page)
		}
	}
	known := map[string]bool{}
	for _, s := range gallery() {
		if known[s.name] {
			t.Errorf("two states are called %s", s.name)
		}
		known[s.name] = true
	}
	for _, path := range glob(t, "testdata/*.html") {
		if !known[strings.TrimSuffix(filepath.Base(path), ".html")] {
			t.Errorf("%s belongs to no state", path)
		}
	}
}

// render gives a page without what changes from build to build.
func render(t *testing.T, page templ.Component) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := page.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer(static.URL(""), static.Prefix+"BUNDLE/", `data-wasm="`+static.DeviceURL()+`"`, `data-wasm="DEVICE"`, styles(), "STYLES").Replace(b.String()))
}

// styles are the links to the style sheets, whose number is no page's affair.
func styles() string {
	var links strings.Builder
	for _, url := range static.Styles() {
		links.WriteString(`<link rel="stylesheet" href="` + url + `">`)
	}
	return links.String()
}

func write(t *testing.T, path string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// exported are the names of all page components.
func exported(t *testing.T) (names []string) {
	t.Helper()
	for _, path := range glob(t, "*_templ.go") {
		for _, d := range parse(t, path).Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// mentioned are the selectors in the gallery's own files.
func mentioned(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, path := range glob(t, "gallery_*_test.go") {
		ast.Inspect(parse(t, path), func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok {
					all[x.Name+"."+s.Sel.Name] = true
				}
			}
			return true
		})
	}
	return all
}

func parse(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var modules = regexp.MustCompile(`src="/static/BUNDLE/(js/[^"]*)"`)

// TestScriptsExist: a page names no module that is not served.
func TestScriptsExist(t *testing.T) {
	t.Parallel()
	served := map[string]bool{}
	for _, h := range static.Hashes() {
		served[h.Name] = true
	}
	for _, s := range gallery() {
		for _, module := range modules.FindAllSubmatch(render(t, s.page), -1) {
			if name := string(module[1]); !served[name] {
				t.Errorf("%s has the script %s, which there is not", s.name, name)
			}
		}
	}
}
