package store

import (
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

func sightingColumns(s *portal.Sighting) []any {
	return []any{&s.Device, &s.Profile, (*instant)(&s.Seen)}
}

// Sightings implements [portal.SessionTx], ordered by device.
func (t *tx) Sightings(profile udf.Fingerprint) ([]portal.Sighting, error) {
	return list(t, sightingColumns, `
		SELECT device, profile, seen
		FROM sightings
		WHERE profile = ? ORDER BY device`,
		profile)
}

// PutSighting implements [portal.SessionTx].
func (t *tx) PutSighting(s portal.Sighting) error {
	return t.exec(`
		INSERT INTO sightings (device, profile, seen) VALUES (?, ?, ?)
		ON CONFLICT (device) DO UPDATE SET
			profile = excluded.profile,
			seen = excluded.seen`,
		s.Device, s.Profile, moment(s.Seen))
}

// DeleteSighting implements [portal.SessionTx]; an unknown one is nothing.
func (t *tx) DeleteSighting(device udf.Fingerprint) error {
	return t.exec(`DELETE FROM sightings WHERE device = ?`, device)
}
