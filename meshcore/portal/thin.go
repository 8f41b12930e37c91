package portal

import (
	"time"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// fresh is how long every application version is kept; of older ones, one a
// day (protocol.md II.9).
const fresh = 30 * 24 * time.Hour

// thin erases application versions of an owner, oldest first, as far as they
// may go, until excess bytes are free. It returns the bytes still in excess
// less one: negative if enough was freed.
func (s *Service) thin(tx Tx, owner udf.Fingerprint, excess int64) (int64, error) {
	bindings, err := tx.Bindings(owner)
	if err != nil {
		return excess, err
	}
	for _, b := range bindings {
		if b.Kind != ledger.KindApplication {
			continue
		}
		versions, err := tx.Versions(b.Identifier)
		if err != nil {
			return excess, err
		}
		for _, v := range spare(versions, s.Now()) {
			if excess <= 0 {
				break
			}
			if err := tx.EraseVersion(v.Identifier, v.Sequence); err != nil {
				return excess, err
			}
			excess -= int64(len(v.Body))
		}
	}
	return excess - 1, nil
}

// spare lists the versions that may be erased: older than 30 days and not the
// last of their day. The newest two always stay: a reader opens the commitment
// of the one before the newest.
func spare(versions []Version, now time.Time) []Version {
	var out []Version
	for i := 0; i < len(versions)-2; i++ {
		v, next := versions[i], versions[i+1]
		if now.Sub(v.Stored) > fresh && v.Stored.UTC().Format(time.DateOnly) == next.Stored.UTC().Format(time.DateOnly) {
			out = append(out, v)
		}
	}
	return out
}
