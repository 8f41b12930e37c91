package client_test

import (
	"maps"
	"testing"

	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// TestArrivals: how a device came in is told by the versions that were
// verified, also when they are walked in parts.
func TestArrivals(t *testing.T) {
	w := newWorld(t)
	laptop := w.person(alice)
	want := map[udf.Fingerprint]client.Arrival{laptop.id(): {}}
	laptop.arrivals(want)
	phone := w.join(laptop, "phone", client.Preset{Administrator: true})
	want[phone.id()] = client.Arrival{By: laptop.id()}
	laptop.arrivals(want)
	tablet := w.join(phone, "tablet", readerOfAll)
	want[tablet.id()] = client.Arrival{By: phone.id()}
	for _, d := range []*device{laptop, tablet} {
		d.arrivals(want)
	}
	kit, err := laptop.MakeKit(t.Context(), 2, 3)
	w.check(err)
	_, err = tablet.Sync(t.Context())
	w.check(err)
	fresh := w.device()
	_, err = fresh.Recover(t.Context(), &client.Recovery{Account: alice, Shares: printed(t, kit.Shares...), Keep: []udf.Fingerprint{tablet.id()}})
	w.check(err)
	for _, d := range []*device{fresh, tablet} {
		d.arrivals(map[udf.Fingerprint]client.Arrival{tablet.id(): want[tablet.id()], fresh.id(): {Recovered: true}})
	}
}

func (d *device) arrivals(want map[udf.Fingerprint]client.Arrival) {
	d.w.Helper()
	p, err := d.Sync(d.w.Context())
	d.w.check(err)
	if got, err := d.Arrivals(p); err != nil || !maps.Equal(got, want) {
		d.w.Errorf("got %v (%v), want %v", got, err, want)
	}
}
