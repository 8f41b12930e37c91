package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// What DecodeRequest takes, it takes again from EncodeRequest, unchanged.
func FuzzDecodeRequest(f *testing.F) {
	for _, tr := range transactions {
		f.Add([]byte(fmt.Sprintf(`{"%s":%s}`, tr.name, fieldsOf[tr.name])))
		f.Add([]byte(fmt.Sprintf(`{"%s":{"%s":%s}}`, tr.name, tr.request, fieldsOf[tr.name])))
		f.Add([]byte(fmt.Sprintf(`{"%s":%s}`, tr.request, fieldsOf[tr.name])))
	}
	f.Add([]byte(`{"Publish":{"Entry":` + exact + `}}`))
	f.Add([]byte("{\"Publish\":{\"Entry\":{\"X\":{\"SignedData\":{\"payload\":\"\nA\"}}}}}"))
	f.Add([]byte(`{"Publish":{"Entry":{"X":{"SignedData":{"header":{}}}}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := DecodeRequest(body)
		if err != nil {
			var e *Error
			if r != nil || !errors.As(err, &e) || e.Response == "" || e.Message == "" {
				t.Fatalf("got %#v, %#v", r, err)
			}
			return
		}
		encoded, err := EncodeRequest(r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeRequest(encoded)
		if err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		twice, err := EncodeRequest(again)
		if err != nil || !bytes.Equal(encoded, twice) {
			t.Fatalf("got %s, %v, want %s", twice, err, encoded)
		}
		if p, ok := r.(*PublishRequest); ok && !bytes.Equal(p.Entry, again.(*PublishRequest).Entry) {
			t.Fatalf("the entry %s became %s", p.Entry, again.(*PublishRequest).Entry)
		}
	})
}

// What DecodeResponse takes, it takes again from EncodeResponse, with the same
// entries.
func FuzzDecodeResponse(f *testing.F) {
	f.Add([]byte(`{"GetResponse":{"Status":200,"StatusDescription":"ok","Entries":[` + exact + `,{}]}}`))
	f.Add([]byte(`{"MeshResponse":{"Status":201}}`))
	f.Add([]byte(`{"GetResponse":{"Status":404,"StatusDescription":"no"}}`))
	f.Add([]byte(`{"GetResponse":{"Status":200,"DataItems":[{"Keys":[{"Key":"leaf","Value":"AA=="}]}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := new(GetResponse)
		if DecodeResponse(body, r) != nil {
			return
		}
		encoded, err := EncodeResponse(r)
		if err != nil {
			t.Fatal(err)
		}
		again := new(GetResponse)
		if err := DecodeResponse(encoded, again); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if len(r.Entries) > 0 && !reflect.DeepEqual(r.Entries, again.Entries) {
			t.Fatalf("the entries %s became %s", r.Entries, again.Entries)
		}
	})
}

// Signature-Input has one spelling for each meaning.
func FuzzParse(f *testing.F) {
	const keyID = "MBE6E-GT7SN-MK74P-74NIR-5XI5U-JNNJR"
	list := new(Signature).components().list()
	good := fmt.Sprintf(`mesh=%s;created=1777863721;nonce="%s";keyid="%s";alg="ed25519";tag="mesh"`, list, testNonce, keyID)
	if _, err := (&Signature{Input: good}).Parse(); err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good + ", sig2=()")
	f.Add(`mesh=` + list)
	f.Add(`mesh=();created=1`)
	f.Fuzz(func(t *testing.T, input string) {
		s := &Signature{Input: input}
		p, err := s.Parse()
		if err != nil {
			return
		}
		if got := label + list + p.String(); got != input {
			t.Fatalf("%s means the same as %s", input, got)
		}
	})
}
