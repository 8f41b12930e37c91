package portal_test

import (
	"testing"
	"time"

	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
)

func TestRateSaysWhenToTryAgain(t *testing.T) {
	w := newWorld(t)
	p := w.person("alice")
	for range 30 {
		w.check(p.publish(p.first, p.next()))
	}
	if err := p.publish(p.first, p.next()); !waits(err, 20*time.Second) {
		t.Fatalf("error %v, want 429 and 20 s", err)
	}
	w.advance(20*time.Second - time.Millisecond)
	w.refused(protocol.TooMany, func() error { return p.publish(p.first, p.next()) })
	w.advance(time.Millisecond)
	w.check(p.publish(p.first, p.next()))
	w.refused(protocol.TooMany, func() error { return p.publish(p.first, p.next()) })
}

func TestRateOfOneDeviceIsNotAnothers(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.DeviceBurst, c.Limits.DevicePerMinute = 2, 1 })
	p := w.person("alice")
	second := p.join()
	next := p.next()
	next.Applications[0].SignID = append(next.Applications[0].SignID, second.id())
	w.check(p.publish(p.first, next))
	w.refused(protocol.TooMany, func() error { return p.publish(p.first, p.next()) })
	w.check(p.publish(second, p.next()))
}

// TestAskingIsBounded: a device that renews and withdraws its request over and
// over is told to wait; an address that does so with ever new devices, too. Who
// shows an invitation comes in beside them.
func TestAskingIsBounded(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.AsksPerMinute = 4 })
	p := w.person("alice")
	j := p.joining(w.device())
	for range 2 {
		w.check(j.start())
		w.check(j.start()) // the same again is no other
		w.check(j.cancel(j.d.auth))
	}
	if err := j.start(); !waits(err, 15*time.Second) {
		t.Fatalf("error %v, want 429 and 15 s", err)
	}
	next, invited := p.joining(w.device()), p.joining(w.device())
	next.from, invited.from, invited.id = j.from, j.from, p.invitation(w.time().Add(time.Hour))
	w.refused(protocol.TooMany, next.start)
	w.check(invited.start())
	w.check(p.joining(w.device()).start())
	w.advance(15 * time.Second)
	w.check(next.start())
	w.refused(protocol.TooMany, func() error { return next.cancel(next.d.auth) })
}

func TestQuotaOfEscrowEntries(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.PublishesPerDay = 2 })
	p := w.person("alice")
	k := p.kit()
	w.check(k.publish(p.first.auth))
	w.refused(protocol.TooMany, func() error { return p.kit().publish(p.first.auth) })
	w.check(k.erase(p.first.auth)) // to take back is never refused
}
