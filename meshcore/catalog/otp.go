package catalog

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"hash"
	"net/url"
	"strconv"
	"strings"

	"meshportal/meshcore"
)

// otp is what an otpauth URI says.
type otp struct {
	secret  []byte
	hash    func() hash.Hash
	digits  int
	period  int64 // seconds
	counted bool  // hotp: by a counter, not by time
}

// checkOTP requires an otpauth URI of the Key Uri Format of Google
// Authenticator.
func checkOTP(s string) error {
	_, err := parseOTP(s)
	return err
}

func parseOTP(s string) (*otp, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" && u.Host != "hotp" {
		return nil, meshcore.Invalid("not a URI that begins with otpauth://totp/ or otpauth://hotp/")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, meshcore.Invalid("the otpauth URI has parameters that cannot be read")
	}
	for name, values := range query {
		if len(values) != 1 {
			return nil, meshcore.Invalid("the otpauth URI has %.40q twice", name)
		}
	}
	o := &otp{counted: u.Host == "hotp"}
	return o, o.read(query)
}

func (o *otp) read(query url.Values) (err error) {
	if o.secret, err = parseSecret(query.Get("secret")); err != nil {
		return err
	}
	if o.hash, err = parseAlgorithm(query.Get("algorithm")); err != nil {
		return err
	}
	digits, err := number(query, "digits", "6", 6, 8)
	if err != nil {
		return err
	}
	o.digits = int(digits)
	if o.counted {
		_, err = number(query, "counter", "", 0, 1<<62)
		return err
	}
	o.period, err = number(query, "period", "30", 1, 3600)
	return err
}

// parseSecret reads base32 in any case, with or without padding.
func parseSecret(s string) ([]byte, error) {
	s = strings.TrimRight(strings.ToUpper(s), "=")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil || len(secret) == 0 {
		return nil, meshcore.Invalid("the otpauth URI has no secret in base32")
	}
	return secret, nil
}

func parseAlgorithm(s string) (func() hash.Hash, error) {
	switch strings.ToUpper(s) {
	case "", "SHA1":
		return sha1.New, nil
	case "SHA256":
		return sha256.New, nil
	case "SHA512":
		return sha512.New, nil
	}
	return nil, meshcore.Invalid("the otpauth URI has the algorithm %.40q; known are SHA1, SHA256 and SHA512", s)
}

func number(query url.Values, name, absent string, low, high int64) (int64, error) {
	s := query.Get(name)
	if !query.Has(name) {
		s = absent
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < low || n > high {
		return 0, meshcore.Invalid("the otpauth URI has no %s from %d to %d", name, low, high)
	}
	return n, nil
}
