package main

import (
	"crypto/subtle"
	"os"
	"strings"
)

// tokenFile returns the check of a sign-up invitation against the lines of a
// file, which is read at each use, so that the operator can edit it.
func tokenFile(path string) func(token string) bool {
	return func(token string) bool {
		if path == "" || token == "" {
			return false
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return false
		}
		found := 0
		for line := range strings.Lines(string(text)) {
			found |= subtle.ConstantTimeCompare([]byte(strings.TrimSpace(line)), []byte(token))
		}
		return found == 1
	}
}
