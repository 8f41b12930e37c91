package store

import "meshportal/meshcore/udf"

// Blocked implements [portal.ConnectionTx], ordered by fingerprint.
func (t *tx) Blocked(profile udf.Fingerprint) ([]udf.Fingerprint, error) {
	return list(t, only[udf.Fingerprint], `SELECT device FROM blocks WHERE profile = ? ORDER BY device`, profile)
}

// PutBlock implements [portal.ConnectionTx].
func (t *tx) PutBlock(profile, device udf.Fingerprint) error {
	return t.exec(`
		INSERT INTO blocks (profile, device) VALUES (?, ?)
		ON CONFLICT (profile, device) DO NOTHING`,
		profile, device)
}

// DeleteBlock implements [portal.ConnectionTx]; an unknown one is nothing.
func (t *tx) DeleteBlock(profile, device udf.Fingerprint) error {
	return t.exec(`DELETE FROM blocks WHERE profile = ? AND device = ?`, profile, device)
}
