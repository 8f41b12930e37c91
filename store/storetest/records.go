package storetest

import (
	"fmt"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

func show(v any) string { return fmt.Sprintf("%+v", v) }

// hash returns a hash made of one byte.
func hash(b byte) (h ledger.Hash) {
	for i := range h {
		h[i] = b
	}
	return h
}

func account(name meshcore.Account, profile udf.Fingerprint) portal.Account {
	return portal.Account{Name: name, Profile: profile, Status: portal.Open, Created: base, Modified: after(time.Hour)}
}

func binding(identifier, owner udf.Fingerprint) portal.Binding {
	return portal.Binding{
		Identifier: identifier, Owner: owner, Kind: "application", Tag: "PasswordProfile", Label: hash(7),
	}
}

func version(identifier, owner udf.Fingerprint, sequence uint64) portal.Version {
	return portal.Version{
		Identifier: identifier,
		Sequence:   sequence,
		ID:         meshcore.VersionID(hash(byte(sequence + 1))),
		Owner:      owner,
		Index:      int64(100 + sequence),
		Signer:     "MSIGNER",
		Salt:       hash(byte(sequence + 100)),
		Body:       []byte(fmt.Sprintf(`{"body": %d}`, sequence)),
		Stored:     after(time.Duration(sequence) * time.Minute),
	}
}

func connection(profile, device udf.Fingerprint) portal.Connection {
	return portal.Connection{
		Profile:        profile,
		Device:         device,
		Authentication: "MKEY-" + device,
		Account:        "alice@example.com",
		RequestID:      meshcore.VersionID(hash(1)),
		Request:        []byte(`{"payload": ""}`),
		Address:        "192.0.2.1/32",
		Invitation:     hash(2),
		InvitationID:   "id",
		Proof:          "proof",
		Requested:      base,
		Expires:        after(15 * time.Minute),
	}
}
