package catalog

import (
	"strings"
)

// Title returns what stands for the entry in a list: of the credential its
// first site, else the user name; of the contact the full name, else first and
// last name, else an address; and so on. An entry without any has its ID.
func (e *Entry) Title() string {
	title := ""
	if e.of().title != nil {
		title = strings.TrimSpace(e.of().title(e))
	}
	if title == "" {
		return e.ID()
	}
	return title
}

// first returns the first value of a field in one phrase, "" if it has none.
func (e *Entry) first(field string) string {
	f, _ := e.of().Field(field)
	for _, v := range elements(e.members.get(field)) {
		return headline(v, f.Struct)
	}
	return ""
}

// firstOf returns the first value of the first field that has one.
func (e *Entry) firstOf(fields ...string) string {
	for _, field := range fields {
		if s := e.first(field); s != "" {
			return s
		}
	}
	return ""
}

func credentialTitle(e *Entry) string { return e.firstOf("Sites", "Username") }

func bookmarkTitle(e *Entry) string { return e.firstOf("Title", "Uri") }

func networkTitle(e *Entry) string { return e.firstOf("SSID", "Sites") }

func mailTitle(e *Entry) string { return e.firstOf("EmailAddress", "DisplayName", "AccountName") }

func contactTitle(e *Entry) string {
	for _, title := range []string{e.first("FullName"), e.personalName(), e.first("Internets")} {
		if title != "" {
			return title
		}
	}
	return e.first("Organization")
}

// personalName returns the first and last name of the first of Personals.
func (e *Entry) personalName() string {
	names := elements(e.members.get("Personals"))
	if len(names) == 0 {
		return ""
	}
	if names[0].Kind() != '{' {
		return headline(names[0], "")
	}
	return strings.TrimSpace(headline(names[0], "First") + " " + headline(names[0], "Last"))
}

func sshTitle(e *Entry) string {
	account, host := e.first("Account"), e.first("HostEntries")
	if account != "" && host != "" {
		return account + "@" + host
	}
	return account + host
}

func noteTitle(e *Entry) string {
	if title := e.first("Title"); title != "" {
		return title
	}
	line, _, _ := strings.Cut(strings.TrimSpace(e.first("Text")), "\n")
	return line
}
