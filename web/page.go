package web

import "slices"

// withoutKey are the modules of pages that work without this browser's keys.
var withoutKey = []string{"", "front", "lost"}

// Page is what every page has.
type Page struct {
	Title   string
	Path    string // of the request
	Script  string // the page's module in static/js, without .js; "" if it has none
	Portal  string // host[:port], as in account names
	Version string // of the build
	Built   bool   // this build carries the browser device

	Account string // of the web session; "" for a stranger
	Device  string // fingerprint of the session's device
	Name    string // what that device is called
	Pending int    // requests that wait for this person
}

// SignedIn reports whether the page is shown within a web session. Where the
// portal cannot say whose it is, its device is known.
func (p Page) SignedIn() bool { return p.Account != "" || p.Device != "" }

// NeedsKey reports whether the page works only with this browser's keys.
func (p Page) NeedsKey() bool { return !slices.Contains(withoutKey, p.Script) }

// Moment is a point in time: Datetime for machines (RFC 3339), Text for people.
type Moment struct{ Datetime, Text string }

// Fingerprint is a UDF fingerprint or a connection code: the whole text, its
// groups, and its bits as the path of a woven band, 25 wide and one row for
// each group.
type Fingerprint struct {
	Text   string
	Groups []string
	Weave  string
	Rows   int // of the band
}
