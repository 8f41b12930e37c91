package client

import (
	"fmt"

	"meshportal/meshcore"
	"meshportal/meshcore/udf"
)

// AlarmKind is one of the six ways in which a portal can be caught
// (protocol.md II.6).
type AlarmKind string

// The six.
const (
	Substitution AlarmKind = "substitution" // a document or key that is not the person's
	Withheld     AlarmKind = "withheld"     // the log knows of what is not served
	Rollback     AlarmKind = "rollback"     // an older state than one already seen
	Fork         AlarmKind = "fork"         // two histories
	Frozen       AlarmKind = "frozen"       // no checkpoint younger than an hour
	NewLog       AlarmKind = "new log"      // another log, or another key
)

// Alarm says that the portal contradicts what it said, or what the person
// signed. Nothing is written to the account after one, until its person has
// decided; Frozen passes by itself.
type Alarm struct {
	Kind     AlarmKind
	Message  string
	Evidence Evidence
}

// Evidence is what proves an alarm to others: the checkpoints and documents
// that contradict each other, exactly as received.
type Evidence struct {
	Kind        AlarmKind        `json:"kind"`
	Message     string           `json:"message"`
	Found       meshcore.Time    `json:"found"`
	Account     meshcore.Account `json:"account"`
	Profile     udf.Fingerprint  `json:"profile"`
	LogKey      string           `json:"logKey"`
	Checkpoints []string         `json:"checkpoints"`
	Leaves      []string         `json:"leaves"`
	Documents   []string         `json:"documents"`
	Owner       udf.Fingerprint  `json:"owner,omitempty"` // whom the portal says the account is now
}

func (a *Alarm) Error() string { return fmt.Sprintf("%s: %s", a.Kind, a.Message) }

// alarm makes one; the evidence is completed by whoever has more.
func alarm(kind AlarmKind, format string, args ...any) *Alarm {
	return &Alarm{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

func (a *Alarm) checkpoints(notes ...string) *Alarm {
	a.Evidence.Checkpoints = append(a.Evidence.Checkpoints, notes...)
	return a
}

func (a *Alarm) documents(texts ...string) *Alarm {
	for _, text := range texts {
		if text != "" {
			a.Evidence.Documents = append(a.Evidence.Documents, text)
		}
	}
	return a
}

func (a *Alarm) leaves(leaves ...string) *Alarm {
	a.Evidence.Leaves = append(a.Evidence.Leaves, leaves...)
	return a
}

func (a *Alarm) owner(profile udf.Fingerprint) *Alarm {
	a.Evidence.Owner = profile
	return a
}

// lasting reports whether the alarm stops writing until the person decides.
func (a *Alarm) lasting() bool { return a.Kind != Frozen && a.Kind != NewLog }
