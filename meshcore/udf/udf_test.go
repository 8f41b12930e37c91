package udf_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"

	"meshportal/meshcore/udf"
)

type vector struct {
	Origin, ContentType, Data, Text string
	Bits                            int
}

func vectors(t *testing.T) []vector {
	var file struct{ Examples []vector }
	reference(t, "udf.json", &file)
	if len(file.Examples) == 0 {
		t.Fatal("udf.json has no examples")
	}
	return file.Examples
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		data, err := hex.DecodeString(v.Data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := udf.OfBits(v.ContentType, data, v.Bits)
		if err != nil || got.String() != v.Text {
			t.Errorf("%s, %d bits: got %s, %v, want %s", v.Origin, v.Bits, got, err, v.Text)
		}
		if v.Bits == udf.Bits && (udf.Of(v.ContentType, data) != got || !got.Valid()) {
			t.Errorf("%s: Of and Valid disagree with OfBits", v.Origin)
		}
		if v.Bits != udf.Bits && got.Valid() {
			t.Errorf("%s: %d bits are valid", v.Origin, v.Bits)
		}
	}
}

func TestWorkedExample(t *testing.T) {
	t.Parallel()
	for bits, want := range map[int]string{
		100: "MDDK7-N6A72-7AJZN-OSTR3",
		125: "MDDK7-N6A72-7AJZN-OSTRX-XKS72",
		150: "MDDK7-N6A72-7AJZN-OSTRX-XKS7D-JAFXD",
		250: "MDDK7-N6A72-7AJZN-OSTRX-XKS7D-JAFXI-6OZSL-U2VOA-TZQ6J-MHPTS",
	} {
		got, err := udf.OfBits("text/plain", []byte("UDF Data Value"), bits)
		if err != nil || got.String() != want {
			t.Errorf("%d bits: got %s, %v, want %s", bits, got, err, want)
		}
	}
}

func TestOfBitsLengths(t *testing.T) {
	t.Parallel()
	for bits := -25; bits <= 600; bits++ {
		got, err := udf.OfBits(udf.ContentKey, nil, bits)
		allowed := bits >= 100 && bits <= 500 && bits%25 == 0
		if (err == nil) != allowed {
			t.Errorf("%d bits: %v", bits, err)
		}
		if allowed && len(got) != 6*(bits/25)-1 {
			t.Errorf("%d bits: %d characters", bits, len(got))
		}
	}
}

func TestConnectionCode(t *testing.T) {
	t.Parallel()
	found := false
	for _, v := range vectors(t) {
		if v.ContentType != udf.ContentUDF {
			continue
		}
		found = true
		data, _ := hex.DecodeString(v.Data)
		parts := strings.Split(string(data), ":")
		got := udf.ConnectionCode(udf.Fingerprint(parts[0]), udf.Fingerprint(parts[1]))
		if got.String() != v.Text {
			t.Errorf("got %s, want %s", got, v.Text)
		}
	}
	if !found {
		t.Error("udf.json has no connection code")
	}
}

func TestRandom(t *testing.T) {
	t.Parallel()
	got, err := udf.Random(rand.Reader)
	if err != nil || !got.Valid() || !got.IsRandom() || got[0] != 'R' {
		t.Errorf("got %s, %v", got, err)
	}
	ones, err := udf.Random(bytes.NewReader(bytes.Repeat([]byte{0xff}, 18)))
	if want := "RD777-77777-77777-77777-77777-77777"; err != nil || ones.String() != want {
		t.Errorf("got %s, %v, want %s", ones, err, want)
	}
	if _, err := udf.Random(bytes.NewReader(make([]byte, 17))); err == nil {
		t.Error("a short random source is accepted")
	}
}
