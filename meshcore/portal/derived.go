package portal

import "sync"

// derived keeps what was computed from what never changes and is asked for
// again and again. Its zero value is empty.
type derived[K comparable, V any] struct {
	mutex sync.Mutex
	all   map[K]V
}

// mostDerived is how much one keeps; when it is full, it begins anew.
const mostDerived = 8192

func (d *derived[K, V]) get(key K) (V, bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	value, ok := d.all[key]
	return value, ok
}

func (d *derived[K, V]) put(key K, value V) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.all == nil || len(d.all) >= mostDerived {
		d.all = map[K]V{}
	}
	d.all[key] = value
}
