package storetest

import (
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

func testAccounts(t *testing.T, s portal.Store) {
	alice, bob := account("alice@example.com", "MALICE"), account("bob@example.com", "MBOB")
	update(t, s, func(tx portal.Tx) error {
		got, err := tx.Account(alice.Name)
		missing(t, "account before", got, err)
		return first(tx.PutAccount(alice), tx.PutAccount(bob))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Account(alice.Name)
		same(t, "by name", got, err, alice)
		got, err = tx.AccountOf(bob.Profile)
		same(t, "by profile", got, err, bob)
		got, err = tx.AccountOf("MNOBODY")
		missing(t, "of a stranger", got, err)
		got, err = tx.Account("Alice@example.com")
		missing(t, "in another case", got, err)
	})
	alice.Status, alice.DeleteRequest, alice.EraseAfter = portal.Suspended, []byte("x"), after(7*24*time.Hour)
	update(t, s, func(tx portal.Tx) error { return tx.PutAccount(alice) })
	view(t, s, func(tx portal.Tx) {
		all, err := tx.Accounts()
		if err != nil || len(all) != 2 || all[0].Name != alice.Name || all[1].Name != bob.Name {
			t.Errorf("accounts %+v, %v, want alice's and bob's", all, err)
		}
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Account(alice.Name)
		same(t, "replaced", got, err, alice)
		got, err = tx.Account(bob.Name)
		same(t, "the other one", got, err, bob)
	})
	err := s.Update(t.Context(), func(tx portal.Tx) error { return tx.PutAccount(account("eve@example.com", "MALICE")) })
	if err == nil {
		t.Error("a profile got a second account")
	}
}

func testErasuresDue(t *testing.T, s portal.Store) {
	var due []portal.Account
	update(t, s, func(tx portal.Tx) error {
		open, closed := account("open@example.com", "MOPEN"), account("closed@example.com", "MCLOSED")
		closed.Status, closed.EraseAfter = portal.Closed, base
		for i, name := range []string{"later", "now", "before"} {
			a := account(meshcore.Account(name+"@example.com"), udf.Fingerprint(name))
			a.Status, a.EraseAfter = portal.Suspended, after(time.Duration(1-i)*time.Second)
			due = append([]portal.Account{a}, due...)
		}
		return first(tx.PutAccount(open), tx.PutAccount(closed),
			tx.PutAccount(due[0]), tx.PutAccount(due[1]), tx.PutAccount(due[2]))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.ErasuresDue(base)
		same(t, "due", got, err, due[:2])
		got, err = tx.ErasuresDue(after(-time.Hour))
		empty(t, "due an hour ago", got, err)
	})
}

func testKeys(t *testing.T, s portal.Store) {
	master := portal.Key{ID: "MA", Profile: "MALICE", Use: portal.MasterUse}
	device := portal.Key{ID: "MB", Profile: "MALICE", Device: "MDEVICE", Use: portal.SignatureUse}
	other := portal.Key{ID: "MC", Profile: "MBOB", Device: "MPHONE", Use: portal.EncryptionUse}
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutKey(device), tx.PutKey(other), tx.PutKey(master))
	})
	device.Removed = true
	update(t, s, func(tx portal.Tx) error { return tx.PutKey(device) })
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Key("MB")
		same(t, "key", got, err, device)
		got, err = tx.Key("MZ")
		missing(t, "unknown key", got, err)
		keys, err := tx.Keys("MALICE")
		same(t, "keys", keys, err, []portal.Key{master, device})
		keys, err = tx.Keys("MNOBODY")
		empty(t, "keys of a stranger", keys, err)
	})
}

func testSettings(t *testing.T, s portal.Store) {
	update(t, s, func(tx portal.Tx) error {
		return first(tx.PutSetting("a", "1"), tx.PutSetting("b", ""), tx.PutSetting("a", "2"))
	})
	view(t, s, func(tx portal.Tx) {
		got, err := tx.Setting("a")
		same(t, "setting", got, err, "2")
		got, err = tx.Setting("b")
		same(t, "empty setting", got, err, "")
		got, err = tx.Setting("c")
		missing(t, "unknown setting", got, err)
	})
}

func testNonces(t *testing.T, s portal.Store) {
	use := func(nonce string, now time.Time, want bool) {
		t.Helper()
		update(t, s, func(tx portal.Tx) error {
			used, err := tx.UseNonce(nonce, now.Add(time.Minute), now)
			if used != want {
				t.Errorf("nonce %q at %v: used %v, want %v", nonce, now.Sub(base), used, want)
			}
			return err
		})
	}
	use("a", base, false)
	use("a", base, true)
	use("b", base, false)
	use("a", after(59*time.Second), true)
	use("a", after(60*time.Second), false) // it expires at the minute, whenever it was tried again
	use("a", after(61*time.Second), true)
	use("b", after(61*time.Second), false)
}
