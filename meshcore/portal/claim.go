package portal

import (
	"strings"
	"unicode"

	"meshportal/meshcore/jose"
)

// claim is the body of a sign-in: whose session a browser wants.
type claim struct{ account, profile, challenge string }

// mostClaim bounds the body of a sign-in, in bytes.
const mostClaim = 4096

// readClaim reads exactly the three members, each a text, in any order.
func readClaim(body []byte) (c claim, err error) {
	if len(body) > mostClaim {
		return c, errSignIn
	}
	members, err := jose.Members(body)
	if err != nil || len(members) != 3 {
		return c, errSignIn
	}
	fields := map[string]*string{"Account": &c.account, "Profile": &c.profile, "Challenge": &c.challenge}
	for _, m := range members { // no name is there twice
		field, ok := fields[m.Name]
		if !ok {
			return c, errSignIn
		}
		if *field, err = jose.Text(m.Value); err != nil {
			return c, errSignIn
		}
	}
	return c, nil
}

// mostAgent bounds what is kept of a browser's name for itself, in characters.
const mostAgent = 200

// shortened keeps the printable beginning of a text that a stranger has sent.
func shortened(agent string) string {
	var b strings.Builder
	n := 0
	for _, r := range agent {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			continue
		}
		if n++; n > mostAgent {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
