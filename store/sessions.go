package store

import (
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

const selectSessions = `
	SELECT hash, profile, device, authentication, started, seen, agent, address
	FROM sessions `

func sessionColumns(s *portal.Session) []any {
	return []any{
		(*digest)(&s.Hash), &s.Profile, &s.Device, &s.Key, (*instant)(&s.Started), (*instant)(&s.Seen),
		&s.Agent, &s.Address,
	}
}

// Session implements [portal.SessionTx].
func (t *tx) Session(hash [32]byte) (portal.Session, error) {
	return get(t, sessionColumns, selectSessions+`WHERE hash = ?`, hash[:])
}

// Sessions implements [portal.SessionTx], by when they were started.
func (t *tx) Sessions(profile udf.Fingerprint) ([]portal.Session, error) {
	return list(t, sessionColumns, selectSessions+`WHERE profile = ? ORDER BY started DESC, hash`, profile)
}

// PutSession implements [portal.SessionTx].
func (t *tx) PutSession(s portal.Session) error {
	return t.exec(`
		INSERT INTO sessions (hash, profile, device, authentication, started, seen, agent, address)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET
			profile = excluded.profile,
			device = excluded.device,
			authentication = excluded.authentication,
			started = excluded.started,
			seen = excluded.seen,
			agent = excluded.agent,
			address = excluded.address`,
		s.Hash[:], s.Profile, s.Device, s.Key, moment(s.Started), moment(s.Seen), s.Agent, s.Address)
}

// SeeSession implements [portal.SessionTx].
func (t *tx) SeeSession(hash [32]byte, at time.Time) error {
	return t.exec(`UPDATE sessions SET seen = ? WHERE hash = ?`, moment(at), hash[:])
}

// DeleteSession implements [portal.SessionTx]; an unknown one is nothing.
func (t *tx) DeleteSession(hash [32]byte) error {
	return t.exec(`DELETE FROM sessions WHERE hash = ?`, hash[:])
}

// ForgetSessions implements [portal.SessionTx]; one without its times goes, too.
func (t *tx) ForgetSessions(startedBefore, seenBefore time.Time) error {
	return t.exec(`
		DELETE FROM sessions
		WHERE started IS NULL OR started <= ? OR seen IS NULL OR seen <= ?`,
		moment(startedBefore), moment(seenBefore))
}
