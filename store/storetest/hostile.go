package storetest

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

var hostile = []string{
	"",
	" ",
	"'", `"`, "`", `\`, "%", "_", "?", "$1", ":a", "@a", ";", "--", "/*", "\n", "\r\n", "\t",
	"x' OR '1'='1",
	"'; DROP TABLE accounts; --",
	`"; DELETE FROM versions; --`,
	"NULL", "0", "-1", "1e999", "0x41", "true", "2026-03-01T12:00:00Z",
	"\x00", "a\x00b", "a", "a\x00",
	"😀👩‍👩‍👧‍👦", "\u202eabc", "é", "e\u0301", "ﬁ", "İı", "\ufeff", "\uffff", "\U0010ffff",
	"\xff\xfe", "\xc0\xaf", "a\xed\xa0\x80",
	strings.Repeat("long ", 50_000),
	strings.Repeat("'", 10_000),
}

// refusable reports whether an engine may refuse the text.
func refusable(text string) bool {
	return strings.Contains(text, "\x00") || !utf8.ValidString(text) || len(text) > 1000
}

// fill puts text into all texts and bytes of the record.
func fill(record any, text string) {
	v := reflect.ValueOf(record).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.Kind() == reflect.String:
			f.SetString(text)
		case f.Type() == reflect.TypeFor[[]byte]():
			f.SetBytes([]byte(text))
		}
	}
}

// testHostileTexts keeps each text in every field, and finds each by itself
// alone.
func testHostileTexts(t *testing.T, s portal.Store) {
	var kept []string
	for _, text := range hostile {
		err := s.Update(t.Context(), func(tx portal.Tx) error { return putHostile(t, tx, text) })
		if err == nil {
			kept = append(kept, text)
		} else if !refusable(text) {
			t.Errorf("%.40q is refused: %v", text, err)
		}
	}
	view(t, s, func(tx portal.Tx) {
		for _, text := range kept {
			t.Run(fmt.Sprintf("%.20q", text), func(t *testing.T) { getHostile(t, tx, text) })
		}
	})
}

// hostileRecords returns one record of each kind full of the text.
func hostileRecords(text string) (a portal.Account, k portal.Key, b portal.Binding, v portal.Version, c portal.Connection, i portal.Invitation) {
	fill(&a, text)
	fill(&k, text)
	fill(&b, text)
	fill(&v, text)
	fill(&c, text)
	fill(&i, text)
	copy(i.Hash[:], text)
	v.ID, v.Stored, c.Requested = meshcore.VersionID(hash(3)), base, after(time.Second)
	return a, k, b, v, c, i
}

func putHostile(t *testing.T, tx portal.Tx, text string) error {
	a, k, b, v, c, i := hostileRecords(text)
	got, err := tx.Account(a.Name)
	if err == nil {
		t.Errorf("%.40q is found before it was put: %.40q", text, got.Name)
	} else if refusable(text) && err != portal.ErrNotFound {
		return err
	}
	used, err := tx.UseNonce(text, after(time.Hour), base)
	if used {
		t.Errorf("nonce %.40q is taken for another", text)
	}
	return first(err, tx.PutAccount(a), tx.PutKey(k), tx.PutBinding(b), tx.AddVersion(v), tx.PutConnection(c),
		tx.PutInvitation(i), tx.PutBlock(udf.Fingerprint(text), udf.Fingerprint(text)), tx.PutSetting(text, text),
		tx.PutSession(hostileSession(text)), tx.PutSighting(portal.Sighting{Device: udf.Fingerprint(text), Profile: udf.Fingerprint(text)}))
}

// hostileSession has a hash of its own for each text.
func hostileSession(text string) (s portal.Session) {
	fill(&s, text)
	s.Hash = sha256.Sum256([]byte(text))
	return s
}

func getHostile(t *testing.T, tx portal.Tx, text string) {
	a, k, b, v, c, i := hostileRecords(text)
	f := udf.Fingerprint(text)

	account, err := tx.Account(meshcore.Account(text))
	same(t, "account", account, err, a)
	account, err = tx.AccountOf(f)
	same(t, "account of", account, err, a)
	setting, err := tx.Setting(text)
	same(t, "setting", setting, err, text)

	keys, err := tx.Keys(f)
	same(t, "keys", keys, err, []portal.Key{k})
	bindings, err := tx.Bindings(f)
	same(t, "bindings", bindings, err, []portal.Binding{b})
	versions, err := tx.Versions(f)
	same(t, "versions", versions, err, []portal.Version{v})
	version, err := tx.VersionByID(f, v.ID)
	same(t, "version", version, err, v)
	published, size, err := tx.Usage(f, base)
	same(t, "usage", [2]int64{int64(published), size}, err, [2]int64{1, int64(len(text))})

	connections, err := tx.Connections(f)
	same(t, "connections", connections, err, []portal.Connection{c})
	connection, err := tx.ConnectionByKey(f)
	same(t, "connection", connection, err, c)
	invitation, err := tx.Invitation(i.Hash)
	invitation.Profile, invitation.Device = f, f // texts that begin alike share a hash
	same(t, "invitation", invitation, err, i)
	blocked, err := tx.Blocked(f)
	same(t, "blocked", blocked, err, []udf.Fingerprint{f})

	sessions, err := tx.Sessions(f)
	same(t, "sessions", sessions, err, []portal.Session{hostileSession(text)})
	sightings, err := tx.Sightings(f)
	same(t, "sightings", sightings, err, []portal.Sighting{{Device: f, Profile: f}})
	latest, err := tx.Recent(f, v.Index+1, 10)
	v.Body = nil
	same(t, "recent", latest, err, []portal.Version{v})
}
