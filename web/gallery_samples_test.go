package web_test

import (
	"strconv"
	"strings"

	"meshportal/web"
)

// What a page must survive: the longest names, markup, and letters that run
// the other way.
const (
	longName    = "Workstation-in-the-attic-next-to-the-window-with-the-blue-curtai" // 64 characters, no place to break
	hostileName = `<script>alert(1)</script>`
	mirrored    = "\u202eהמחשב של אמא\u202c 👩\u200d💻 مكتب"
)

const master = "MBVXS-KQ7DT-2PAEO-ZN4LC-W6RGH-5JFUI"

var asked = web.Moment{Datetime: "2026-11-23T09:12:00Z", Text: "23 November 2026, 09:12 UTC"}
var ends = web.Moment{Datetime: "2126-11-23T10:12:00Z", Text: "23 November 2126, 10:12 UTC"}
var began = web.Moment{Datetime: "2026-03-02T18:40:00Z", Text: "2 March 2026, 18:40 UTC"}

// stranger is a page without a session.
func stranger(title, path, script string) web.Page {
	return web.Page{Title: title, Path: path, Script: script, Portal: "mesh.example.org", Version: "1.0.0", Built: true}
}

// member is a page within Alice's session.
func member(title, path, script string) web.Page {
	p := stranger(title, path, script)
	p.Account, p.Device, p.Name = "alice@mesh.example.org", sample(0).Text, "Alice’s laptop"
	return p
}

// sample is the n-th fingerprint, with its band.
func sample(n int) web.Fingerprint {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	seed := uint32(n)*2654435761 + 97
	groups := make([]string, 6)
	for i := range groups {
		for range 5 {
			seed = seed*1664525 + 1013904223
			groups[i] += string(letters[seed>>27])
		}
	}
	return fingerprint(groups)
}

// fingerprint draws a band as the handlers do: a row for each group.
func fingerprint(groups []string) web.Fingerprint {
	var path strings.Builder
	for row, group := range groups {
		for column, bit := range bits(group) {
			if bit == '1' {
				path.WriteString("M" + strconv.Itoa(column) + " " + strconv.Itoa(row) + "h1v1h-1z")
			}
		}
	}
	return web.Fingerprint{Text: strings.Join(groups, "-"), Groups: groups, Weave: path.String(), Rows: len(groups)}
}

func bits(group string) string {
	var b strings.Builder
	for _, letter := range group {
		value := strings.IndexRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", letter)
		b.WriteString(strconv.FormatInt(int64(value)+32, 2)[1:])
	}
	return b.String()
}

// device is the n-th device of a profile.
func device(n int, name string) web.Device {
	f := sample(n)
	return web.Device{
		ID: f.Text, Name: name, Fingerprint: f, Role: "Reads and changes", Power: "It does not decide about devices.", Reads: 3, Of: 4,
		Added: began, Came: "Approved by", AddedBy: "Alice’s laptop", Seen: asked,
	}
}

// laptop is the device that began the profile, and looks at the page.
func laptop() web.Device {
	d := device(0, "Alice’s laptop")
	d.Role, d.Reads, d.Came, d.AddedBy, d.This = "Administers this profile", 4, "Began this profile", "", true
	d.Power = "It lets devices in, removes them and decides about rights."
	return d
}

// request is the n-th device that waits.
func request(n int, name string) web.PendingDevice {
	code := sample(n + 100)
	return web.PendingDevice{
		ID: sample(n + 200).Text, Request: sample(n + 300).Text, Name: name,
		Address: "203.0.113." + strconv.Itoa(n+1), Asked: asked, Expires: ends, Code: code,
	}
}
