package portal

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// SignupPolicy says who may create an account.
type SignupPolicy string

// The sign-up policies.
const (
	SignupOpen       SignupPolicy = "open"
	SignupInvitation SignupPolicy = "invitation" // whoever has a token of the operator's
	SignupClosed     SignupPolicy = "closed"
)

// Config is what a portal is told by its operator and its surroundings.
type Config struct {
	BaseURL     string      // without a slash at its end: what signed calls name
	Name        string      // host[:port] behind the @ of an account
	Origin      string      // of the log
	NoteSigner  note.Signer // signs checkpoints; its name is Origin
	NoteKey     string      // the verifier key of NoteSigner
	Now         func() time.Time
	Rand        io.Reader               // safe for concurrent use
	Release     func(note []byte) error // keeps a note durably before anybody is told of it
	Released    []byte                  // the newest note that was released before; nil on a new database
	Limits      Limits
	Signup      SignupPolicy
	SignupToken func(token string) bool // judges a token under SignupInvitation
	Reserved    []string                // account names that nobody gets, beside our own list
	Log         *slog.Logger
}

// Service is the registrar. It is safe for concurrent use.
type Service struct {
	Config
	store    Store
	verifier note.Verifier
	started  time.Time
	queue    chan *job
	gate     sync.RWMutex // held for reading while a write is queued
	closed   bool
	stop     chan struct{}
	running  sync.WaitGroup
	released atomic.Pointer[release]
	renewing sync.Mutex
	frozen   atomic.Pointer[string]
	nonces   nonceWindow
	profiles profileCache
	buckets  buckets
	lookups  buckets
	asks     buckets

	dates    derived[meshcore.VersionID, meshcore.Time]           // of application heads, for their next version
	roots    derived[int64, ledger.Hash]                          // by size
	arrivals derived[udf.Fingerprint, arrivals]                   // by profile
	requests derived[meshcore.VersionID, *meshcore.DeviceProfile] // who asks, by request

	sightings    sightings
	watchers     watchers
	challengeKey challengeKey
	challenges   nonceWindow // those that were used
}

// release is the newest checkpoint that may be told to anybody.
type release struct {
	ledger.Checkpoint
	note []byte
}

// New opens the portal over a store and starts its sequencer. A store that
// does not contain what was released before starts frozen: it is read, never
// written (protocol.md II.5).
func New(ctx context.Context, store Store, config Config) (*Service, error) {
	verifier, err := note.NewVerifier(config.NoteKey)
	if err != nil {
		return nil, err
	}
	if config.NoteSigner.Name() != config.Origin {
		return nil, errors.New("portal: the log's key is for " + config.NoteSigner.Name() + ", the origin is " + config.Origin)
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		Config: config, store: store, verifier: verifier, started: config.Now().Truncate(time.Second),
		queue: make(chan *job, batchSize), stop: make(chan struct{}),
	}
	if _, err := io.ReadFull(config.Rand, s.challengeKey[:]); err != nil {
		return nil, err
	}
	if err := s.thaw(ctx); err != nil {
		return nil, err
	}
	s.running.Add(2)
	go s.sequence()
	go s.janitor()
	return s, nil
}

// Close takes no more writes, finishes those under way and stops. It may be
// called again.
func (s *Service) Close() {
	s.gate.Lock()
	first := !s.closed
	s.closed = true
	s.gate.Unlock()
	if first {
		close(s.stop)
		s.watchers.close()
	}
	s.running.Wait()
}

// Frozen reports why the portal takes no writes; ok is false if it does.
func (s *Service) Frozen() (reason string, ok bool) {
	if r := s.frozen.Load(); r != nil {
		return *r, true
	}
	return "", false
}

// Ready reports why the portal cannot take writes now.
func (s *Service) Ready(ctx context.Context) error {
	if reason, frozen := s.Frozen(); frozen {
		return errors.New(reason)
	}
	return s.store.View(ctx, func(tx Tx) error {
		_, err := tx.LogSize()
		return err
	})
}

func (s *Service) freeze(reason string) {
	s.frozen.Store(&reason)
	s.Log.Error("log frozen", "reason", reason)
}

// errFrozen is what a write gets while the log is frozen.
func errFrozen(reason string) *protocol.Error {
	return &protocol.Error{Code: protocol.Unavailable, Message: "the log is frozen (" + reason + "); nothing was changed: its operator must act", RetryAfter: time.Hour}
}
