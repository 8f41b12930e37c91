package portal

import (
	"slices"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// How many bytes of bodies one answer holds. Of an application the newest
// versions are given; PersonalProfiles are one chain, of which a new device
// needs each link.
const (
	mostApplications = 8 << 20
	mostProfiles     = 64 << 20
)

// kept returns the versions asked for, oldest first, of those that the
// released log covers: all that have a body, or the newest.
func kept(tx Tx, b Binding, multiple bool, size int64) ([]Version, error) {
	head, err := newest(tx, b.Identifier, size)
	if err != nil || !multiple {
		return []Version{head}, err
	}
	limit := mostApplications
	if b.Kind == ledger.KindPersonal {
		limit = mostProfiles
	}
	versions, bytes := []Version{head}, len(head.Body)
	for sequence := head.Sequence; sequence > 0; {
		sequence--
		v, err := tx.VersionAt(b.Identifier, sequence)
		if err != nil {
			return nil, err
		}
		if bytes += len(v.Body); bytes > limit {
			break
		}
		if v.Body != nil {
			versions = append(versions, v)
		}
	}
	slices.Reverse(versions)
	return versions, nil
}

// newest returns the last version that the released log covers. What was
// committed a moment ago and is not released yet, nobody is told.
func newest(tx Tx, identifier udf.Fingerprint, size int64) (Version, error) {
	v, err := tx.Head(identifier)
	for err == nil && v.Index >= size {
		if v.Sequence == 0 {
			return Version{}, ErrNotFound
		}
		v, err = tx.VersionAt(identifier, v.Sequence-1)
	}
	if err == nil && v.Body == nil {
		err = ErrNotFound
	}
	return v, err
}
