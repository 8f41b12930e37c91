package client

import (
	"context"
	"errors"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Log names a transparency log: its origin, and the key that verifies its
// checkpoints.
type Log struct {
	Origin string `json:"origin"`
	Key    string `json:"key"`
}

var (
	// ErrNoAlarm says that there is no alarm of that kind to decide on.
	ErrNoAlarm = errors.New("there is no such alarm to decide on; nothing was changed")
	// ErrOtherLog says that the portal's log is not the one that the person
	// was shown.
	ErrOtherLog = errors.New("the portal's log is not the one that was shown; nothing was changed")
)

// ServedLog asks the portal which log it has now; what is told is checked for
// its form alone.
func (c *Client) ServedLog(ctx context.Context) (Log, error) {
	var hello protocol.HelloResponse
	if err := c.call(ctx, &protocol.HelloRequest{}, &hello, nil); err != nil {
		return Log{}, err
	}
	verifier, err := ledger.NewVerifier(hello.LogKey)
	if err != nil {
		return Log{}, err
	}
	if verifier.Name() != hello.LogOrigin {
		return Log{}, meshcore.Invalid("the portal says that its log is %.80q, with the key of %.80q", hello.LogOrigin, verifier.Name())
	}
	return Log{hello.LogOrigin, hello.LogKey}, nil
}

// Undecided is the alarm that stops writing until the person decides; "" if
// there is none. [NewLog] stops nothing that was verified: whether there is one
// is seen by [Client.ServedLog].
func (c *Client) Undecided() AlarmKind {
	if c.self == nil || c.memory == nil || c.memory.Alarm == nil {
		return ""
	}
	return c.memory.Alarm.Kind
}

// AcceptLog ends an alarm of that kind, and no other, by the person's decision.
// For [NewLog], shown is the log that the person accepts: it is pinned in place
// of the old if the portal has it still, and what this device holds and it
// lacks is submitted again. After any other alarm the pinned log stays; the
// client forgets what contradicts the portal and reads anew from its beginning.
// Where the account is another profile now, that one may be joined, and nothing
// is forgotten before it is.
func (c *Client) AcceptLog(ctx context.Context, kind AlarmKind, shown Log) error {
	if c.self == nil || c.memory == nil {
		return ErrNoDevice
	}
	pinned := Log{c.memory.Origin, c.memory.LogKey}
	if kind != NewLog {
		if kind == "" || c.Undecided() != kind {
			return ErrNoAlarm
		}
		if owner := c.memory.Alarm.Owner; owner != "" {
			c.memory.Accepted, c.memory.Alarm = owner, nil
			return c.saveMemory()
		}
		return c.follow(ctx, pinned)
	}
	if c.Undecided() != "" {
		return ErrStopped // what it contradicted comes first
	}
	served, err := c.ServedLog(ctx)
	switch {
	case err != nil:
		return err
	case served == pinned:
		return ErrNoAlarm
	case served != shown:
		return ErrOtherLog
	}
	return c.follow(ctx, served)
}

// follow begins a log from its first leaf.
func (c *Client) follow(ctx context.Context, log Log) error {
	if err := c.keepResubmissions(); err != nil {
		return err
	}
	ch, err := c.profiles()
	if err != nil {
		return err
	}
	if err := ch.forget(); err != nil {
		return err
	}
	c.repin(log)
	if err := c.saveMemory(); err != nil {
		return err
	}
	return c.resubmit(ctx)
}

// repin makes a log the one that memory follows, with nothing of it read.
func (c *Client) repin(log Log) {
	m := c.memory
	if m.Alarm != nil {
		m.Documents = map[udf.Fingerprint]*Known{}
	}
	if m.Origin != log.Origin {
		m.Former = append(m.Former, m.Origin)
	}
	empty := ledger.Range{}
	m.Origin, m.LogKey, m.Note, m.Promise = log.Origin, log.Key, "", ""
	m.Size, m.Edge, m.Since, m.Alarm = 0, empty.Hashes(), 0, nil
	m.Labels = map[udf.Fingerprint]*Label{}
}
