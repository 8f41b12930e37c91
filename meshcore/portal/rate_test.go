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

func TestQuotaOfEscrowEntries(t *testing.T) {
	w := newWorld(t, func(c *portal.Config) { c.Limits.PublishesPerDay = 2 })
	p := w.person("alice")
	k := p.kit()
	w.check(k.publish(p.first.auth))
	w.refused(protocol.TooMany, func() error { return p.kit().publish(p.first.auth) })
	w.check(k.erase(p.first.auth)) // to take back is never refused
}
