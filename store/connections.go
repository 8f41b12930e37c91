package store

import (
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectConnections = `
	SELECT profile, device, authentication, account, request_id, request, address, invitation, invitation_id,
		proof, requested, expires, ended, result, result_proof, forget
	FROM connections `

func connectionColumns(c *portal.Connection) []any {
	return []any{
		&c.Profile, &c.Device, &c.Authentication, &c.Account, (*digest)(&c.RequestID), (*octets)(&c.Request),
		&c.Address, (*digest)(&c.Invitation), &c.InvitationID, &c.Proof, (*instant)(&c.Requested),
		(*instant)(&c.Expires), &c.Ended, (*octets)(&c.Result), &c.ResultProof, (*instant)(&c.Forget),
	}
}

// Connection implements [portal.ConnectionTx].
func (t *tx) Connection(profile, device udf.Fingerprint) (portal.Connection, error) {
	return get(t, connectionColumns, selectConnections+`WHERE profile = ? AND device = ?`, profile, device)
}

// ConnectionByKey implements [portal.ConnectionTx].
func (t *tx) ConnectionByKey(kid udf.Fingerprint) (portal.Connection, error) {
	return get(t, connectionColumns, selectConnections+`
		WHERE authentication = ? ORDER BY requested DESC, profile, device LIMIT 1`,
		kid)
}

// Connections implements [portal.ConnectionTx].
func (t *tx) Connections(profile udf.Fingerprint) ([]portal.Connection, error) {
	return list(t, connectionColumns, selectConnections+`WHERE profile = ? ORDER BY requested, device`, profile)
}

// PutConnection implements [portal.ConnectionTx].
func (t *tx) PutConnection(c portal.Connection) error {
	return t.exec(`
		INSERT INTO connections (
			profile, device, authentication, account, request_id, request, address, invitation, invitation_id,
			proof, requested, expires, ended, result, result_proof, forget)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (profile, device) DO UPDATE SET
			authentication = excluded.authentication,
			account = excluded.account,
			request_id = excluded.request_id,
			request = excluded.request,
			address = excluded.address,
			invitation = excluded.invitation,
			invitation_id = excluded.invitation_id,
			proof = excluded.proof,
			requested = excluded.requested,
			expires = excluded.expires,
			ended = excluded.ended,
			result = excluded.result,
			result_proof = excluded.result_proof,
			forget = excluded.forget`,
		c.Profile, c.Device, c.Authentication, c.Account, c.RequestID[:], blob(c.Request),
		c.Address, c.Invitation[:], c.InvitationID, c.Proof, moment(c.Requested),
		moment(c.Expires), c.Ended, blob(c.Result), c.ResultProof, moment(c.Forget))
}

// ForgetConnections implements [portal.ConnectionTx]; one without Forget stays.
func (t *tx) ForgetConnections(now time.Time) error {
	return t.exec(`DELETE FROM connections WHERE forget <= ?`, moment(now))
}
