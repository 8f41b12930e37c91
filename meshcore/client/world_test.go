package client_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
	"meshportal/store"
)

// world is a real portal over real SQLite, and a clock.
type world struct {
	*testing.T
	clock  *meshtest.Clock
	portal *portal.Service
	db     portal.Store
	signer note.Signer // of the log's checkpoints
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return newWorldBeside(t)
}

// newWorldBeside makes another portal for the same test.
func newWorldBeside(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: meshtest.NewClock()}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "portal.db"))
	w.check(err)
	private, public, err := ledger.GenerateKey(rand.Reader, meshtest.Portal+"/mesh")
	w.check(err)
	signer, err := note.NewSigner(private)
	w.check(err)
	w.portal, err = portal.New(context.Background(), db, portal.Config{
		BaseURL: meshtest.BaseURL, Name: meshtest.Portal, Origin: meshtest.Portal + "/mesh",
		NoteSigner: signer, NoteKey: public, Now: w.clock.Now, Rand: rand.Reader,
		Release: func([]byte) error { return nil }, Limits: portal.DefaultLimits(), Signup: portal.SignupOpen,
		Log: slog.New(slog.DiscardHandler),
	})
	w.check(err)
	w.db, w.signer = db, signer
	t.Cleanup(func() {
		w.portal.Close()
		db.Close()
	})
	return w
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// device is a machine and its client, with a portal in between that can be
// made evil.
type device struct {
	*client.Client
	w       *world
	machine *meshtest.Machine
	evil    *meshtest.Evil
}

func (w *world) device() *device { return w.deviceOf(new(meshtest.Machine)) }

func (w *world) deviceOf(machine *meshtest.Machine) *device {
	d := &device{w: w, machine: machine, evil: &meshtest.Evil{Transport: w.portal}}
	d.Client = meshtest.Device(w.T, machine, d.evil, w.clock)
	return d
}

const alice = meshcore.Account("alice@" + meshtest.Portal)

// person is a device with a profile of its own.
func (w *world) person(account meshcore.Account) *device {
	w.Helper()
	d := w.device()
	_, err := d.Create(w.Context(), account, "laptop", "")
	w.check(err)
	return d
}

// join lets a new device into the profile of admin.
func (w *world) join(admin *device, name string, preset client.Preset) *device {
	w.Helper()
	d := w.device()
	self, err := admin.Self()
	w.check(err)
	joining, err := d.Connect(w.Context(), self.Account, name, nil)
	w.check(err)
	one, err := admin.Find(w.Context(), joining.Code)
	w.check(err)
	_, err = admin.Approve(w.Context(), one, preset)
	w.check(err)
	joining, err = d.JoinStatus(w.Context())
	w.check(err)
	if joining.Status != client.JoinAccepted {
		w.Fatalf("status %s, want accepted", joining.Status)
	}
	return d
}

func (d *device) id() udf.Fingerprint {
	d.w.Helper()
	self, err := d.Self()
	d.w.check(err)
	return self.ID()
}

// passwords adds an application and one entry to it.
func (d *device) passwords() (application udf.Fingerprint, entry string) {
	d.w.Helper()
	kind, _ := catalog.KindNamed("credentials")
	id, err := d.AddApplication(d.w.Context(), kind, "Passwords")
	d.w.check(err)
	_, err = d.Edit(d.w.Context(), id, func(c *catalog.Catalog) (err error) {
		entry, err = c.Add(meshcore.At(d.w.clock.Now()), rand.Reader, set("Sites=example.com", "Password=first"))
		return err
	})
	d.w.check(err)
	return id, entry
}

// change sets a field of an entry.
func (d *device) change(application udf.Fingerprint, entry, assignment string) error {
	_, err := d.Edit(d.w.Context(), application, func(c *catalog.Catalog) error {
		return c.Edit(entry, set(assignment), meshcore.At(d.w.clock.Now()))
	})
	return err
}

// read returns a field of an entry.
func (d *device) read(application udf.Fingerprint, entry, field string) (string, error) {
	a, err := d.Application(d.w.Context(), application)
	if err != nil {
		return "", err
	}
	if a.Catalog == nil {
		return "", a.Problem
	}
	e, ok := a.Catalog.Entry(entry)
	if !ok {
		return "", client.ErrNoApplication
	}
	return e.Values(field)[0], nil
}

func (d *device) reads(application udf.Fingerprint, entry, field, want string) {
	d.w.Helper()
	got, err := d.read(application, entry, field)
	d.w.check(err)
	if got != want {
		d.w.Errorf("%s is %q, want %q", field, got, want)
	}
}

var (
	editorOfAll   = client.Preset{Role: meshcore.Editor, All: true}
	readerOfAll   = client.Preset{Role: meshcore.Reader, All: true}
	administrator = client.Preset{Role: meshcore.Editor, All: true, Administrator: true}
)
