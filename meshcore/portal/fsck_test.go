package portal_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
)

// fsck checks the whole store against the newest note released.
func (w *world) fsck() (*portal.Report, error) {
	w.Helper()
	return portal.Fsck(w.Context(), w.db, w.config.NoteKey, w.released)
}

// lived is a portal with something of every kind in its store.
func (w *world) lived() (*person, *application, *kit) {
	w.Helper()
	p, bob := w.person("alice"), w.person("bob")
	phone := p.join()
	a, k := p.passwords(phone), p.kit()
	w.check(a.publish(phone, a.next()))
	w.check(k.publish(p.first.auth))
	w.advance(time.Second)
	next := p.next()
	w.check(p.send(next, p.open(next))) // a new epoch
	p.remove(phone)
	p.passwords()
	listed := p.next()
	listed.Applications = listed.Applications[:2]
	w.check(p.publish(p.first, listed))
	w.check(bob.delete(bob.first.auth, bob.deletion(bob.first)))
	w.advance(8 * 24 * time.Hour)
	w.check(w.Sweep(w.Context()))
	w.check(p.publish(p.first, p.next()))
	return p, a, k
}

func TestFsckOfASoundStore(t *testing.T) {
	w := newWorld(t)
	if report, err := w.fsck(); err != nil || *report != (portal.Report{}) {
		t.Errorf("an empty store: %+v, %v", report, err)
	}
	w.lived()
	report, err := w.fsck()
	w.check(err)
	if report.Accounts != 2 || report.Leaves != int(w.size()) || report.Versions < 10 || report.Versions >= report.Leaves {
		t.Errorf("%+v of %d leaves", report, w.size())
	}
}

// swapped returns a leaf with another first character of its commitment.
func swapped(leaf []byte) []byte {
	lines := bytes.Split(bytes.Clone(leaf), []byte("\n"))
	lines[5][0] ^= 1
	return bytes.Join(lines, []byte("\n"))
}

func TestFsckFindsDamage(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(w *world, p *person, a *application, k *kit)
	}{
		{"a flipped application", func(w *world, p *person, a *application, k *kit) {
			body := p.entry(a.signed)
			at := bytes.Index(body, []byte(`"payload":"`)) + 400
			body[at] ^= 1
			w.damage("UPDATE versions SET body = ? WHERE identifier = ? AND sequence = 2", body, string(a.id))
		}},
		{"a flipped signature", func(w *world, p *person, a *application, k *kit) {
			forged := *p.signed
			forged.SignedData.Signature = a.signed.SignedData.Signature
			w.damage("UPDATE versions SET body = ? WHERE version_id = ?", p.entry(&forged), id(p.signed.Version()))
		}},
		{"an application of a device without the right", func(w *world, p *person, a *application, k *kit) {
			signed := a.sign(w.device(), reopen(w, a.signed))
			w.damage("UPDATE versions SET body = ?, version_id = ? WHERE version_id = ?",
				p.entry(signed), id(signed.Version()), id(a.signed.Version()))
		}},
		{"a flipped escrow entry", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE versions SET body = ? WHERE identifier = ?", spaced(k.entry), string(k.id))
		}},
		{"the body of an older version", func(w *world, p *person, a *application, k *kit) {
			w.damage(`UPDATE versions SET body = (SELECT body FROM versions AS v WHERE v.identifier = versions.identifier AND sequence = 0)
				WHERE identifier = ? AND sequence = 1`, string(a.id))
		}},
		{"an older version in the place of the newest", func(w *world, p *person, a *application, k *kit) {
			w.damage(`UPDATE versions SET (body, salt, version_id, position) =
				(SELECT body, salt, version_id, position FROM versions AS v WHERE v.identifier = versions.identifier AND sequence = 0)
				WHERE identifier = ? AND sequence = 2`, string(a.id))
		}},
		{"another salt", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE versions SET salt = zeroblob(32) WHERE version_id = ?", id(p.signed.Version()))
		}},
		{"another index", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE versions SET position = position - 1 WHERE version_id = ?", id(p.signed.Version()))
		}},
		{"a head that is missing", func(w *world, p *person, a *application, k *kit) {
			w.damage("DELETE FROM versions WHERE version_id = ?", id(p.signed.Version()))
		}},
		{"an application's head that is missing", func(w *world, p *person, a *application, k *kit) {
			w.damage("DELETE FROM versions WHERE version_id = ?", id(a.signed.Version()))
		}},
		{"a profile without its body", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE versions SET body = NULL, salt = NULL WHERE identifier = ? AND sequence = 2", string(p.profile.Identifier))
		}},
		{"an account that is missing", func(w *world, p *person, a *application, k *kit) {
			w.damage("DELETE FROM accounts WHERE name = ?", string(p.account))
		}},
		{"an account of another profile", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE accounts SET name = 'mallory@" + portalName + "' WHERE name LIKE 'alice%'")
		}},
		{"a leaf with another commitment", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE leaves SET leaf = ? WHERE position = 3", swapped(w.leaf(3).Marshal()))
		}},
		{"two leaves in each other's place", func(w *world, p *person, a *application, k *kit) {
			three, four := w.leaf(3).Marshal(), w.leaf(4).Marshal()
			w.damage("UPDATE leaves SET leaf = ? WHERE position = 3", four)
			w.damage("UPDATE leaves SET leaf = ? WHERE position = 4", three)
		}},
		{"a wrong hash of a leaf", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE hashes SET hash = zeroblob(32) WHERE position = 0")
		}},
		{"a wrong hash within the tree", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE hashes SET hash = zeroblob(32) WHERE position = 2")
		}},
		{"a wrong hash that no root shows now", func(w *world, p *person, a *application, k *kit) {
			w.damage("UPDATE hashes SET hash = zeroblob(32) WHERE position = 5") // of leaves 2 and 3
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p, a, k := w.lived()
			tt.do(w, p, a, k)
			if _, err := w.fsck(); err == nil {
				t.Error("not found")
			} else {
				t.Log(err)
			}
		})
	}
}

func id(v meshcore.VersionID) []byte { return v[:] }

func TestFsckHoldsTheStoreToWhatWasReleased(t *testing.T) {
	w := newWorld(t)
	w.lived()
	ahead, forked := w.checkpoint(), w.checkpoint()
	ahead.Size++
	forked.Root[0] ^= 1
	for want, c := range map[string]struct{ note []byte }{
		"were released":       {w.note(ahead.Sign(w.config.NoteSigner))},
		"not those that were": {w.note(forked.Sign(w.config.NoteSigner))},
		"checkpoint":          {[]byte("nothing")},
	} {
		_, err := portal.Fsck(t.Context(), w.db, w.config.NoteKey, c.note)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
}

func (w *world) note(n []byte, err error) []byte {
	w.Helper()
	w.check(err)
	return n
}
