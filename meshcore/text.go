package meshcore

import (
	"unicode"
	"unicode/utf8"
)

// MaxName is the greatest length of a name or description, in characters.
const MaxName = 64

// CheckText requires printable text of at most limit characters: no control
// and no formatting characters, which could turn or hide what stands beside
// them, and no space at either end.
func CheckText(s string, limit int) error {
	if !utf8.ValidString(s) {
		return Invalid("the text is not UTF-8")
	}
	if utf8.RuneCountInString(s) > limit {
		return Invalid("the text is longer than %d characters", limit)
	}
	for _, r := range s {
		if r != ' ' && !unicode.IsGraphic(r) || unicode.Is(unicode.Zs, r) && r != ' ' || unicode.Is(unicode.Bidi_Control, r) {
			return Invalid("the text has a character (U+%04X) that cannot be shown", r)
		}
	}
	if s != "" && (s[0] == ' ' || s[len(s)-1] == ' ') {
		return Invalid("the text begins or ends with a space")
	}
	return nil
}
