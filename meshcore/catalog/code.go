package catalog

import (
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"time"

	"meshportal/meshcore"
)

// Code returns the one-time code of a time-based otpauth URI at an instant
// (RFC 6238), and for how long it remains the current one.
func Code(otpauth string, at time.Time) (code string, remaining time.Duration, err error) {
	o, err := parseOTP(otpauth)
	if err != nil {
		return "", 0, err
	}
	if o.counted {
		return "", 0, meshcore.Invalid("the otpauth URI counts uses, not time")
	}
	if at.Unix() < 0 {
		return "", 0, meshcore.Invalid("the clock is before 1970")
	}
	step := at.Unix() / o.period
	return o.code(uint64(step)), time.Unix((step+1)*o.period, 0).Sub(at), nil
}

// code is HOTP (RFC 4226, section 5.3).
func (o *otp) code(counter uint64) string {
	mac := hmac.New(o.hash, o.secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, counter))
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	modulus := uint32(1)
	for range o.digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", o.digits, n%modulus)
}
