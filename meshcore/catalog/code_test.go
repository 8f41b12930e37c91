package catalog

import (
	"encoding/base32"
	"fmt"
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B (the seeds as in its errata 2866).
func TestCodeOfRFC6238(t *testing.T) {
	t.Parallel()
	const seed = "1234567890123456789012345678901234567890123456789012345678901234"
	lengths := map[string]int{"SHA1": 20, "SHA256": 32, "SHA512": 64}
	for unix, codes := range map[int64]map[string]string{
		59:          {"SHA1": "94287082", "SHA256": "46119246", "SHA512": "90693936"},
		1111111109:  {"SHA1": "07081804", "SHA256": "68084774", "SHA512": "25091201"},
		1111111111:  {"SHA1": "14050471", "SHA256": "67062674", "SHA512": "99943326"},
		1234567890:  {"SHA1": "89005924", "SHA256": "91819424", "SHA512": "93441116"},
		2000000000:  {"SHA1": "69279037", "SHA256": "90698825", "SHA512": "38618901"},
		20000000000: {"SHA1": "65353130", "SHA256": "77737706", "SHA512": "47863826"},
	} {
		for algorithm, want := range codes {
			secret := base32.StdEncoding.EncodeToString([]byte(seed[:lengths[algorithm]]))
			for _, digits := range []int{6, 7, 8} {
				uri := fmt.Sprintf("otpauth://totp/x?secret=%s&algorithm=%s&digits=%d&period=30", secret, algorithm, digits)
				got, _, err := Code(uri, time.Unix(unix, 0))
				if err != nil || got != want[8-digits:] {
					t.Errorf("%s at %d: got %s, %v, want %s", algorithm, unix, got, err, want[8-digits:])
				}
			}
		}
	}
}

// The vectors of RFC 4226, appendix D, by way of a period of one second.
func TestCodeOfRFC4226(t *testing.T) {
	t.Parallel()
	for i, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		got, remaining, err := Code("otpauth://totp/?secret=gezdgnbvgy3tqojqgezdgnbvgy3tqojq&period=1", time.Unix(int64(i), 0))
		if err != nil || got != want || remaining != time.Second {
			t.Errorf("%d: got %s for %v, %v, want %s", i, got, remaining, err, want)
		}
	}
}

func TestCodeRemaining(t *testing.T) {
	t.Parallel()
	const uri = "otpauth://totp/Example:alice%40example.com?secret=GEZDGNBV&issuer=Example&image=x"
	for unix, want := range map[time.Duration]time.Duration{
		0: 30 * time.Second, 29 * time.Second: time.Second, 30 * time.Second: 30 * time.Second,
		29*time.Second + 750*time.Millisecond: 250 * time.Millisecond,
	} {
		if _, got, err := Code(uri, time.Unix(0, int64(unix))); err != nil || got != want {
			t.Errorf("at %v: %v remain, %v, want %v", unix, got, err, want)
		}
	}
}

func TestCodeRefuses(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"https://example.com/?secret=GEZDGNBV":                         "otpauth://totp/",
		"otpauth://steam/x?secret=GEZDGNBV":                            "otpauth://totp/",
		"otpauth://totp/%zz?secret=GEZDGNBV":                           "otpauth://totp/",
		"otpauth://totp/x":                                             "no secret",
		"otpauth://totp/x?secret=":                                     "no secret",
		"otpauth://totp/x?secret=GEZDGNB1":                             "no secret",
		"otpauth://totp/x?secret=GEZDGNBV&secret=GEZDGNBV":             "twice",
		"otpauth://totp/x?secret=GEZDGNBV;a=b":                         "cannot be read",
		"otpauth://totp/x?secret=GEZDGNBV&algorithm=MD5":               "algorithm",
		"otpauth://totp/x?secret=GEZDGNBV&digits=5":                    "digits from 6 to 8",
		"otpauth://totp/x?secret=GEZDGNBV&digits=":                     "digits",
		"otpauth://totp/x?secret=GEZDGNBV&period=0":                    "period",
		"otpauth://totp/x?secret=GEZDGNBV&period=99999999999999999999": "period",
		"otpauth://hotp/x?secret=GEZDGNBV":                             "counter",
		"otpauth://hotp/x?secret=GEZDGNBV&counter=1":                   "counts uses",
	} {
		_, _, err := Code(uri, time.Unix(0, 0))
		refused(t, err, want)
	}
	if err := checkOTP("otpauth://hotp/x?secret=GEZDGNBV&counter=1"); err != nil {
		t.Error(err)
	}
	_, _, err := Code("otpauth://totp/x?secret=GEZDGNBV", time.Unix(-1, 0))
	refused(t, err, "1970")
}

func FuzzCode(f *testing.F) {
	f.Add("otpauth://totp/x?secret=GEZDGNBV", int64(59))
	f.Add("otpauth://hotp/x?secret=gezdgnbv====&counter=7&digits=8&algorithm=sha512", int64(0))
	f.Fuzz(func(t *testing.T, uri string, unix int64) {
		code, remaining, err := Code(uri, time.Unix(unix, 0))
		if err == nil && (len(code) < 6 || len(code) > 8 || remaining <= 0 && unix < 1<<40) {
			t.Errorf("Code(%q, %d) = %q for %v", uri, unix, code, remaining)
		}
	})
}
