package keyshare

import (
	"fmt"

	"meshportal/meshcore/udf"
)

const (
	kitGroups  = 2
	groupSize  = 5
	kitLetters = kitGroups * groupSize
	kitLength  = kitLetters + kitGroups - 1
)

// Kit identifies a recovery kit: the first two groups of the escrow
// Identifier, for example "MCUDO-BXJXE" (protocol.md II.12).
type Kit string

// KitOf returns the kit whose escrow entry has the valid Identifier escrow,
// or "" if that is none.
func KitOf(escrow udf.Fingerprint) Kit {
	if !escrow.Valid() || escrow.IsRandom() {
		return ""
	}
	return Kit(escrow[:kitLength])
}

// ParseKit reads a kit id in any case, with or without its dash.
func ParseKit(s string) (Kit, error) {
	letters, err := udf.Letters(s)
	if err != nil {
		return "", fmt.Errorf("kit id: %w", err)
	}
	if len(letters) != kitLetters {
		return "", fmt.Errorf("a kit id has %d characters, this one has %d", kitLetters, len(letters))
	}
	if letters[0] != 'M' || letters[1] > 'D' || letters[1] < 'A' {
		return "", fmt.Errorf("a kit id begins with MA to MD, this one with %s", letters[:2])
	}
	return Kit(udf.Grouped(letters)), nil
}
