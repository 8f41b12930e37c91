package store

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectAccounts = `
	SELECT name, profile, status, created, modified, delete_request, erase_after
	FROM accounts `

func accountColumns(a *portal.Account) []any {
	return []any{
		&a.Name, &a.Profile, &a.Status, (*instant)(&a.Created), (*instant)(&a.Modified),
		(*octets)(&a.DeleteRequest), (*instant)(&a.EraseAfter),
	}
}

// Account implements [portal.AccountTx].
func (t *tx) Account(name meshcore.Account) (portal.Account, error) {
	return get(t, accountColumns, selectAccounts+`WHERE name = ?`, name)
}

// AccountOf implements [portal.AccountTx].
func (t *tx) AccountOf(profile udf.Fingerprint) (portal.Account, error) {
	return get(t, accountColumns, selectAccounts+`WHERE profile = ?`, profile)
}

// Accounts implements [portal.AccountTx].
func (t *tx) Accounts() ([]portal.Account, error) {
	return list(t, accountColumns, selectAccounts+`ORDER BY name`)
}

// ErasuresDue implements [portal.AccountTx], the longest due first.
func (t *tx) ErasuresDue(now time.Time) ([]portal.Account, error) {
	return list(t, accountColumns, selectAccounts+`
		WHERE status = ? AND erase_after <= ?
		ORDER BY erase_after, name`,
		portal.Suspended, moment(now))
}

// PutAccount implements [portal.AccountTx]. A profile has one account.
func (t *tx) PutAccount(a portal.Account) error {
	return t.exec(`
		INSERT INTO accounts (name, profile, status, created, modified, delete_request, erase_after)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET
			profile = excluded.profile,
			status = excluded.status,
			created = excluded.created,
			modified = excluded.modified,
			delete_request = excluded.delete_request,
			erase_after = excluded.erase_after`,
		a.Name, a.Profile, a.Status, moment(a.Created), moment(a.Modified),
		blob(a.DeleteRequest), moment(a.EraseAfter))
}
