package store

import (
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectBindings = `
	SELECT identifier, owner, kind, tag, label, unlisted
	FROM bindings `

func bindingColumns(b *portal.Binding) []any {
	return []any{
		&b.Identifier, &b.Owner, &b.Kind, &b.Tag, (*digest)(&b.Label), (*instant)(&b.Unlisted),
	}
}

// Binding implements [portal.VersionTx].
func (t *tx) Binding(identifier udf.Fingerprint) (portal.Binding, error) {
	return get(t, bindingColumns, selectBindings+`WHERE identifier = ?`, identifier)
}

// Bindings implements [portal.VersionTx], ordered by identifier.
func (t *tx) Bindings(owner udf.Fingerprint) ([]portal.Binding, error) {
	return list(t, bindingColumns, selectBindings+`WHERE owner = ? ORDER BY identifier`, owner)
}

// BindingsUnlisted implements [portal.VersionTx], the longest unlisted first.
func (t *tx) BindingsUnlisted(before time.Time) ([]portal.Binding, error) {
	return list(t, bindingColumns, selectBindings+`
		WHERE unlisted < ? AND EXISTS (
			SELECT 1 FROM versions
			WHERE versions.identifier = bindings.identifier AND body IS NOT NULL)
		ORDER BY unlisted, identifier`,
		moment(before))
}

// PutBinding implements [portal.VersionTx].
func (t *tx) PutBinding(b portal.Binding) error {
	return t.exec(`
		INSERT INTO bindings (identifier, owner, kind, tag, label, unlisted)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (identifier) DO UPDATE SET
			owner = excluded.owner,
			kind = excluded.kind,
			tag = excluded.tag,
			label = excluded.label,
			unlisted = excluded.unlisted`,
		b.Identifier, b.Owner, b.Kind, b.Tag, b.Label[:], moment(b.Unlisted))
}
