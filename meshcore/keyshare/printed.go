package keyshare

import (
	"fmt"
	"strings"
)

// Printed is a share as it was read from a sheet. Checked says that kit and
// check letters were there and every group agreed with its own.
type Printed struct {
	Kit     Kit // "" if neither the line nor the reader named it
	Number  int // 0 if neither the line nor the share tells it
	Share   Share
	Checked bool
}

// ParsePrinted reads one line of a sheet as people type it: with or without
// kit id, number and check letters, in any case and spacing. kit is the one
// that the reader expects, or "". Where the kit is known and check letters are
// there, each group must agree with its own, and the error names the first
// that does not. An error may quote one group of the share, so it is shown to
// who typed it and never logged.
func ParsePrinted(line string, kit Kit) (Printed, error) {
	l, err := takeApart(line, kit)
	if err != nil {
		return Printed{}, err
	}
	plain, groups := plainLength(len(l.letters)), checkedGroups(l.letters)
	switch {
	case plain && groups == nil, plain && l.kit == "":
		return l.read(l.letters, false)
	case plain: // a share of twelve bytes or fewer, once in 2^42: its check letters decide
		if p, err := l.verify(groups); err == nil {
			return p, nil
		}
		return l.read(l.letters, false)
	case groups == nil:
		return Printed{}, l.wrongLength()
	case l.kit == "":
		return l.read(withoutChecks(groups), false)
	}
	return l.verify(groups)
}

// checkedGroups divides a share with check letters into its groups, or returns
// nil if it cannot be one.
func checkedGroups(letters string) (groups []string) {
	for len(letters) > checkedSize {
		groups, letters = append(groups, letters[:checkedSize]), letters[checkedSize:]
	}
	groups = append(groups, letters)
	if len(letters) <= checkSize || !plainLength(len(withoutChecks(groups))) {
		return nil
	}
	return groups
}

func withoutChecks(groups []string) string {
	var b strings.Builder
	for _, group := range groups {
		b.WriteString(group[:len(group)-checkSize])
	}
	return b.String()
}

// verify reads a share whose check letters can be checked.
func (l line) verify(groups []string) (Printed, error) {
	number, wrong := l.number, wrongGroups(l.kit, l.number, groups)
	if number == 0 {
		number, wrong = l.likeliest(groups)
	}
	switch {
	case len(wrong) == len(groups) && len(groups) > 1:
		return Printed{}, fmt.Errorf("%s: no group matches its check letters: the kit id is not %s, or the share has another number", l.name(), l.kit)
	case len(wrong) > 0:
		group := groups[wrong[0]-1]
		l.number = number
		return Printed{}, fmt.Errorf("%s: group %d (%s) does not match its check letters", l.name(), wrong[0], group[:len(group)-checkSize])
	}
	l.number = number
	return l.read(withoutChecks(groups), true)
}

// likeliest returns the share number with which the most groups agree, and
// those that do not.
func (l line) likeliest(groups []string) (number int, wrong []int) {
	for n := 1; n <= MaxShares; n++ {
		w := wrongGroups(l.kit, n, groups)
		if number == 0 || len(w) < len(wrong) {
			number, wrong = n, w
		}
	}
	return number, wrong
}

// read reads the share itself and compares its place with the line's.
func (l line) read(letters string, checked bool) (Printed, error) {
	s, err := fromLetters(letters)
	if odd := l.oddGroup(); err != nil && odd != nil {
		return Printed{}, odd
	}
	if err != nil {
		return Printed{}, fmt.Errorf("%s: %w", l.name(), err)
	}
	own := s.Number()
	switch {
	case l.number == 0:
		l.number = own
	case own != 0 && own != l.number:
		return Printed{}, fmt.Errorf("%s: the share itself has the number %d", l.name(), own)
	case own == 0 && l.number > s.Threshold():
		return Printed{}, fmt.Errorf("%s: its kit has %d shares", l.name(), s.Threshold())
	}
	return Printed{Kit: l.kit, Number: l.number, Share: s, Checked: checked}, nil
}
