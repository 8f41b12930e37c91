package portal

import (
	"fmt"
	"testing"
	"time"
)

func TestBucketHoldsItsBurstAndRefills(t *testing.T) {
	t.Parallel()
	var b buckets
	now := time.Unix(1_000_000, 0)
	for i := range 30 {
		if _, ok := b.take("device", 30, 3, now); !ok {
			t.Fatalf("%d of a burst of 30 were taken", i)
		}
	}
	wait, ok := b.take("device", 30, 3, now)
	if ok || wait != 20*time.Second {
		t.Errorf("the 31st: %v, wait %s; want to wait 20s", ok, wait)
	}
	if _, ok := b.take("other", 30, 3, now); !ok {
		t.Error("another's bucket is empty, too")
	}
	if _, ok := b.take("device", 30, 3, now.Add(wait)); !ok {
		t.Error("nothing to take after the wait")
	}
	now = now.Add(24 * time.Hour)
	for i := range 31 {
		if _, ok := b.take("device", 30, 3, now); ok != (i < 30) {
			t.Errorf("number %d of the next day: %v", i+1, ok)
		}
	}
}

// Whoever asks from ever new addresses fills no memory.
func TestFullBucketsAreForgotten(t *testing.T) {
	t.Parallel()
	var b buckets
	now := time.Unix(1_000_000, 0)
	for range 120 {
		b.take("busy", 120, 120, now)
	}
	for i := range mostBuckets {
		b.take(fmt.Sprint(i), 120, 120, now)
	}
	now = now.Add(time.Second)
	b.take("one more", 120, 120, now)
	if len(b.all) != 2 {
		t.Errorf("%d buckets are kept, want the busy one's and the last", len(b.all))
	}
	if have := b.all["busy"].refilled(120, 120, now).left; have > 2 {
		t.Errorf("%v are left to the busy one, want what a second brings", have)
	}
}
