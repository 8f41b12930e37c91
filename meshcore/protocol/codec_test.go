package protocol

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4/json"
)

// wantError asks for an *Error of a code, tag and words.
func wantError(t *testing.T, err error, code Code, response, words string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if e.Code != code || e.Response != response || !strings.Contains(e.Message, words) {
		t.Errorf("got %d %s %q, want %d %s %q", e.Code, e.Response, e.Message, code, response, words)
	}
}

// A jose.Signature in its exact form; nothing in this package verifies it.
const signedData = `{"payload":"e30","protected":"e30","signature":"AAAA"}`

const signed = `{"Identifier":"MBE6E-GT7SN-MK74P-74NIR-5XI5U-JNNJR","SignedData":` + signedData + `}`

// fieldsOf holds, for every transaction, fields that it accepts and a look at
// what they become.
var fieldsOf = map[string]string{
	"Hello":           `{"Portal":"example.com"}`,
	"ValidateAccount": `{"Account":"alice@example.com","Reserve":true,"Language":["en-uk"]}`,
	"CreateAccount":   `{"Account":"alice@example.com","Profile":{"SignedPersonalProfile":` + signed + `}}`,
	"DeleteAccount":   `{"Account":"alice@example.com","SignedDeleteRequest":` + signed + `}`,
	"Publish":         `{"Entry":{"SignedPersonalProfile":` + signed + `}}`,
	"Get":             `{"Account":"alice@example.com","Multiple":true,"Full":true}`,
	"GetRecords":      `{"Identifier":"MBE6E-GT7SN-MK74P-74NIR-5XI5U-JNNJR","KeyValues":[{"Key":"k","Value":"v"}]}`,
	"Transfer":        `{}`,
	"Status":          `{}`,
	"ConnectStart":    `{"SignedRequest":` + signed + `,"AccountID":"alice@example.com","InvitationID":"aWQ","Proof":"cHI"}`,
	"ConnectStatus":   `{"AccountID":"alice@example.com","DeviceID":"MBE6E-GT7SN-MK74P-74NIR-5XI5U-JNNJR"}`,
	"ConnectPending":  `{"AccountID":"alice@example.com","Invitations":[{"ID":"aWQ","Expires":"2026-01-01T00:00:00Z"}],"Unblock":["MBE6E"]}`,
	"ConnectComplete": `{"Result":` + signed + `,"AccountID":"alice@example.com","Proof":"cHI"}`,
}

func TestDecodeRequestEnvelopes(t *testing.T) {
	t.Parallel()
	for _, tr := range transactions {
		fields := fieldsOf[tr.name]
		want := tr.make()
		if err := json.Unmarshal([]byte(fields), want); err != nil {
			t.Fatal(err)
		}
		for envelope, body := range map[string]string{
			"2015":       fmt.Sprintf(`{"%s":{"%s":%s}}`, tr.name, tr.request, fields),
			"2015 space": fmt.Sprintf("\n{ \"%s\" :\t{ \"%s\" : %s } }\r\n", tr.name, tr.request, fields),
			"June 2017":  fmt.Sprintf(`{"%s":%s}`, tr.name, fields),
			"transcript": fmt.Sprintf(`{"%s":%s}`, tr.request, fields),
		} {
			if tr.name == "GetRecords" && envelope == "transcript" {
				continue // a bare GetRequest is Get
			}
			t.Run(tr.name+"/"+envelope, func(t *testing.T) {
				t.Parallel()
				got, err := DecodeRequest([]byte(body))
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("got %#v, want %#v", got, want)
				}
				if got.Transaction() != tr.name || ResponseName(got) != tr.response {
					t.Errorf("got %s, %s, want %s, %s", got.Transaction(), ResponseName(got), tr.name, tr.response)
				}
			})
		}
	}
}

func TestEncodeRequestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, tr := range transactions {
		body := fmt.Sprintf(`{"%s":%s}`, tr.name, fieldsOf[tr.name])
		want, err := DecodeRequest([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := EncodeRequest(want)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(encoded), `{"`+tr.name+`":{`) {
			t.Errorf("%s is sent as %s", tr.name, encoded)
		}
		got, err := DecodeRequest(encoded)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, %v, want %#v", tr.name, got, err, want)
		}
	}
}

func TestDecodeRequestRefusals(t *testing.T) {
	t.Parallel()
	deep := nested(20000)
	for _, c := range []struct {
		name, body string
		code       Code
		response   string
		words      string
	}{
		{"empty", ``, Invalid, "MeshResponse", "strict JSON"},
		{"not JSON", `hello`, Invalid, "MeshResponse", "strict JSON"},
		{"null", `null`, Invalid, "MeshResponse", "object"},
		{"array", `[{"Hello":{}}]`, Invalid, "MeshResponse", "object"},
		{"no member", `{}`, Invalid, "MeshResponse", "one member, this has 0"},
		{"two messages in one", `{"Hello":{},"Status":{}}`, Invalid, "MeshResponse", "one member, this has 2"},
		{"two messages in turn", `{"Hello":{}}{"Hello":{}}`, Invalid, "MeshResponse", "strict JSON"},
		{"duplicate members", `{"Get":{"Account":"a","Account":"b"}}`, Invalid, "MeshResponse", "strict JSON"},
		{"duplicate members by escape", `{"Get":{"Account":"a","\u0041ccount":"b"}}`, Invalid, "MeshResponse", "strict JSON"},
		{"members that differ in case alone", `{"Get":{"Account":"a","account":"b"}}`, Invalid, "MeshResponse", "strict JSON"},
		{"not UTF-8", "{\"Get\":{\"Account\":\"\xff\"}}", Invalid, "MeshResponse", "strict JSON"},
		{"too deep", `{"Publish":{"Entry":` + deep + `}}`, Invalid, "MeshResponse", "strict JSON"},
		{"too deep to be sent on", `{"Publish":{"Entry":` + nested(30) + `}}`, Invalid, "PublishResponse", "nested deeper than 29"},
		{"Profile too deep to be sent on", `{"CreateAccount":{"Profile":` + nested(30) + `}}`, Invalid, "CreateResponse", "nested deeper than 29"},
		{"fields are null", `{"Hello":null}`, Invalid, "MeshResponse", "object"},
		{"fields are a list", `{"Get":[]}`, Invalid, "MeshResponse", "object"},
		{"unknown transaction", `{"Destroy":{}}`, NotFound, "MeshResponse", `"Destroy"`},
		{"transaction in another case", `{"hello":{}}`, NotFound, "MeshResponse", `"hello"`},
		{"a response", `{"GetResponse":{"Status":201}}`, NotFound, "MeshResponse", "GetResponse"},
		{"a base type", `{"MeshRequest":{}}`, NotFound, "MeshResponse", "MeshRequest"},
		{"wrong type of member", `{"Get":{"Account":1}}`, Invalid, "GetResponse", "GetRequest"},
		{"wrong type in GetRecords", `{"GetRecords":{"Multiple":"yes"}}`, Invalid, "GetRecordsResponse", "GetRequest"},
		{"another request inside", `{"Get":{"PublishRequest":{}}}`, Invalid, "GetResponse", "PublishRequest among others"},
		{"a request among fields", `{"Get":{"GetRequest":{},"Account":"a"}}`, Invalid, "GetResponse", "among others"},
		{"two requests inside", `{"Get":{"GetRequest":{},"StatusRequest":{}}}`, Invalid, "GetResponse", "among others"},
		{"request inside is no object", `{"Get":{"GetRequest":"x"}}`, Invalid, "GetResponse", "GetRequest"},
		{"no Profile", `{"CreateAccount":{"Account":"a@b"}}`, Invalid, "CreateResponse", "Profile is missing"},
		{"Profile is null", `{"CreateRequest":{"Account":"a@b","Profile":null}}`, Invalid, "CreateResponse", "Profile is missing"},
		{"no Entry", `{"Publish":{}}`, Invalid, "PublishResponse", "Entry is missing"},
		{"Entry is text", `{"Publish":{"Entry":"{}"}}`, Invalid, "PublishResponse", "Entry is missing or is not an object"},
		{"no SignedDeleteRequest", `{"DeleteAccount":{"Account":"a@b"}}`, Invalid, "DeleteResponse", "SignedDeleteRequest is missing"},
		{"no SignedRequest", `{"ConnectStart":{"AccountID":"a@b"}}`, Invalid, "ConnectStartResponse", "SignedRequest is missing"},
		{"no Result", `{"ConnectComplete":{"AccountID":"a@b"}}`, Invalid, "ConnectCompleteResponse", "Result is missing"},
		{"line feeds in base64", "{\"Publish\":{\"Entry\":{\"SignedPersonalProfile\":{\"SignedData\":{\"payload\":\"\nAAAA\nBBBB\"}}}}}", Invalid, "MeshResponse", errDialect.Error()},
		{"JWS with header", `{"Publish":{"Entry":{"SignedPersonalProfile":{"SignedData":{"header":{"alg":"RS512"},"payload":"e30","signature":"AAAA"}}}}}`, Invalid, "PublishResponse", errDialect.Error()},
		{"JWS with signatures", `{"CreateRequest":{"Profile":{"SignedPersonalProfile":{"SignedData":{"payload":"e30","signatures":[]}}}}}`, Invalid, "CreateResponse", errDialect.Error()},
		{"JWS with unprotected", `{"ConnectStart":{"ConnectStartRequest":{"SignedRequest":{"SignedData":{"unprotected":{"dig":"S512"},"payload":"e30"}}}}}`, Invalid, "ConnectStartResponse", errDialect.Error()},
		{"old result", `{"ConnectComplete":{"Result":{"SignedData":{"header":{}}}}}`, Invalid, "ConnectCompleteResponse", errDialect.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := DecodeRequest([]byte(c.body))
			if r != nil {
				t.Errorf("got %#v, want nothing", r)
			}
			wantError(t, err, c.code, c.response, c.words)
		})
	}
}

// nested is an object of a depth, with brackets in its text.
func nested(depth int) string {
	return strings.Repeat(`{"a":`, depth) + `"[{\\\"[{"` + strings.Repeat("}", depth)
}

func TestDeepestEntryIsReadable(t *testing.T) {
	t.Parallel()
	r, err := DecodeRequest([]byte(`{"Publish":{"PublishRequest":{"Entry":` + nested(29) + `}}}`))
	if err != nil {
		t.Fatal(err)
	}
	body, err := EncodeResponse(&GetResponse{Entries: []json.RawMessage{r.(*PublishRequest).Entry}})
	if err != nil {
		t.Fatal(err)
	}
	if err := DecodeResponse(body, new(GetResponse)); err != nil {
		t.Error(err)
	}
	if _, err := EncodeResponse(&GetResponse{Entries: []json.RawMessage{[]byte(nested(30))}}); err == nil {
		t.Error("an entry too deep was sent")
	}
}

func TestDecodeRequestIgnoresUnknownMembers(t *testing.T) {
	t.Parallel()
	r, err := DecodeRequest([]byte(`{"Get":{"SearchConstraints":{"header":{}},"Account":"a@b","PageKey":null}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.(*GetRequest).Account; got != "a@b" {
		t.Errorf("got %q", got)
	}
}

func TestCancelNeedsNoSignedRequest(t *testing.T) {
	t.Parallel()
	if _, err := DecodeRequest([]byte(`{"ConnectStart":{"AccountID":"a@b","Cancel":true}}`)); err != nil {
		t.Error(err)
	}
}

// exact is a value that any re-encoding would change.
const exact = "{ \"X\" : {\"b\":\"<&>\\u003c\u2028\\/\",\n\t\"a\": 1.0e+2 , \"k\":\"\\u00e9\"}  }"

func TestRawMembersKeepTheirBytes(t *testing.T) {
	t.Parallel()
	for _, want := range []Request{
		&PublishRequest{MeshRequest: MeshRequest{Portal: "p"}, Entry: json.RawMessage(exact)},
		&PublishRequest{Entry: json.RawMessage(exact)},
		&CreateRequest{Account: "a@b", Profile: json.RawMessage(exact)},
	} {
		body, err := EncodeRequest(want)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), exact) {
			t.Errorf("not sent with its bytes: %s", body)
		}
		got, err := DecodeRequest(body)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %#v, %v", got, err)
		}
	}
}

func TestEntriesKeepTheirBytes(t *testing.T) {
	t.Parallel()
	want := &GetResponse{
		Entries:   []json.RawMessage{[]byte(exact), []byte(`{}`), []byte(exact)},
		DataItems: []DataItem{{TransactionID: "1", Keys: []KeyValue{{KeySize, "2"}}, Text: exact}},
	}
	body, err := EncodeResponse(want)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), exact+",{},"+exact) {
		t.Errorf("not sent with their bytes: %s", body)
	}
	got := new(GetResponse)
	if err := DecodeResponse(body, got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, %v, want %#v", got, err, want)
	}
	if len(want.Entries) != 3 {
		t.Error("encoding changed the response")
	}
}

func TestEncodeRefusesRawMembersThatAreNotJSON(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{", `{}}`, `{},"Status":404`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}"} {
		if _, err := EncodeRequest(&PublishRequest{Entry: json.RawMessage(raw)}); err == nil {
			t.Errorf("Entry %q was sent", raw)
		}
		if _, err := EncodeRequest(&CreateRequest{Profile: json.RawMessage(raw)}); err == nil {
			t.Errorf("Profile %q was sent", raw)
		}
		if _, err := EncodeResponse(&GetResponse{Entries: []json.RawMessage{[]byte(raw)}}); err == nil {
			t.Errorf("Entries %q was sent", raw)
		}
	}
	smuggled := []json.RawMessage{[]byte(`{"a":[1`), []byte(`2]}`)} // JSON only when joined
	if body, err := EncodeResponse(&GetResponse{Entries: smuggled}); err == nil {
		t.Errorf("sent: %s", body)
	}
}
