package meshcore

import (
	"strings"
)

// Account is an account name in the one form that is signed, printed and
// compared: `name@portal` (protocol.md II.1).
type Account string

// ParseAccount lower-cases s and checks both halves. The name is 1 to 64 of
// a-z 0-9 . _ -, begins and ends with a letter or digit, and never has two
// punctuation marks in a row. The portal is a lower-case host, with a port
// only if it is not the scheme's default.
func ParseAccount(s string) (Account, error) {
	s = asciiLower(s)
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", Invalid("the account %.80q has no @: write name@portal", s)
	}
	if err := checkName(s[:at]); err != nil {
		return "", err
	}
	if err := checkPortal(s[at+1:]); err != nil {
		return "", err
	}
	return Account(s), nil
}

// Check requires a to be in the canonical form already.
func (a Account) Check() error {
	parsed, err := ParseAccount(string(a))
	if err == nil && parsed != a {
		err = Invalid("the account %.80q is not in lower case", string(a))
	}
	return err
}

// Name returns the part before the last @.
func (a Account) Name() string { return string(a)[:a.at()] }

// Portal returns the part after the last @: host, or host:port.
func (a Account) Portal() string { return string(a)[a.at()+1:] }

func (a Account) at() int { return max(strings.LastIndexByte(string(a), '@'), 0) }

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func checkName(name string) error {
	if len(name) < 1 || len(name) > 64 {
		return Invalid("an account name has 1 to 64 characters, this has %d", len(name))
	}
	for i := range len(name) {
		punctuation := strings.IndexByte("._-", name[i]) >= 0
		if !punctuation && !alphanumeric(name[i]) {
			return Invalid("the account name has the character %q; allowed are a-z 0-9 . _ -", name[i])
		}
		if punctuation && (i == 0 || i == len(name)-1 || !alphanumeric(name[i-1])) {
			return Invalid("an account name begins and ends with a letter or digit and has no two punctuation marks in a row")
		}
	}
	return nil
}

func alphanumeric(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// checkPortal requires a lower-case A-label host or an address literal, with
// an optional port without leading zeros.
func checkPortal(portal string) error {
	host, port, hasPort := portal, "", false
	if strings.HasPrefix(portal, "[") {
		end := strings.IndexByte(portal, ']')
		if end < 0 {
			return Invalid("the portal %.80q lacks a ]", portal)
		}
		host = portal[:end+1]
		port, hasPort = strings.CutPrefix(portal[end+1:], ":")
		if !hasPort && portal[end+1:] != "" {
			return Invalid("the portal %.80q is not a host name", portal)
		}
	} else {
		host, port, hasPort = strings.Cut(portal, ":")
	}
	if !validHost(host) || hasPort && !validPort(port) {
		return Invalid("the portal %.80q is not a host name in lower case, with a port if it is not the default", portal)
	}
	return nil
}

func validHost(host string) bool {
	if strings.HasPrefix(host, "[") {
		return len(host) > 4 && strings.Trim(host[1:len(host)-1], "0123456789abcdef:.") == ""
	}
	if len(host) < 1 || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if len(label) < 1 || len(label) > 63 || !alphanumeric(label[0]) || !alphanumeric(label[len(label)-1]) {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

func validPort(port string) bool {
	if len(port) < 1 || len(port) > 5 || port[0] == '0' || strings.Trim(port, "0123456789") != "" {
		return false
	}
	n := 0
	for _, c := range port {
		n = 10*n + int(c-'0')
	}
	return n <= 65535 && n != 80 && n != 443
}
