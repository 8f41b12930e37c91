package store

import (
	"math"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectVersions = `
	SELECT identifier, sequence, version_id, owner, position, signer, stored, salt, body
	FROM versions `

func versionColumns(v *portal.Version) []any {
	return []any{
		&v.Identifier, &v.Sequence, (*digest)(&v.ID), &v.Owner, &v.Index, &v.Signer,
		(*instant)(&v.Stored), (*digest)(&v.Salt), (*octets)(&v.Body),
	}
}

// Head implements [portal.VersionTx]; an erased version may be the head.
func (t *tx) Head(identifier udf.Fingerprint) (portal.Version, error) {
	return get(t, versionColumns, selectVersions+`
		WHERE identifier = ? ORDER BY sequence DESC LIMIT 1`,
		identifier)
}

// VersionByID implements [portal.VersionTx].
func (t *tx) VersionByID(identifier udf.Fingerprint, id meshcore.VersionID) (portal.Version, error) {
	return get(t, versionColumns, selectVersions+`
		WHERE version_id = ? AND identifier = ? ORDER BY sequence DESC LIMIT 1`,
		id[:], identifier)
}

// VersionAt implements [portal.VersionTx].
func (t *tx) VersionAt(identifier udf.Fingerprint, sequence uint64) (portal.Version, error) {
	if sequence > math.MaxInt64 {
		return portal.Version{}, portal.ErrNotFound
	}
	return get(t, versionColumns, selectVersions+`WHERE identifier = ? AND sequence = ?`, identifier, sequence)
}

// Versions implements [portal.VersionTx].
func (t *tx) Versions(identifier udf.Fingerprint) ([]portal.Version, error) {
	return list(t, versionColumns, selectVersions+`
		WHERE identifier = ? AND body IS NOT NULL ORDER BY sequence`,
		identifier)
}

// Recent implements [portal.VersionTx].
func (t *tx) Recent(owner udf.Fingerprint, before int64, limit int) ([]portal.Version, error) {
	return list(t, func(v *portal.Version) []any { return versionColumns(v)[:8] }, `
		SELECT identifier, sequence, version_id, owner, position, signer, stored, salt
		FROM versions
		WHERE owner = ? AND position < ? ORDER BY position DESC LIMIT ?`,
		owner, before, limit)
}

// AddVersion implements [portal.VersionTx]. The Identifier's binding must be
// there; its sequence number must not. A sequence fits in an int64.
func (t *tx) AddVersion(v portal.Version) error {
	err := t.exec(`
		INSERT INTO versions (identifier, sequence, version_id, owner, position, signer, stored, salt, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		v.Identifier, v.Sequence, v.ID[:], v.Owner, v.Index, v.Signer,
		moment(v.Stored), v.Salt[:], blob(v.Body))
	if err != nil {
		return err
	}
	return t.addUsage(v.Owner, len(v.Body))
}

// EraseVersion implements [portal.VersionTx]. To erase again is nothing; a
// version that never was is [portal.ErrNotFound].
func (t *tx) EraseVersion(identifier udf.Fingerprint, sequence uint64) error {
	if sequence > math.MaxInt64 {
		return portal.ErrNotFound
	}
	type kept struct {
		owner udf.Fingerprint
		size  int
	}
	old, err := get(t, func(k *kept) []any { return []any{&k.owner, &k.size} }, `
		SELECT owner, COALESCE(LENGTH(body), 0) FROM versions
		WHERE identifier = ? AND sequence = ?`,
		identifier, sequence)
	if err != nil {
		return err
	}
	err = t.exec(`
		UPDATE versions SET salt = NULL, body = NULL
		WHERE identifier = ? AND sequence = ?`,
		identifier, sequence)
	if err != nil {
		return err
	}
	return t.addUsage(old.owner, -old.size)
}
