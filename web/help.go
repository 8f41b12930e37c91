package web

import (
	"strings"

	"github.com/a-h/templ"
)

// HelpPage is what the pages of the help know beside every page.
type HelpPage struct {
	Page
	Hashes                             []Fact // SHA-256 of each file that is served
	Bundle, BaseURL, LogOrigin, LogKey string
	Topics                             []HelpTopic // the others
}

// HelpTopic is one page of the help.
type HelpTopic struct{ Path, Title, Line string }

// helpFor names the topic that helps with a page, by how its path begins; the
// first that fits counts.
var helpFor = []struct{ path, topic string }{
	{"/devices/pending/", "codes"}, {"/devices", "devices"}, {"/connect", "codes"}, {"/join/kit", "recovery"},
	{"/recover", "recovery"}, {"/lost", "lost"}, {"/sessions", "sessions"}, {"/profile", "security"}, {"/alarm/", "alarms"},
}

// Help is where the page's help is.
func (p Page) Help() string {
	switch {
	case p.Script == "signin":
		return "/help/sessions"
	case p.Script == "remove":
		return "/help/removal"
	}
	for _, f := range helpFor {
		if strings.HasPrefix(p.Path, f.path) {
			return "/help/" + f.topic
		}
	}
	return "/help"
}

// helpWith completes the words of the link to a page's own help.
func (p Page) helpWith() string {
	if p.Help() == "/help" {
		return ""
	}
	return " with this page"
}

type helpTopic struct {
	name, title, line string
	page              func(HelpPage) templ.Component
}

// topics are the pages of the help, in the order in which they are listed.
func topics() []helpTopic {
	return []helpTopic{
		{"security", "What this portal can see, and do", "What it stores, what it cannot read, what remains, and how to check.", helpSecurity},
		{"devices", "Devices, and how they come in", "What a device is, how it is let in, and what it may do.", helpDevices},
		{"codes", "Codes and bands", "Why the whole code counts, and what the woven band is.", helpCodes},
		{"recovery", "The recovery kit", "A few sheets of paper that bring everything back.", helpRecovery},
		{"removal", "A lost or stolen device", "What removing it does, and what is left for you to do.", helpRemoval},
		{"lost", "A browser that lost its keys", "Why browsers forget, and the two ways back.", helpLost},
		{"sessions", "Web sessions", "What signing in means when there is no password.", helpSessions},
		{"alarms", "The six alarms", "How a dishonest portal is caught.", helpAlarms},
		{"command", "The mesh command", "A device without a browser.", helpCommand},
	}
}

// Help is the page of a topic, "" being the list of all; ok is false if there
// is none of that name.
func Help(topic string, p HelpPage) (page templ.Component, ok bool) {
	p.Topics = nil
	var found *helpTopic
	all := topics()
	for i, t := range all {
		if t.name == topic {
			found = &all[i]
			continue
		}
		p.Topics = append(p.Topics, HelpTopic{Path: "/help/" + t.name, Title: t.title, Line: t.line})
	}
	if topic == "" {
		p.Title = "Help"
		return helpIndex(p), true
	}
	if found == nil {
		return nil, false
	}
	p.Title = found.title
	return found.page(p), true
}
