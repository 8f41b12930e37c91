package store

import (
	"errors"
	"fmt"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

// Usage implements [portal.VersionTx]: it counts versions whose Stored is not
// before since.
func (t *tx) Usage(owner udf.Fingerprint, since time.Time) (published int, size int64, err error) {
	published, err = get(t, only[int],
		`SELECT COUNT(*) FROM versions WHERE owner = ? AND stored >= ?`, owner, since.UnixMicro())
	if err != nil {
		return 0, 0, err
	}
	size, err = get(t, only[int64], `SELECT bytes FROM usage WHERE owner = ?`, owner)
	if errors.Is(err, portal.ErrNotFound) {
		err = nil
	}
	return published, size, err
}

// addUsage changes the sum of an owner's bodies.
func (t *tx) addUsage(owner udf.Fingerprint, size int) error {
	if size == 0 {
		return nil
	}
	return t.exec(`
		INSERT INTO usage (owner, bytes) VALUES (?, ?)
		ON CONFLICT (owner) DO UPDATE SET bytes = usage.bytes + excluded.bytes`,
		owner, size)
}

// checkUsage compares the sums with the bodies.
func checkUsage(view portal.Tx) error {
	wrong, err := list(view.(*tx), only[string], `
		SELECT owner FROM (
			SELECT owner, bytes FROM usage
			UNION ALL
			SELECT owner, -LENGTH(body) FROM versions WHERE body IS NOT NULL) AS sums
		GROUP BY owner HAVING SUM(bytes) <> 0`)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return fmt.Errorf("store: check: the bodies of %d owners do not have the sizes counted, first of %s", len(wrong), wrong[0])
	}
	return nil
}
