//go:build js && wasm

package main

import (
	"errors"

	"meshportal/meshcore/client"
)

type presetArgument struct {
	Preset client.Preset `json:"preset"`
}

func invite(d *device, a presetArgument) (any, error) {
	invitation, expires, err := d.Invite(d.ctx, a.Preset)
	if err != nil {
		return nil, err
	}
	hash, err := invitation.Hash()
	if err != nil {
		return nil, err
	}
	link := invitation.Link(d.base)
	code, err := drawQR(link)
	return map[string]any{
		"link": link, "qr": code, "expires": stamp(expires), "hash": hash,
		"command": "mesh device connect " + string(invitation.Account) + " --invitation -",
	}, err
}

// ownInvitation is an invitation of this browser, without its secret.
type ownInvitation struct {
	Hash    string        `json:"hash"`
	Expires string        `json:"expires"`
	Spent   string        `json:"spent"`
	Second  string        `json:"second"` // a second device that showed it
	Stopped bool          `json:"stopped"`
	Warning string        `json:"warning"` // of the second, until it is heeded
	Preset  client.Preset `json:"preset"`
}

func invitations(d *device) (any, error) {
	all, err := d.Invitations()
	list := make([]ownInvitation, len(all))
	for i, one := range all {
		list[i] = ownInvitation{one.Hash, one.Expires.String(), string(one.Spent), string(one.Second), one.Stopped, "", one.Preset}
		if one.Warns() {
			list[i].Warning = told(client.ErrInvitedTwice).Message
		}
	}
	return list, err
}

// warning is that of an invitation which two devices showed, as long as the
// person has not heeded it.
func (d *device) warning() (string, error) {
	all, err := d.Invitations()
	for _, one := range all {
		if one.Warns() {
			return told(client.ErrInvitedTwice).Message, nil
		}
	}
	return "", err
}

func heed(d *device, a hashArgument) (any, error) { return nothing{}, d.Heed(a.Hash) }

type hashArgument struct {
	Hash string `json:"hash"`
}

func revoke(d *device, a hashArgument) (any, error) { return nothing{}, d.Revoke(d.ctx, a.Hash) }

// letIn is one round of letting invited devices in; those that would
// administer wait for a click. Nothing is asked while no invitation is open.
func letIn(d *device) (any, error) {
	admitted, err := d.LetIn(d.ctx)
	if err != nil && !errors.Is(err, client.ErrInvitedTwice) {
		return nil, err
	}
	warning, err := d.warning()
	if err != nil {
		return nil, err
	}
	all, _, err := d.Requests(d.ctx)
	if err != nil {
		return nil, err
	}
	waiting := []asking{}
	for _, one := range all {
		if one.Invite != nil && one.Invite.Preset.Administrator {
			waiting = append(waiting, asked(one))
		}
	}
	came := []asking{}
	for _, one := range admitted {
		came = append(came, asked(one))
	}
	open, err := d.OpenInvitations()
	return map[string]any{"admitted": came, "waiting": waiting, "open": open, "warning": warning}, err
}
