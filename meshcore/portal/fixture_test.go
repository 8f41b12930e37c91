package portal_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/store"
)

const (
	baseURL    = "http://localhost:8080"
	portalName = "localhost:8080"
	logOrigin  = portalName + "/mesh"
)

// world is a portal over real SQLite, and a clock that is moved by hand.
type world struct {
	*testing.T
	*portal.Service
	config portal.Config
	db     *store.DB
	raw    *sql.DB // the same database, past the store

	streams  byte // watchers so far, each of a session of its own
	mutex    sync.Mutex
	now      time.Time
	released []byte // the newest note that the portal released
	failing  error  // what the next release returns
}

// newWorld opens a portal on a new database. Each change sees its Config first.
func newWorld(t *testing.T, change ...func(*portal.Config)) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)}
	var err error
	path := filepath.Join(t.TempDir(), "portal.db")
	w.db, err = store.Open(t.Context(), path)
	w.check(err)
	w.raw, err = sql.Open("sqlite", path)
	w.check(err)
	w.config = portal.Config{
		BaseURL: baseURL, Name: portalName, Now: w.time, Rand: rand.Reader, Release: w.keep,
		Limits: portal.DefaultLimits(), Signup: portal.SignupOpen,
	}
	w.turnKey(logOrigin)
	for _, c := range change {
		c(&w.config)
	}
	w.Service, err = portal.New(t.Context(), w.db, w.config)
	w.check(err)
	t.Cleanup(func() {
		w.Service.Close()
		_ = w.raw.Close()
		_ = w.db.Close()
	})
	return w
}

// turnKey gives the log an origin and a key of its own.
func (w *world) turnKey(origin string) {
	private, public, err := ledger.GenerateKey(rand.Reader, origin)
	w.check(err)
	signer, err := ledger.NewSigner(private)
	w.check(err)
	w.config.Origin, w.config.NoteSigner, w.config.NoteKey = origin, signer, public
}

// restart closes the portal and opens it again on the same database.
func (w *world) restart(released []byte) {
	w.Helper()
	w.Service.Close()
	w.config.Released = released
	var err error
	w.Service, err = portal.New(w.Context(), w.db, w.config)
	w.check(err)
}

func (w *world) time() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) keep(note []byte) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.failing != nil {
		return w.failing
	}
	w.released = note
	return nil
}

func (w *world) failRelease(err error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.failing = err
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// sign signs a message as a call.
func (w *world) sign(signer jose.Signer, body []byte) *protocol.Signature {
	w.Helper()
	nonce, err := protocol.NewNonce(rand.Reader)
	w.check(err)
	s, err := protocol.SignCall(signer, baseURL+protocol.Path, body, protocol.TagDoor, w.time(), nonce)
	w.check(err)
	return s
}

// ask sends a request, signed if there is a signer, and reads the answer.
func (w *world) ask(signer jose.Signer, req protocol.Request, into protocol.Response) error {
	w.Helper()
	body, err := protocol.EncodeRequest(req)
	w.check(err)
	call := &protocol.Call{Body: body}
	if signer != nil {
		call.Signature = w.sign(signer, body)
	}
	reply, err := w.Do(context.Background(), call)
	if err != nil {
		return err
	}
	if err := protocol.DecodeResponse(reply.Body, into); err != nil {
		return err
	}
	if into.Base().Status != reply.Status {
		w.Errorf("status %d in the answer, %d beside it", into.Base().Status, reply.Status)
	}
	return nil
}

// publish publishes an entry and returns the status.
func (w *world) publish(signer jose.Signer, entry []byte) (int, error) {
	w.Helper()
	var answer protocol.PublishResponse
	if err := w.ask(signer, &protocol.PublishRequest{Entry: entry}, &answer); err != nil {
		return 0, err
	}
	c, err := w.open([]byte(answer.CheckpointValue))
	w.check(err)
	if size := w.size(); c.Size != size {
		w.Logf("the answer's note is of %d leaves, the log has %d by now", c.Size, size)
	}
	return answer.Status, nil
}

func (w *world) open(note []byte) (ledger.Checkpoint, error) {
	verifier, err := ledger.NewVerifier(w.config.NoteKey)
	w.check(err)
	return ledger.ParseCheckpoint(note, verifier)
}

// checkpoint reads the newest checkpoint.
func (w *world) checkpoint() ledger.Checkpoint {
	w.Helper()
	note, err := w.ReadLog(w.Context(), "checkpoint")
	w.check(err)
	c, err := w.open(note)
	w.check(err)
	return c
}

// size is the number of leaves in the database.
func (w *world) size() (size int64) {
	w.Helper()
	w.check(w.db.View(context.Background(), func(tx portal.Tx) (err error) {
		size, err = tx.LogSize()
		return err
	}))
	return size
}

// leaf reads one leaf.
func (w *world) leaf(index int64) (leaf ledger.Leaf) {
	w.Helper()
	w.check(w.db.View(w.Context(), func(tx portal.Tx) error {
		leaves, err := tx.Leaves(index, index+1)
		if err != nil {
			return err
		}
		leaf, err = ledger.ParseLeaf(leaves[0])
		return err
	}))
	return leaf
}

// refused requires do to be refused with a code, and to change nothing: not the
// log, not a row of the database.
func (w *world) refused(code protocol.Code, do func() error) {
	w.Helper()
	before := w.rows()
	err := do()
	var e *protocol.Error
	switch {
	case err == nil:
		w.Errorf("accepted, want %d", code)
	case !errors.As(err, &e):
		w.Errorf("error %v, want %d", err, code)
	case e.Code != code:
		w.Errorf("code %d (%s), want %d", e.Code, e.Message, code)
	case e.Response == "":
		w.Errorf("the refusal names no response: %v", e)
	}
	w.unchanged(before)
}
