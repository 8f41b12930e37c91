package keyshare

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

const (
	alphabet    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" // RFC 4648, section 6
	checkSize   = 2                                  // check letters per group
	checkedSize = groupSize + checkSize
)

// Print returns the line of a sheet: kit, number and share, each group of
// which is followed by its two check letters (protocol.md II.12):
//
//	MCUDO-BXJXE:1:EBJP5…-7QKEW…-…
//
// kit comes from [KitOf] or [ParseKit]; number, from 1 to the number of
// shares, is the share's place, and that of the share itself where it has one.
func Print(kit Kit, number int, s Share) string {
	if own := s.Number(); own != 0 {
		number = own
	}
	var groups []string
	for group := range slices.Chunk([]byte(s.letters()), groupSize) {
		groups = append(groups, string(group)+checkLetters(kit, number, len(groups)+1, string(group)))
	}
	return fmt.Sprintf("%s:%d:%s", kit, number, strings.Join(groups, "-"))
}

// checkLetters returns the two letters that follow a group: the low 10 bits,
// the higher five first, of the big-endian SHA-256 digest of
//
//	kit id      11 ASCII characters, upper case, with the dash
//	number      one byte: the share's place, from 1
//	position    one byte: the group's place in the share, from 1
//	group       its 1 to 5 ASCII characters, upper case
func checkLetters(kit Kit, number, position int, group string) string {
	digest := sha256.Sum256(slices.Concat([]byte(kit), []byte{byte(number), byte(position)}, []byte(group)))
	low := int(digest[30]&3)<<8 | int(digest[31])
	return string([]byte{alphabet[low>>5], alphabet[low&31]})
}

// wrongGroups returns the places, from 1, of the groups whose check letters
// are not those of share number of kit.
func wrongGroups(kit Kit, number int, groups []string) (wrong []int) {
	for i, group := range groups {
		letters, check := group[:len(group)-checkSize], group[len(group)-checkSize:]
		if checkLetters(kit, number, i+1, letters) != check {
			wrong = append(wrong, i+1)
		}
	}
	return wrong
}
