package keyshare

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"meshportal/meshcore/udf"
)

// maxLine bounds the bytes of a line: no sheet has half as many.
const maxLine = 256

// line is a line of a sheet taken apart: the share is not read yet.
type line struct {
	kit     Kit    // "" if unknown
	number  int    // 0 if unknown
	text    string // the share as typed
	letters string // its base32 characters
}

// takeApart reads "[kit:][number:]share". The kit of the line must be the
// expected one, where there is one.
func takeApart(s string, expected Kit) (l line, err error) {
	if len(s) > maxLine {
		return l, fmt.Errorf("the line is longer than %d characters", maxLine)
	}
	if expected != "" {
		if l.kit, err = ParseKit(string(expected)); err != nil {
			return l, err
		}
	}
	fields := strings.Split(s, ":")
	l.text = fields[len(fields)-1]
	if err := l.readPrefix(fields[:len(fields)-1]); err != nil {
		return l, err
	}
	if l.letters, err = udf.Letters(l.text); err != nil {
		return l, fmt.Errorf("%s: %w", l.name(), err)
	}
	return l, nil
}

// readPrefix reads what stands before the share: a kit id, a number, or both.
func (l *line) readPrefix(fields []string) (err error) {
	last := len(fields) - 1
	if last > 1 {
		return errors.New("the line has more parts than kit id, number and share")
	}
	if last == 1 || last == 0 && len(strings.TrimSpace(fields[0])) <= 2 {
		if l.number, err = parseNumber(fields[last]); err != nil {
			return err
		}
		fields = fields[:last]
	}
	if len(fields) == 1 {
		l.kit, err = parseKit(fields[0], l.kit)
	}
	return err
}

// parseNumber reads a share's place.
func parseNumber(s string) (int, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 8)
	if err != nil || n < 1 || n > MaxShares {
		return 0, fmt.Errorf("the number of a share is one of 1 to %d", MaxShares)
	}
	return int(n), nil
}

// parseKit reads a kit id that must be the expected one, if there is one.
func parseKit(s string, expected Kit) (Kit, error) {
	kit, err := ParseKit(s)
	if err == nil && expected != "" && kit != expected {
		err = fmt.Errorf("the share is of kit %s, not of kit %s", kit, expected)
	}
	return kit, err
}

// name returns what an error calls the share.
func (l line) name() string {
	if l.number == 0 {
		return "the share"
	}
	return "share " + strconv.Itoa(l.number)
}

// wrongLength refuses a share that is too long or too short.
func (l line) wrongLength() error {
	if err := l.oddGroup(); err != nil {
		return err
	}
	return fmt.Errorf("%s has %d characters; most shares have 28 or 29, with check letters 40 or 41", l.name(), len(l.letters))
}

// oddGroup names the first group but the last that has not the length of the
// others, where the dashes show it, or returns nil.
func (l line) oddGroup() error {
	size := groupSize
	if len(l.letters) > encoding.EncodedLen(1+valueSize)+1 {
		size = checkedSize
	}
	groups := strings.FieldsFunc(l.text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) })
	for i, group := range groups {
		if i < len(groups)-1 && len(group) != size {
			return fmt.Errorf("%s: group %d has %d characters instead of %d", l.name(), i+1, len(group), size)
		}
	}
	return nil
}
