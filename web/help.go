package web

import "github.com/a-h/templ"

// HelpPage is what a page of the help knows.
type HelpPage struct {
	Page
	Hashes                             []Fact
	Bundle, BaseURL, LogOrigin, LogKey string
}

// Help is the page of a topic.
func Help(topic string, p HelpPage) (templ.Component, string, bool) {
	return Recover(p), "Help", topic == "" || topic == "security"
}
