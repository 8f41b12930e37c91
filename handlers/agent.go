package handlers

import "strings"

// The words for what a User-Agent names, in the order in which they are looked
// for: many programs name others as well.
var (
	programs = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems  = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS X", "Mac"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// agent says in words what a User-Agent header names.
func agent(header string) string {
	program, system := named(header, programs), named(header, systems)
	switch {
	case program == "":
		return "A browser"
	case system == "":
		return program
	}
	return program + " on " + system
}

func named(header string, words [][2]string) string {
	for _, w := range words {
		if strings.Contains(header, w[0]) {
			return w[1]
		}
	}
	return ""
}
