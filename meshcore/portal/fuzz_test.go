package portal_test

import (
	"errors"
	"testing"

	"meshportal/meshcore"
	"meshportal/meshcore/protocol"
)

// FuzzDo sends arbitrary bytes through the door: no panic, every refusal in its
// form, and nothing written unless the answer says so.
func FuzzDo(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, body []byte, signed bool) {
		w := newWorld(t)
		p := w.person("alice")
		call := &protocol.Call{Body: body}
		if signed {
			call.Signature = w.sign(p.first.auth, body)
		}
		before := w.rows()
		reply, err := w.Do(t.Context(), call)
		var e *protocol.Error
		switch {
		case err == nil && reply.Status/100 != 2:
			t.Errorf("status %d without an error", reply.Status)
		case err == nil:
			return
		case !errors.As(err, &e) || e.Response == "" || e.Code == protocol.Internal || e.Code == protocol.Unavailable:
			t.Errorf("refused with %v", err)
		}
		w.unchanged(before)
	})
}

// seeds are messages of every transaction, well formed and not.
func seeds(f *testing.F) (messages [][]byte) {
	f.Helper()
	for _, text := range []string{
		``, `{}`, `[]`, `{"Hello":{}}`, `{"Hello":{"HelloRequest":{}}}`, `{"HelloRequest":{}}`,
		`{"Publish":{"Entry":{"OfflineEscrowEntry":{"Identifier":"MB2GK-6DUF5-YGYYL-JNY5E-RWSHZ-SV75J"}}}}`,
		`{"Publish":{"Entry":{"SignedPersonalProfile":{"Identifier":"","SignedData":{}}}}}`,
		`{"Publish":{"Entry":{"SignedMasterProfile":{}}}}`,
		`{"Get":{"Identifier":"x","Account":"alice@` + portalName + `","Multiple":true,"Full":true}}`,
		`{"ConnectPending":{"AccountID":"alice@` + portalName + `","Invitations":[{"ID":"","Expires":""}],"Unblock":["x"]}}`,
		`{"ConnectStatus":{"AccountID":"alice@` + portalName + `","DeviceID":"x"}}`,
		`{"ConnectComplete":{"AccountID":"alice@` + portalName + `"}}`,
		`{"DeleteAccount":{"Account":"alice@` + portalName + `"}}`,
		`{"Status":{}}`, `{"Transfer":{}}`, `{"Nonsense":{}}`,
	} {
		messages = append(messages, []byte(text))
	}
	for _, req := range []protocol.Request{
		&protocol.ValidateRequest{Account: "bob@" + portalName, Language: []string{"de"}},
		&protocol.CreateRequest{Account: "bob@" + portalName, Profile: []byte(`{"SignedPersonalProfile":{}}`)},
		&protocol.DeleteRequest{Account: "alice@" + portalName, SignedDeleteRequest: new(meshcore.SignedDeleteRequest)},
		&protocol.ConnectStartRequest{AccountID: "alice@" + portalName, SignedRequest: new(meshcore.SignedConnectionRequest)},
		&protocol.ConnectCompleteRequest{AccountID: "alice@" + portalName, Result: new(meshcore.SignedConnectionResult)},
	} {
		body, err := protocol.EncodeRequest(req)
		if err != nil {
			f.Fatal(err)
		}
		messages = append(messages, body)
	}
	return messages
}
