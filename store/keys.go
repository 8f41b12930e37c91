package store

import (
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectKeys = `
	SELECT id, profile, device, use, removed
	FROM keys `

func keyColumns(k *portal.Key) []any {
	return []any{&k.ID, &k.Profile, &k.Device, &k.Use, &k.Removed}
}

// Key implements [portal.AccountTx].
func (t *tx) Key(kid udf.Fingerprint) (portal.Key, error) {
	return get(t, keyColumns, selectKeys+`WHERE id = ?`, kid)
}

// Keys implements [portal.AccountTx], ordered by fingerprint.
func (t *tx) Keys(profile udf.Fingerprint) ([]portal.Key, error) {
	return list(t, keyColumns, selectKeys+`WHERE profile = ? ORDER BY id`, profile)
}

// PutKey implements [portal.AccountTx]. On one portal a key belongs to one
// profile.
func (t *tx) PutKey(k portal.Key) error {
	return t.exec(`
		INSERT INTO keys (id, profile, device, use, removed)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET
			profile = excluded.profile,
			device = excluded.device,
			use = excluded.use,
			removed = excluded.removed`,
		k.ID, k.Profile, k.Device, k.Use, k.Removed)
}
