package handlers

import "sync"

// mostReadings bounds the texts that readings keeps, in bytes.
const mostReadings = 16 << 20

// readings keeps what signed documents say, by version id: neither ever changes.
// Its zero value is empty; when it is full, it begins anew.
type readings struct {
	mutex sync.Mutex
	all   map[[32]byte]reading
	size  int
}

// of returns what a version says, whose entry is asked for the first time.
func (r *readings) of(version [32]byte, entry func() ([]byte, error)) (reading, error) {
	if known, ok := r.kept(version); ok {
		return known, nil
	}
	body, err := entry()
	if err != nil {
		return reading{}, err
	}
	read := decoded(body)
	r.keep(version, read)
	return read, nil
}

func (r *readings) kept(version [32]byte) (reading, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	read, ok := r.all[version]
	return read, ok
}

func (r *readings) keep(version [32]byte, read reading) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.all == nil || r.size+len(read.text) > mostReadings {
		r.all, r.size = map[[32]byte]reading{}, 0
	}
	r.size += len(read.text) - len(r.all[version].text)
	r.all[version] = read
}
