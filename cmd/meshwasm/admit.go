//go:build js && wasm

package main

import (
	"errors"
	"strings"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// errChanged says that a live request is not the one that was shown.
var errChanged = errors.New("the request has changed since it was shown")

// asking is a verified request to join.
type asking struct {
	Device      udf.Fingerprint `json:"device"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Code        udf.Fingerprint `json:"code"`
	Request     string          `json:"request"`
	Requested   string          `json:"requested"`
	Expires     string          `json:"expires"`
	Address     string          `json:"address"`
	Invited     bool            `json:"invited"` // alone: what two devices show proves nothing
	Preset      *client.Preset  `json:"preset"`
}

func asked(one *client.Pending) asking {
	a := asking{
		Device: one.Device.Identifier, Name: one.Device.Name(), Description: one.Device.Description, Code: one.Code,
		Request: one.RequestID.String(), Requested: stamp(one.Requested), Expires: stamp(one.Expires), Address: one.Address,
	}
	if i := one.Invite; i != nil {
		a.Invited, a.Preset = i.Spent == "" || i.Spent == a.Device, &i.Preset
	}
	return a
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func pending(d *device) (any, error) {
	all, blocked, err := d.Requests(d.ctx)
	if err != nil {
		return nil, err
	}
	shown := map[string]int{} // devices by invitation
	for _, one := range all {
		if one.Invite != nil {
			shown[one.Invite.Invitation]++
		}
	}
	list := make([]asking, len(all))
	for i, one := range all {
		list[i] = asked(one)
		list[i].Invited = list[i].Invited && shown[one.Invite.Invitation] == 1
	}
	return map[string]any{"pending": list, "blocked": append([]udf.Fingerprint{}, blocked...)}, nil
}

// find takes a code, a fingerprint, or the link that carries a code.
func find(d *device, a textArgument) (any, error) {
	text := a.Text
	if i := strings.LastIndexByte(text, '#'); i >= 0 {
		text = text[i+1:]
	}
	code, err := udf.Parse(text)
	if err != nil {
		return nil, meshcore.Invalid("%v", err)
	}
	one, err := d.Find(d.ctx, code)
	if err != nil {
		return nil, err
	}
	return asked(one), nil
}

type requestArgument struct {
	Device  udf.Fingerprint `json:"device"`
	Request string          `json:"request"`
	Preset  client.Preset   `json:"preset"`
	Block   bool            `json:"block"`
}

// shown finds the live request that was shown, and no other.
func (d *device) shown(a requestArgument) (*client.Pending, error) {
	one, err := d.Find(d.ctx, a.Device)
	if errors.Is(err, client.ErrMismatch) {
		err = client.ErrNoRequest
	}
	if err != nil {
		return nil, err
	}
	if one.RequestID.String() != a.Request {
		return nil, errChanged
	}
	return one, nil
}

func approve(d *device, a requestArgument) (any, error) {
	one, err := d.shown(a)
	if err != nil {
		return nil, err
	}
	work, err := d.Approve(d.ctx, one, a.Preset)
	if err != nil {
		return nil, err
	}
	return outcome(work, map[string]any{"name": one.Device.Name()}), nil
}

func reject(d *device, a requestArgument) (any, error) {
	one, err := d.shown(a)
	if err != nil {
		return nil, err
	}
	return nothing{}, d.Reject(d.ctx, one, a.Block)
}

func unblock(d *device, a requestArgument) (any, error) { return nothing{}, d.Unblock(d.ctx, a.Device) }

// outcome adds what was re-encrypted, and what waits for another device.
func outcome(work *client.Work, answer map[string]any) map[string]any {
	answer["reencrypted"], answer["left"] = []string{}, []string{}
	if work != nil {
		answer["reencrypted"], answer["left"] = names(work.Done), names(work.Left)
	}
	return answer
}

func names(apps []*client.Application) []string {
	list := make([]string, len(apps))
	for i, a := range apps {
		list[i] = label(a)
		if a.Catalog != nil {
			list[i] = a.Catalog.Name
		}
	}
	return list
}
