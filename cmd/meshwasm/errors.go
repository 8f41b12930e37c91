//go:build js && wasm

package main

import (
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// mishap is an error as a page gets it; Message is for people.
type mishap struct {
	Code    string `json:"code"`
	Kind    string `json:"kind,omitempty"`   // of an alarm, now or earlier
	Status  int    `json:"status,omitempty"` // of a refusal
	Retry   int    `json:"retry,omitempty"`  // seconds after which the portal may be asked again
	Message string `json:"message"`
}

// known are the errors that pages act on. A message that speaks of the command
// line is said in the browser's words.
var known = []struct {
	err           error
	code, message string
}{
	{errNetwork, "network", "The portal cannot be reached. Nothing was lost; try again."},
	{errChanged, "changed", "The request has changed since it was shown. Nothing was approved; look at it again."},
	{errRecovered, "changed", "The profile was recovered once more since this was shown. Nothing was changed; load the page again."},
	{client.ErrJoined, "joined", "This browser is a device of a profile already. Use another browser profile for another one."},
	{client.ErrNoDevice, "no-device", "This browser is no device of a profile yet."},
	{client.ErrNoAccount, "invalid", "There is no such account at this portal. Nothing was changed; check the name."},
	{client.ErrErased, "erased", "This account was closed, and its documents were erased."},
	{client.ErrRemoved, "removed", "The portal says that this browser is no device of the profile: it was removed, or has not been let in. Nothing was forgotten here. Ask another of your devices, or connect this one again."},
	{client.ErrEpoch, "epoch", "This profile was recovered with its kit, on another device. Nothing was changed. If that was you, say so on the home page."},
	{client.ErrStopped, "stopped", "The portal contradicted itself earlier. Nothing is written until you have looked at the alarm and decided."},
	{client.ErrNoAlarm, "no-alarm", "There is nothing to decide here any more. Nothing was changed; look again."},
	{client.ErrOtherLog, "invalid", "The portal has another log by now than the one that was shown. Nothing was accepted; load the page again."},
	{client.ErrNotAdministrator, "not-administrator", "This browser does not administer the profile. Nothing was changed; do this on a device that does."},
	{client.ErrLastAdministrator, "last-administrator", "This is the last device that administers the profile. Nothing was changed; make another one an administration device first."},
	{client.ErrSelf, "self", "A device does not remove itself, because it could not encrypt anew afterwards. Do this on another administration device."},
	{client.ErrNoRequest, "no-request", "There is no such request any more. Nothing was changed."},
	{client.ErrMismatch, "mismatch", "No request matches. Nothing was approved: compare once more, and if they still differ, somebody may be in between."},
	{client.ErrBusy, "busy", "Other devices keep changing the same document. Nothing was changed; try again."},
	{client.ErrRemovedBefore, "removed-before", "This device was removed from the profile, and its keys are refused for ever. Nothing was changed; let it ask again with new ones."},
	{client.ErrOldRequest, "invalid", "This request is too old. Nothing was changed; let the device ask again."},
	{client.ErrInvitedTwice, "invited-twice", "Two devices showed the same invitation: somebody else has the link. It was stopped; check the devices that came in by it."},
	{client.ErrNoMasters, "no-masters", "The master keys are not in this browser any more: a kit was read back, or 7 days have passed. Without a kit that was read back this profile cannot be recovered; with one, a recovery brings them back."},
	{client.ErrNoDeviceNamed, "invalid", "The profile has no such device any more. Nothing was changed; load the page again."},
	{client.ErrNoApplication, "invalid", "The profile has no such application any more. Nothing was changed; load the page again."},
	{client.ErrNoInvitation, "invalid", "This browser made no such invitation. Nothing was changed; stop it on the device that made it."},
	{client.ErrNoRight, "invalid", "This browser may not read that application. Nothing was changed; do this on a device that reads it."},
	{client.ErrOtherKit, "other-kit", "This share belongs to no kit that this browser made. Nothing was changed; check what you typed."},
}

// stop is ErrStopped with the alarm that has stopped writing.
type stop struct {
	error
	kind client.AlarmKind
}

func (s stop) Unwrap() error { return s.error }

// stopped adds the alarm to an error that comes of it.
func (d *device) stopped(err error) error {
	if m := d.Memory(); errors.Is(err, client.ErrStopped) && m != nil && m.Alarm != nil {
		return stop{err, m.Alarm.Kind}
	}
	return err
}

// failure is an error's JSON.
func failure(err error) string {
	text, _ := json.Marshal(told(err))
	return string(text)
}

func told(err error) mishap {
	var alarm *client.Alarm
	if errors.As(err, &alarm) {
		return mishap{Code: "alarm", Kind: string(alarm.Kind), Message: alarm.Message}
	}
	var because stop
	errors.As(err, &because)
	for _, k := range known {
		if errors.Is(err, k.err) {
			return mishap{Code: k.code, Kind: string(because.kind), Message: k.message}
		}
	}
	var refusal *protocol.Error
	switch {
	case errors.As(err, &refusal):
		return mishap{Code: "refused", Status: int(refusal.Code), Retry: int(refusal.RetryAfter / time.Second), Message: sentence(refusal.Message)}
	case errors.Is(err, meshcore.ErrInvalid):
		return mishap{Code: "invalid", Message: sentence(err.Error() + "; nothing was changed")}
	}
	return mishap{Code: "failed", Message: sentence(err.Error() + "; nothing was lost: try again")}
}

// sentence makes a sentence of an error's text.
func sentence(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text + "."
	}
	return string(text[0]-'a'+'A') + text[1:] + "."
}
