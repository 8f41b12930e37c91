//go:build js && wasm

package main

import (
	"errors"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// identity is what this browser is.
type identity struct {
	Account meshcore.Account `json:"account"`
	Profile udf.Fingerprint  `json:"profile"`
	Device  udf.Fingerprint  `json:"device"`
	Name    string           `json:"name"`
	Member  bool             `json:"member"`
}

func self(d *device) (any, error) {
	s, err := d.Self()
	if errors.Is(err, client.ErrNoDevice) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return identity{s.Account, s.Profile, s.ID(), s.Name(), s.Member}, nil
}

type createArgument struct {
	Account string `json:"account"`
	Name    string `json:"name"`
	Token   string `json:"token"`
}

func create(d *device, a createArgument) (any, error) {
	account, err := meshcore.ParseAccount(a.Account)
	if err != nil {
		return nil, err
	}
	if _, err := d.Create(d.ctx, account, a.Name, a.Token); err != nil {
		return nil, err
	}
	return self(d)
}

type connectArgument struct {
	Account    string `json:"account"`
	Name       string `json:"name"`
	Invitation string `json:"invitation"`
}

func connect(d *device, a connectArgument) (any, error) {
	account, err := meshcore.ParseAccount(a.Account)
	if err != nil {
		return nil, err
	}
	var invitation *client.Invitation
	if a.Invitation != "" {
		if invitation, err = client.ParseInvitation(a.Invitation); err != nil {
			return nil, err
		}
	}
	return joining(d)(d.Connect(d.ctx, account, a.Name, invitation))
}

func joinStatus(d *device) (any, error) { return joining(d)(d.JoinStatus(d.ctx)) }

// request is this browser's wish to join, as it is shown.
type request struct {
	Account meshcore.Account  `json:"account"`
	Profile udf.Fingerprint   `json:"profile"`
	Device  udf.Fingerprint   `json:"device"`
	Code    udf.Fingerprint   `json:"code"`
	Expires string            `json:"expires"`
	Status  client.JoinStatus `json:"status"`
	Link    string            `json:"link"`
	QR      *qrCode           `json:"qr"`
	By      string            `json:"by"` // name of the device that let this one in
}

func joining(d *device) func(*client.Joining, error) (any, error) {
	return func(j *client.Joining, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		link := d.base + "/devices/pending/" + string(j.Device) + "#" + string(j.Code)
		code, err := drawQR(link)
		if err != nil {
			return nil, err
		}
		by := ""
		if j.Status == client.JoinAccepted {
			by, err = d.Introducer()
		}
		return request{j.Account, j.Profile, j.Device, j.Code, j.Expires.UTC().Format(time.RFC3339), j.Status, link, code, by}, err
	}
}

func cancel(d *device) (any, error) { return nothing{}, d.Cancel(d.ctx) }

func readInvitation(_ *device, a textArgument) (any, error) {
	i, err := client.ParseInvitation(a.Text)
	if err != nil {
		return nil, err
	}
	return map[string]string{"account": string(i.Account), "profile": string(i.Profile)}, nil
}
