package portal

import (
	"net/netip"
	"net/url"
	"sync"
	"time"

	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Limits bound what one account, device or address may take (protocol.md II.8,
// II.9). Every zero is off, of a life the default. The configuration keys are limits.….
type Limits struct {
	PublishesPerDay   int           // of an account, applications and escrow entries
	BodyBytes         int64         // of all bodies of an account
	DeviceBurst       int           // profile publishes of a device at once
	DevicePerMinute   int           // profile publishes of a device after that
	PendingPerAccount int           // live requests to join, invited ones beside
	RequestLife       time.Duration // of a request to join; 0 is the default
	LookupsPerMinute  int           // of strangers from one address
	AsksPerMinute     int           // requests to join and withdrawals, of a device and from one address
	SessionIdle       time.Duration // of a web session that is not used; 0 is the default
	SessionLife       time.Duration // of a web session from its start; 0 is the default
}

// DefaultLimits are those of protocol.md.
func DefaultLimits() Limits {
	return Limits{
		PublishesPerDay: 2000, BodyBytes: 100 << 20, DeviceBurst: 30, DevicePerMinute: 3,
		PendingPerAccount: 8, RequestLife: 15 * time.Minute, LookupsPerMinute: 120, AsksPerMinute: 12,
		SessionIdle: 12 * time.Hour, SessionLife: 7 * 24 * time.Hour,
	}
}

func tooMany(wait time.Duration, format string, args ...any) *protocol.Error {
	e := protocol.Refuse(protocol.TooMany, format, args...)
	e.RetryAfter = wait
	return e
}

// bucket is a token bucket: what is left, and when that was true.
type bucket struct {
	left float64
	at   time.Time
}

// buckets are token buckets by name. Full ones are forgotten.
type buckets struct {
	mutex sync.Mutex
	all   map[string]bucket
}

// mostBuckets is when full buckets are looked for.
const mostBuckets = 10_000

// take takes a token, or says how long to wait for one.
func (b *buckets) take(name string, burst, perMinute int, now time.Time) (wait time.Duration, ok bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.all == nil {
		b.all = map[string]bucket{}
	}
	if len(b.all) > mostBuckets {
		b.forget(burst, perMinute, now)
	}
	have, known := b.all[name]
	if !known {
		have = bucket{float64(burst), now}
	}
	have = have.refilled(burst, perMinute, now)
	if have.left < 1 {
		return time.Duration((1 - have.left) / float64(perMinute) * float64(time.Minute)), false
	}
	have.left--
	b.all[name] = have
	return 0, true
}

func (b bucket) refilled(burst, perMinute int, now time.Time) bucket {
	return bucket{min(float64(burst), b.left+now.Sub(b.at).Minutes()*float64(perMinute)), now}
}

func (b *buckets) forget(burst, perMinute int, now time.Time) {
	for name, have := range b.all {
		if have.refilled(burst, perMinute, now).left >= float64(burst) {
			delete(b.all, name)
		}
	}
}

// takeRate bounds how often a device publishes profiles.
func (s *Service) takeRate(device udf.Fingerprint) error {
	if s.Limits.DeviceBurst == 0 || s.Limits.DevicePerMinute == 0 {
		return nil
	}
	wait, ok := s.buckets.take(string(device), s.Limits.DeviceBurst, s.Limits.DevicePerMinute, s.Now())
	if !ok {
		return tooMany(wait, "this device changes the profile too often; nothing was changed: wait %s", wait.Round(time.Second))
	}
	return nil
}

// lookup bounds how often a stranger asks from one address, so that names
// cannot be listed.
func (s *Service) lookup(call *protocol.Call) error {
	address := s.sender(call.From)
	if address == "" || s.Limits.LookupsPerMinute == 0 {
		return nil
	}
	wait, ok := s.lookups.take(address, s.Limits.LookupsPerMinute, s.Limits.LookupsPerMinute, s.Now())
	if !ok {
		return tooMany(wait, "too many look-ups from your network: wait %s", wait.Round(time.Second))
	}
	return nil
}

// sender is the address that limits count; "" is exempt. Loopback is, where the
// portal is for this machine alone: before any other, a proxy that is not
// trusted sends everybody's messages from there.
func (s *Service) sender(addr netip.Addr) string {
	if addr.Unmap().IsLoopback() && Local(s.BaseURL) {
		return ""
	}
	return addressPrefix(addr)
}

// Local reports whether a base URL names the machine that it is read on.
func Local(baseURL string) bool {
	u, err := url.Parse(baseURL)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// takeAsk bounds how often a device asks to join or withdraws, and how often
// that comes from one address without an invitation: each is written, and told
// to every page of the profile. See sender.
func (s *Service) takeAsk(call *protocol.Call, device udf.Fingerprint, invited bool) error {
	limit := s.Limits.AsksPerMinute
	if limit == 0 {
		return nil
	}
	names := []string{string(device)}
	if address := s.sender(call.From); address != "" && !invited {
		names = append(names, address)
	}
	for _, name := range names {
		if wait, ok := s.asks.take(name, limit, limit, s.Now()); !ok {
			return tooMany(wait, "too many requests to join from this device or network; nothing was changed: wait %s", wait.Round(time.Second))
		}
	}
	return nil
}

// addressPrefix is what counts as one sender: an IPv4 address, or a /64; "" of
// an unknown address.
func addressPrefix(addr netip.Addr) string {
	addr = addr.Unmap()
	if !addr.IsValid() {
		return ""
	}
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	prefix, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

// checkQuota bounds how much an account publishes in a day, and how much is
// kept of it. Before it refuses for size, it thins old versions.
func (s *Service) checkQuota(tx Tx, owner udf.Fingerprint, size int) error {
	if s.Limits.PublishesPerDay == 0 && s.Limits.BodyBytes == 0 {
		return nil
	}
	day := s.Now().Add(-24 * time.Hour)
	published, bytes, err := tx.Usage(owner, day)
	if err != nil {
		return err
	}
	if limit := s.Limits.PublishesPerDay; limit > 0 && published >= limit {
		return tooMany(time.Hour, "this account has published %d times in a day; nothing was changed: try again later", published)
	}
	limit := s.Limits.BodyBytes
	if limit == 0 || bytes+int64(size) <= limit {
		return nil
	}
	if bytes, err = s.thin(tx, owner, bytes+int64(size)-limit); err != nil {
		return err
	}
	if bytes < 0 {
		return nil
	}
	return tooMany(24*time.Hour, "this account keeps more than %d bytes; nothing was changed: remove an application or entries", limit)
}
