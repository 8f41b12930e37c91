package portal

import (
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"
)

// FuzzReadClaim requires what is read to be read again from its plain form.
func FuzzReadClaim(f *testing.F) {
	f.Add([]byte(`{"Account":"alice@localhost","Profile":"M","Challenge":"AAAA"}`))
	f.Add([]byte(` {"Challenge":"\u0000","Account":"","Profile":"\ud83d\ude00"} `))
	f.Add([]byte(`{"Account":"a","Account":"b","Challenge":""}`))
	f.Add([]byte(`{"Account":null,"Profile":{},"Challenge":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := readClaim(body)
		if err != nil {
			if err != errSignIn {
				t.Errorf("refused with %v", err)
			}
			return
		}
		plain, err := json.Marshal(map[string]string{"Account": c.account, "Profile": c.profile, "Challenge": c.challenge})
		if err != nil {
			t.Fatal(err)
		}
		if len(plain) > mostClaim {
			return
		}
		if again, err := readClaim(plain); err != nil || again != c {
			t.Errorf("got %+v (%v), want %+v", again, err, c)
		}
	})
}

// FuzzChallenge requires that nobody but the portal makes challenges.
func FuzzChallenge(f *testing.F) {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	mine := &Service{Config: Config{Now: func() time.Time { return now }, Rand: rand.Reader}, challengeKey: challengeKey{1}}
	other := &Service{Config: mine.Config, challengeKey: challengeKey{2}}
	challenge, err := other.Challenge()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(challenge)
	f.Add(challenge[:20])
	f.Add("")
	f.Fuzz(func(t *testing.T, challenge string) {
		if mine.fresh(challenge) {
			t.Errorf("%q is taken for a challenge", challenge)
		}
	})
}
