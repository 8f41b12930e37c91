package portal

import "strings"

// reason says why a name may not be had; free says that it may.
type reason int

const (
	free reason = iota
	notAvailable
	malformed
	elsewhere
	closed
)

// reasons are the words, by language.
var reasons = map[string]map[reason]string{
	"en": {
		notAvailable: "That name is not available",
		malformed:    "A name has 1 to 64 of the characters a-z 0-9 . _ -, begins and ends with a letter or digit, and has no two punctuation marks in a row",
		elsewhere:    "That account belongs to another portal",
		closed:       "This portal takes no new accounts",
	},
	"de": {
		notAvailable: "Dieser Name ist nicht verfügbar",
		malformed:    "Ein Name hat 1 bis 64 der Zeichen a-z 0-9 . _ -, beginnt und endet mit Buchstabe oder Ziffer und hat keine zwei Satzzeichen nacheinander",
		elsewhere:    "Dieses Konto gehört zu einem anderen Portal",
		closed:       "Dieses Portal nimmt keine neuen Konten an",
	},
}

// in returns the words in the first of the languages that is spoken here.
func (r reason) in(languages []string) string {
	for _, language := range languages {
		primary, _, _ := strings.Cut(strings.ToLower(language), "-")
		if words, ok := reasons[primary]; ok {
			return words[r]
		}
	}
	return reasons["en"][r]
}
