//go:build js && wasm

package main

import (
	"meshportal/meshcore/client"
)

// verified is what this browser has verified.
type verified struct {
	Account       string `json:"account"`
	Profile       string `json:"profile"`
	Sequence      uint64 `json:"sequence"`
	Origin        string `json:"origin"`
	Size          int64  `json:"size"`
	Time          string `json:"time"`
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
		Origin: m.Origin, Size: m.Size, Time: stamp(d.Now()),
		Acknowledged: d.Acknowledged(p), Administrator: p.Administrator(s.ID()), Left: len(work.Left),
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

func acceptLog(d *device) (any, error) { return nothing{}, d.AcceptLog(d.ctx) }

func acknowledge(d *device) (any, error) {
	p, err := d.Sync(d.ctx)
	if err != nil {
		return nil, err
	}
	return nothing{}, d.Acknowledge(p)
}
