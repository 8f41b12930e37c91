package portal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"time"
)

// challengeLife is how long a challenge may be answered (protocol.md II.2).
const challengeLife = 60 * time.Second

// A challenge is a random part, the time in seconds, and a MAC over both by a
// key that this process alone has: it takes no memory until it is spent.
const (
	challengeRandom = 16
	challengeTimed  = challengeRandom + 8
	challengeSize   = challengeTimed + sha256.Size
)

// challengeKey authenticates challenges. A restart makes another one.
type challengeKey [32]byte

// Challenge returns what a sign-in has to contain. It may be used once, within
// 60 seconds, at this process.
func (s *Service) Challenge() (string, error) {
	raw := make([]byte, challengeTimed, challengeSize)
	if _, err := io.ReadFull(s.Rand, raw[:challengeRandom]); err != nil {
		return "", refusal(err, "")
	}
	binary.BigEndian.PutUint64(raw[challengeRandom:], uint64(s.Now().Unix()))
	return base64.RawURLEncoding.EncodeToString(s.challengeKey.seal(raw)), nil
}

// seal appends the MAC of what is there.
func (k *challengeKey) seal(timed []byte) []byte {
	mac := hmac.New(sha256.New, k[:])
	mac.Write(timed)
	return mac.Sum(timed)
}

// fresh reports whether a challenge was made here, and not long ago.
func (s *Service) fresh(challenge string) bool {
	raw, ok := exactly(challenge, challengeSize)
	if !ok {
		return false
	}
	timed := raw[:challengeTimed:challengeTimed]
	if !hmac.Equal(raw, s.challengeKey.seal(timed)) {
		return false
	}
	made := time.Unix(int64(binary.BigEndian.Uint64(timed[challengeRandom:])), 0)
	age := s.Now().Sub(made)
	return age >= 0 && age < challengeLife
}
