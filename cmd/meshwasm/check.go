//go:build js && wasm

package main

import (
	"errors"

	"meshportal/meshcore/client"
)

// errRecovered says that the profile was recovered once more.
var errRecovered = errors.New("the profile was recovered once more since this was shown")

// verified is what this browser has verified.
type verified struct {
	Account       string `json:"account"`
	Profile       string `json:"profile"`
	Sequence      uint64 `json:"sequence"`
	Origin        string `json:"origin"`
	Size          int64  `json:"size"`
	Since         int64  `json:"since"` // the first leaf that was read
	Time          string `json:"time"`
	Epoch         string `json:"epoch"`
	Acknowledged  bool   `json:"acknowledged"`
	Administrator bool   `json:"administrator"`
	Left          int    `json:"left"`
	Alarm         string `json:"alarm"` // what has stopped writing, until the person decides
}

// check reads every leaf of the log since the last time, verifies the profile,
// and finishes what an interrupted change has left to do.
func check(d *device) (any, error) {
	work, err := d.FinishWork(d.ctx)
	if err != nil {
		return nil, err
	}
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	s, err := d.Self()
	if err != nil {
		return nil, err
	}
	m := d.Memory()
	v := verified{
		Account: string(p.Account()), Profile: string(p.Identifier), Sequence: p.Sequence,
		Origin: m.Origin, Size: m.Size, Since: m.Since, Time: stamp(d.Now()),
		Epoch: epoch(p), Acknowledged: d.Acknowledged(p), Administrator: p.Administrator(s.ID()), Left: len(work.Left),
	}
	if m.Alarm != nil {
		v.Alarm = string(m.Alarm.Kind)
	}
	return v, nil
}

func evidence(d *device) (any, error) {
	all, err := d.Evidence()
	if all == nil {
		all = []client.Evidence{}
	}
	return all, err
}

// accusation is what a page showed, against what this browser has verified.
type accusation struct {
	What  string `json:"what"`  // for people
	Shown string `json:"shown"` // as the page had it
}

func accuse(d *device, a accusation) (any, error) { return nothing{}, d.Accuse(a.What, a.Shown) }

// undecided is the kind of the alarm that waits for the person's decision.
func undecided(d *device) (any, error) { return d.Undecided(), nil }

// served is the log that the portal has now, beside the one that this browser
// follows.
type served struct {
	client.Log
	Known string `json:"known"`
	Other bool   `json:"other"` // they are not the same
}

func servedLog(d *device) (any, error) {
	m := d.Memory()
	if m == nil {
		return served{}, nil // nothing was ever followed
	}
	log, err := d.ServedLog(d.ctx)
	return served{log, m.Origin, log != client.Log{Origin: m.Origin, Key: m.LogKey}}, err
}

// decision is the alarm and, for a new log, the log that the person was shown.
type decision struct {
	client.Log
	Kind client.AlarmKind `json:"kind"`
}

func acceptLog(d *device, a decision) (any, error) {
	return nothing{}, d.AcceptLog(d.ctx, a.Kind, a.Log)
}

// epoch names the epoch of a profile.
func epoch(p *client.Profile) string { return p.SignedMasterProfile.Version().String() }

type epochArgument struct {
	Epoch string `json:"epoch"` // that the person was shown
}

func acknowledge(d *device, a epochArgument) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	if epoch(p) != a.Epoch {
		return nil, errRecovered
	}
	return nothing{}, d.Acknowledge(p)
}

// document is a signed document that this browser has verified, by the name
// under which the portal gives it.
type document struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Entry   string `json:"entry"`
}

// documents are the profile and the signed documents within it.
func documents(d *device) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	entry, err := d.Entry()
	if err != nil {
		return nil, err
	}
	master, err := p.SignedMasterProfile.Entry()
	list := []document{
		{string(p.Identifier), p.Version.String(), entry},
		{"master", epoch(p), string(master)},
	}
	for i := range p.Devices {
		one := &p.Devices[i]
		entry, failed := one.Entry()
		list, err = append(list, document{string(one.Identifier), one.Version().String(), string(entry)}), errors.Join(err, failed)
	}
	return list, err
}
