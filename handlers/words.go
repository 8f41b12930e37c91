package handlers

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/web"
)

// moment is a time for machines and, until a script knows the reader's zone,
// for people in UTC.
func moment(t time.Time) web.Moment {
	if t.IsZero() {
		return web.Moment{}
	}
	return web.Moment{Datetime: t.UTC().Format(time.RFC3339), Text: t.UTC().Format("2 January 2006, 15:04") + " UTC"}
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// fingerprint gives a fingerprint's groups and its woven band: a row for each
// group, a column for each bit.
func fingerprint(text string) web.Fingerprint {
	f := web.Fingerprint{Text: text, Groups: strings.Split(text, "-")}
	f.Rows = len(f.Groups)
	var path strings.Builder
	for row, group := range f.Groups {
		weave(&path, row, group)
	}
	f.Weave = path.String()
	return f
}

// weave draws the runs of set bits in a group.
func weave(path *strings.Builder, row int, group string) {
	begin := -1
	for column := range 5*len(group) + 1 {
		set := column < 5*len(group) && strings.IndexByte(letters, group[column/5])>>(4-column%5)&1 == 1
		switch {
		case set && begin < 0:
			begin = column
		case !set && begin >= 0:
			width := strconv.Itoa(column - begin)
			path.WriteString("M" + strconv.Itoa(begin) + " " + strconv.Itoa(row) + "h" + width + "v1h-" + width + "z")
			begin = -1
		}
	}
}

// kinds are the words for the types of application that the portal sees.
var kinds = map[string]string{
	"CredentialProfile": "Passwords", "PasswordProfile": "Passwords", "BookmarkProfile": "Bookmarks", "ContactProfile": "Contacts",
	"NetworkProfile": "Networks", "MailProfile": "Mail accounts", "SSHProfile": "SSH", "NoteProfile": "Notes",
}

func kind(tag string) string {
	if word, ok := kinds[tag]; ok {
		return word
	}
	return tag
}

// role is what a device may do, in words; static/js/hold.js has the same.
func role(v *portal.View, d portal.DeviceView) string {
	highest := ""
	for _, r := range rights(v, d) {
		if r.Role == "editor" || highest == "" {
			highest = r.Role
		}
	}
	switch {
	case d.Administrator:
		return "Administers this profile"
	case highest == "editor":
		return "Reads and changes"
	case highest == "reader":
		return "Reads"
	}
	return "Has no rights yet"
}

// power is what a device may do with others, in words.
func power(v *portal.View, d portal.DeviceView) string {
	switch {
	case !d.Administrator:
		return "It does not decide about devices."
	case len(v.Personal.Administration().SignID) == 1:
		return "It lets devices in, removes them and decides about rights. It is the only one that does."
	}
	return "It lets devices in, removes them and decides about rights."
}

// anchor is the name of a session in a form: its hash, which gives nobody a
// session.
func anchor(hash [32]byte) string { return base64.RawURLEncoding.EncodeToString(hash[:]) }
