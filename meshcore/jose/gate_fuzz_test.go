package jose_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

// What Check accepts, another reader accepts too and reads the same from it.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",null,true,{"b":{}}]}`, `{"a":1,"A":2}`, `{"k":1,"\u212a":2}`, `{"a":1,"\u0061":1}`,
		"\"\xff\"", `[1,]`, `{} `, `1e999`, "\ufeff{}", `"\ud800"`, nested(32), nested(33), `{"":{"":0}}`, "", `{"<":">"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if jose.Check(data) != nil {
			return
		}
		other := decodeOther(t, data)
		again, err := json.Marshal(other)
		if err != nil {
			t.Fatal(err)
		}
		if err := jose.Check(again); err != nil {
			t.Errorf("%q, written again as %q: %v", data, again, err)
		}
		if names(data) != names(again) {
			t.Errorf("%q and %q have different numbers of members", data, again)
		}
		var ours, theirs any
		errOurs, errTheirs := jose.Unmarshal(data, &ours), json.Unmarshal(data, &theirs)
		if (errOurs == nil) != (errTheirs == nil) || errOurs == nil && !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%q: %#v, %v here, %#v, %v there", data, ours, errOurs, theirs, errTheirs)
		}
	})
}

// decodeOther reads data by encoding/json, with its numbers as they stand.
func decodeOther(t *testing.T, data []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil || !json.Valid(data) || len(strings.TrimSpace(string(data[d.InputOffset():]))) > 0 {
		t.Fatalf("%q is accepted here, not by encoding/json: %v", data, err)
	}
	return v
}

// names counts the members: a reader that folds two names into one has fewer.
func names(data []byte) (n int) {
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err != nil {
			return n
		}
		if token == json.Delim('{') || token == json.Delim('[') {
			continue
		}
		n++
	}
}
