package protocol

import "strings"

// MediaType is the media type of every message.
const MediaType = "application/json"

// IsMediaType tells whether a Content-Type is that of a message:
// application/json, optionally with charset=utf-8 (protocol.md II.2).
func IsMediaType(contentType string) bool {
	if !printable(contentType) {
		return false
	}
	media, parameter, more := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.TrimRight(media, " "), MediaType) {
		return false
	}
	if !more {
		return media == strings.TrimRight(media, " ")
	}
	charset := strings.TrimLeft(parameter, " ")
	return strings.EqualFold(charset, "charset=utf-8") || strings.EqualFold(charset, `charset="utf-8"`)
}

// printable tells whether s is printable ASCII alone: no control character,
// nothing that folds to ASCII.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
