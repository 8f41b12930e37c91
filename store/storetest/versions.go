package storetest

import (
	"bytes"
	"math"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
)

func testBindings(t *testing.T, s portal.Store) {
	mail, notes, other := binding("RB", "MALICE"), binding("RA", "MALICE"), binding("RC", "MBOB")
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutBinding(mail), tx.PutBinding(notes), tx.PutBinding(other))
	})
	mail.Unlisted = base
	update(t, s, func(tx portal.Tx) error { return tx.PutBinding(mail) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Binding("RB")
		same(t, "binding", got, err, mail)
		got, err = tx.Binding("RZ")
		missing(t, "unknown binding", got, err)
		all, err := tx.Bindings("MALICE")
		same(t, "bindings", all, err, []portal.Binding{notes, mail})
		all, err = tx.Bindings("MNOBODY")
		empty(t, "bindings of a stranger", all, err)
	})
}

func testBindingsUnlisted(t *testing.T, s portal.Store) {
	long, short, erased, bare := binding("R1", "MALICE"), binding("R2", "MALICE"), binding("R3", "MALICE"), binding("R4", "MALICE")
	long.Unlisted, short.Unlisted, erased.Unlisted, bare.Unlisted = base, after(time.Hour), base, base
	update(t, s, func(tx portal.Tx) error {
		for _, b := range []portal.Binding{short, long, erased, bare, binding("R5", "MALICE")} {
			if err := tx.PutBinding(b); err != nil {
				return err
			}
		}
		for _, b := range []portal.Binding{short, long, erased, {Identifier: "R5"}} {
			if err := tx.AddVersion(version(b.Identifier, "MALICE", 0)); err != nil {
				return err
			}
		}
		return tx.EraseVersion("R3", 0)
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.BindingsUnlisted(base)
		empty(t, "since before the time itself", got, err)
		got, err = tx.BindingsUnlisted(after(time.Second))
		same(t, "a second later", got, err, []portal.Binding{long})
		got, err = tx.BindingsUnlisted(after(2 * time.Hour))
		same(t, "two hours later", got, err, []portal.Binding{long, short})
	})
}

func testVersions(t *testing.T, s portal.Store) {
	one, two, other := version("RA", "MALICE", 0), version("RA", "MALICE", 1), version("RB", "MALICE", 0)
	two.Signer = ""
	update(t, s, func(tx portal.Tx) error {
		got, err := tx.Head("RA")
		missing(t, "head before", got, err)
		return first(tx.PutBinding(binding("RA", "MALICE")), tx.PutBinding(binding("RB", "MALICE")),
			tx.AddVersion(one), tx.AddVersion(two), tx.AddVersion(other))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Head("RA")
		same(t, "head", got, err, two)
		got, err = tx.VersionByID("RA", one.ID)
		same(t, "by id", got, err, one)
		got, err = tx.VersionByID("RA", meshcore.VersionID{})
		missing(t, "by unknown id", got, err)
		got, err = tx.VersionByID("RC", one.ID)
		missing(t, "by an id of another", got, err)
		got, err = tx.VersionAt("RA", 1)
		same(t, "by sequence", got, err, two)
		for _, sequence := range []uint64{2, math.MaxInt64, math.MaxUint64} {
			got, err = tx.VersionAt("RA", sequence)
			missing(t, "by unknown sequence", got, err)
		}
		all, err := tx.Versions("RA")
		same(t, "all", all, err, []portal.Version{one, two})
		all, err = tx.Versions("RC")
		empty(t, "all of nothing", all, err)
	})
	if err := s.Update(t.Context(), func(tx portal.Tx) error { return tx.AddVersion(two) }); err == nil {
		t.Error("a sequence number was given twice")
	}
	if err := s.Update(t.Context(), func(tx portal.Tx) error { return tx.AddVersion(version("RZ", "MALICE", 0)) }); err == nil {
		t.Error("a version was added to an Identifier without a binding")
	}
}

func testErasedVersions(t *testing.T, s portal.Store) {
	one, two := version("RA", "MALICE", 0), version("RA", "MALICE", 1)
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutBinding(binding("RA", "MALICE")), tx.AddVersion(one), tx.AddVersion(two))
	})
	erase := func(sequence uint64) {
		update(t, s, func(tx portal.Tx) error {
			missing(t, "erase what is not there", struct{}{}, tx.EraseVersion("RA", 9))
			missing(t, "erase what cannot be", struct{}{}, tx.EraseVersion("RA", math.MaxUint64))
			return first(tx.EraseVersion("RA", sequence), tx.EraseVersion("RA", sequence))
		})
	}
	erase(0)
	one.Body, one.Salt = nil, [32]byte{}
	view(t, s, func(tx portal.Tx) {
		got, err := tx.VersionAt("RA", 0)
		same(t, "erased", got, err, one)
		got, err = tx.VersionByID("RA", one.ID)
		same(t, "erased by id", got, err, one)
		all, err := tx.Versions("RA")
		same(t, "kept", all, err, []portal.Version{two})
	})
	erase(1)
	two.Body, two.Salt = nil, [32]byte{}
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Head("RA")
		same(t, "erased head", got, err, two)
		all, err := tx.Versions("RA")
		empty(t, "kept", all, err)
	})
}

func testBodies(t *testing.T, s portal.Store) {
	great := make([]byte, 4<<20)
	for i := range great {
		great[i] = byte(i * i >> 8)
	}
	bodies := [][]byte{great, {}, {0}, bytes.Repeat([]byte{0xff}, 4096), nil}
	update(t, s, func(tx portal.Tx) error {
		err := tx.PutBinding(binding("RA", "MALICE"))
		for i, body := range bodies {
			v := version("RA", "MALICE", uint64(i))
			v.Body = body
			err = first(err, tx.AddVersion(v))
		}
		return err
	})
	view(t, s, func(tx portal.Tx) {
		for i, body := range bodies {
			got, err := tx.VersionAt("RA", uint64(i))
			if err != nil || !bytes.Equal(got.Body, body) || (got.Body == nil) != (body == nil) {
				t.Errorf("body %d: got %d bytes (nil %v), error %v", i, len(got.Body), got.Body == nil, err)
			}
		}
		all, err := tx.Versions("RA")
		same(t, "kept bodies", len(all), err, 4)
	})
}

func testUsage(t *testing.T, s portal.Store) {
	expect := func(since time.Time, published int, bytes int64) {
		t.Helper()
		view(t, s, func(tx portal.Tx) {
			n, size, err := tx.Usage("MALICE", since)
			same(t, "usage", [2]int64{int64(n), size}, err, [2]int64{int64(published), bytes})
		})
	}
	expect(base, 0, 0)
	update(t, s, func(tx portal.Tx) error {
		err := first(tx.PutBinding(binding("RA", "MALICE")), tx.PutBinding(binding("RB", "MALICE")), tx.PutBinding(binding("RC", "MBOB")))
		for i := range 4 {
			v := version("RA", "MALICE", uint64(i))
			v.Body = make([]byte, 1000)
			err = first(err, tx.AddVersion(v))
		}
		return first(err, tx.AddVersion(version("RC", "MBOB", 0)))
	})
	expect(base, 4, 4000)
	expect(time.Time{}, 4, 4000)
	expect(after(time.Minute), 3, 4000)
	expect(after(3*time.Minute), 1, 4000)
	expect(after(4*time.Minute), 0, 4000)
	update(t, s, func(tx portal.Tx) error {
		v := version("RB", "MALICE", 0)
		v.Stored, v.Body = after(3*time.Minute), []byte("12345")
		return first(tx.EraseVersion("RA", 0), tx.EraseVersion("RA", 0), tx.EraseVersion("RA", 3), tx.AddVersion(v))
	})
	expect(after(3*time.Minute), 2, 2005)
	expect(base, 5, 2005)
}
