package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var links = regexp.MustCompile(`href="(/[^"]*)"`)

// routes are the addresses that help may lead to beside its own.
var routes = []string{"/", "/join", "/join/kit", "/connect", "/recover", "/home", "/devices", "/devices/add", "/devices/blocked", "/profile", "/sessions", "/help"}

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHelpLeadsSomewhere(t *testing.T) {
	t.Parallel()
	names := []string{""}
	for _, topic := range topics() {
		names = append(names, topic.name)
	}
	pages := []string{rendered(t, Recover(HelpPage{}))}
	for _, name := range names {
		page, ok := Help(name, HelpPage{Page: Page{Portal: "mesh.example"}})
		if !ok {
			t.Fatalf("there is no help on %q", name)
		}
		pages = append(pages, rendered(t, page))
	}
	for _, page := range pages {
		for _, link := range links.FindAllStringSubmatch(page, -1) {
			if !known(link[1], names) {
				t.Errorf("help leads to %s, which is nowhere", link[1])
			}
		}
	}
}

func known(path string, topics []string) bool {
	if topic, ok := strings.CutPrefix(path, "/help/"); ok {
		return slices.Contains(topics, topic)
	}
	if kind, ok := strings.CutPrefix(path, "/alarm/"); ok {
		_, found := AlarmWords(kind)
		return found
	}
	return strings.HasPrefix(path, "/static/") || slices.Contains(routes, path)
}

func TestNoHelpOnTheUnknown(t *testing.T) {
	t.Parallel()
	if _, ok := Help("nothing", HelpPage{}); ok {
		t.Error("there is help on nothing")
	}
}

func TestEveryAlarmHasItsWords(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"substitution", "withheld", "rollback", "fork", "frozen", "new-log"} {
		p, ok := AlarmWords(kind)
		if !ok || p.Kind != kind || p.About == "" || p.Heading == "" || p.Lead == "" || p.Meaning == "" || p.Next == "" {
			t.Errorf("%s lacks words: %+v", kind, p)
		}
		if (p.Accept == "") != (kind == "frozen") {
			t.Errorf("%s: the button to go on is %q", kind, p.Accept)
		}
	}
	if _, ok := AlarmWords("new log"); ok {
		t.Error("an alarm of a name that is no address")
	}
}

func TestEveryRefusalHasItsWords(t *testing.T) {
	t.Parallel()
	for status := range refusals {
		if heading, next := Refusal(status); heading == "" || !strings.Contains(next, ".") {
			t.Errorf("%d: %q %q", status, heading, next)
		}
	}
	if heading, _ := Refusal(418); heading != refusals[500].heading {
		t.Errorf("418 is %q", heading)
	}
}

// TestPagesHelp: each page leads to a topic that there is.
func TestPagesHelp(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "", "/home": "", "/devices": "devices", "/devices/add": "devices", "/devices/pending/M": "codes",
		"/connect": "codes", "/join/kit": "recovery", "/profile": "security", "/alarm/fork": "alarms",
	} {
		topic := strings.Trim(strings.TrimPrefix(Page{Path: path}.Help(), "/help"), "/")
		if topic != want {
			t.Errorf("%s leads to %q, want %q", path, topic, want)
		}
		if _, ok := Help(topic, HelpPage{}); !ok {
			t.Errorf("%s leads to %q, which there is not", path, topic)
		}
	}
	if got := (Page{Path: "/home", Script: "signin"}).Help(); got != "/help/sessions" {
		t.Errorf("signing in leads to %s", got)
	}
}
