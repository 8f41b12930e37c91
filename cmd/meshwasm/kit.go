//go:build js && wasm

package main

import (
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/keyshare"
)

type kitArgument struct {
	Quorum int    `json:"quorum"`
	Shares int    `json:"shares"`
	Line   string `json:"line"`
}

// sheet is one sheet of a kit.
type sheet struct {
	Number int     `json:"number"`
	Of     int     `json:"of"`
	Share  string  `json:"share"`
	QR     *qrCode `json:"qr"`
}

func makeKit(d *device, a kitArgument) (any, error) {
	if a.Quorum < keyshare.MinQuorum || a.Quorum > a.Shares || a.Shares > keyshare.MaxShares {
		return nil, meshcore.Invalid("a kit has %d to %d sheets and needs at least %[1]d of them", keyshare.MinQuorum, keyshare.MaxShares)
	}
	kit, err := d.MakeKit(d.ctx, a.Quorum, a.Shares)
	if err != nil {
		return nil, err
	}
	sheets := make([]sheet, len(kit.Shares))
	for i := range kit.Shares {
		if sheets[i], err = kitSheet(kit, i); err != nil {
			return nil, err
		}
	}
	return map[string]any{"id": kit.ID, "quorum": kit.Quorum, "account": kit.Account, "profile": kit.Profile, "sheets": sheets}, nil
}

// kitSheet is one sheet with the QR code of all that stands on it
// (protocol.md II.12).
func kitSheet(kit *client.Kit, i int) (sheet, error) {
	code, err := drawQR(kit.SheetText(i))
	return sheet{i + 1, len(kit.Shares), kit.Shares[i], code}, err
}

func verifyKit(d *device, a kitArgument) (any, error) {
	if _, err := keyshare.ParsePrinted(strings.TrimSpace(a.Line), ""); err != nil {
		return nil, meshcore.Invalid("%v", err)
	}
	kit, err := d.VerifyKit(d.ctx, a.Line)
	if err != nil {
		return nil, err
	}
	return map[string]any{"verified": kit.Verified}, nil
}

func kits(d *device) (any, error) {
	all, err := d.Kits()
	if all == nil {
		all = []*client.KitRecord{}
	}
	return all, err
}

func mastersUntil(d *device) (any, error) {
	until, ok, err := d.MastersUntil()
	if err != nil || !ok {
		return nil, err
	}
	return map[string]string{"until": stamp(until)}, nil
}
