package store

import (
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectInvitations = `
	SELECT hash, profile, expires, device
	FROM invitations `

func invitationColumns(i *portal.Invitation) []any {
	return []any{(*digest)(&i.Hash), &i.Profile, (*instant)(&i.Expires), &i.Device}
}

// Invitation implements [portal.ConnectionTx].
func (t *tx) Invitation(hash [32]byte) (portal.Invitation, error) {
	return get(t, invitationColumns, selectInvitations+`WHERE hash = ?`, hash[:])
}

// Invitations implements [portal.ConnectionTx], the first to expire first.
func (t *tx) Invitations(profile udf.Fingerprint) ([]portal.Invitation, error) {
	return list(t, invitationColumns, selectInvitations+`WHERE profile = ? ORDER BY expires, hash`, profile)
}

// PutInvitation implements [portal.ConnectionTx].
func (t *tx) PutInvitation(i portal.Invitation) error {
	return t.exec(`
		INSERT INTO invitations (hash, profile, expires, device)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET
			profile = excluded.profile,
			expires = excluded.expires,
			device = excluded.device`,
		i.Hash[:], i.Profile, moment(i.Expires), i.Device)
}

// DeleteInvitation implements [portal.ConnectionTx]; an unknown one is nothing.
func (t *tx) DeleteInvitation(hash [32]byte) error {
	return t.exec(`DELETE FROM invitations WHERE hash = ?`, hash[:])
}
