package protocol

import (
	"fmt"

	"github.com/go-jose/go-jose/v4/json"
)

// DecodeRequest reads one request in any of the three envelopes of protocol.md
// Part I (a). Unknown members are ignored; Entry and Profile keep the exact
// bytes received. The document that the transaction is about is present in
// what it returns (but for a ConnectStartRequest with Cancel). An error is an
// *[Error], Invalid or, for an unknown transaction, NotFound, with Response set.
func DecodeRequest(body []byte) (Request, error) {
	t, fields, refusal := unwrap(body)
	if refusal != nil {
		return nil, refusal
	}
	if isOldDialect(fields) {
		return nil, t.invalid("%v", errDialect)
	}
	r := t.make()
	if err := json.Unmarshal(fields, r); err != nil {
		return nil, t.invalid("%s: %v", t.request, err)
	}
	if missing := missingDocument(r); missing != "" {
		return nil, t.invalid("%s: the member %s is missing or is not an object", t.request, missing)
	}
	if nesting(rawDocument(r)) > maxNesting {
		return nil, t.invalid("%s: the document: %v", t.request, errNesting)
	}
	return r, nil
}

// rawDocument returns the document that r carries and that is sent on as it is.
func rawDocument(r Request) json.RawMessage {
	switch r := r.(type) {
	case *CreateRequest:
		return r.Profile
	case *PublishRequest:
		return r.Entry
	}
	return nil
}

// missingDocument names the document that r is about, if it is not there.
func missingDocument(r Request) string {
	switch r := r.(type) {
	case *CreateRequest:
		return unless(isObject(r.Profile), "Profile")
	case *PublishRequest:
		return unless(isObject(r.Entry), "Entry")
	case *DeleteRequest:
		return unless(r.SignedDeleteRequest != nil, "SignedDeleteRequest")
	case *ConnectStartRequest:
		return unless(r.SignedRequest != nil || r.Cancel, "SignedRequest")
	case *ConnectCompleteRequest:
		return unless(r.Result != nil, "Result")
	}
	return ""
}

func unless(present bool, name string) string {
	if present {
		return ""
	}
	return name
}

// EncodeRequest writes r in the envelope of June 2017, the transaction's name
// over its fields. Entry and Profile go out with exactly their bytes.
func EncodeRequest(r Request) ([]byte, error) { return encode(r.Transaction(), r) }

// EncodeResponse writes r under its type. Status and StatusDescription, where
// r leaves them empty, are first set in r to those of success. Entries go out
// with exactly their bytes.
func EncodeResponse(r Response) ([]byte, error) {
	base := r.Base()
	if base.Status == 0 {
		base.Status = OK
	}
	if base.StatusDescription == "" {
		base.StatusDescription = success
	}
	return encode(r.Type(), r)
}

// DecodeResponse reads an answer that is an into, or a bare MeshResponse,
// which fills into's base alone. A Status of 400 or more is returned as an
// *[Error] with the portal's words in it; any other error means that the
// answer is malformed or is not one of success. Nothing in into may be used
// after an error.
func DecodeResponse(body []byte, into Response) error {
	tag, fields, err := untag(body)
	if err != nil {
		return fmt.Errorf("answer: %v", err)
	}
	*into.Base() = MeshResponse{}
	var target any = into
	switch tag {
	case into.Type():
	case unknownResponse:
		target = into.Base()
	default:
		return fmt.Errorf("answer: it is a %.50q, expected a %s", tag, into.Type())
	}
	if err := json.Unmarshal(fields, target); err != nil {
		return fmt.Errorf("answer: %s: %v", tag, err)
	}
	return judge(tag, *into.Base())
}

// judge turns the Status of an answer into what it means to the caller.
func judge(tag string, base MeshResponse) error {
	switch {
	case base.Status >= 400 && base.Status < 600:
		return &Error{Code: Code(base.Status), Message: base.StatusDescription, Response: tag}
	case base.Status < 200 || base.Status >= 300:
		return fmt.Errorf("answer: %s: the Status %d is neither success nor refusal", tag, base.Status)
	}
	return nil
}

// encode tags the fields of a message.
func encode(tag string, message any) ([]byte, error) {
	fields, err := encodeFields(message)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tag, err)
	}
	return addMember([]byte("{}"), tag, fields), nil
}
