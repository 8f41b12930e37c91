package protocol

import (
	"fmt"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore/jose"
)

// unwrap finds the transaction and the fields of a request in any of the three
// envelopes of protocol.md Part I (a).
func unwrap(body []byte) (transaction, json.RawMessage, *Error) {
	unknown := transaction{response: unknownResponse}
	name, value, err := untag(body)
	if err != nil {
		return unknown, nil, unknown.invalid("%v", explain(body, err))
	}
	if t, ok := transactionNamed(name); ok {
		fields, err := unwrapInner(t, value)
		return t, fields, err
	}
	if t, ok := transactionOf(name); ok {
		return t, value, nil
	}
	return unknown, nil, &Error{
		Code:     NotFound,
		Message:  fmt.Sprintf("this portal knows no transaction %.50q", name),
		Response: unknownResponse,
	}
}

// unwrapInner takes off the request type that the envelope of 2015 to May 2017
// has inside the transaction's name.
func unwrapInner(t transaction, value json.RawMessage) (json.RawMessage, *Error) {
	fields, err := jose.Members(value)
	if err != nil {
		return nil, t.invalid("%s: %v", t.name, err)
	}
	for _, f := range fields {
		if _, ok := transactionOf(f.Name); !ok {
			continue
		}
		if f.Name != t.request || len(fields) != 1 || !isObject(f.Value) {
			return nil, t.invalid("%s holds one %s or its fields, not a %s among others", t.name, t.request, f.Name)
		}
		return f.Value, nil
	}
	return value, nil
}

// untag splits an object of one member, itself an object, after the strict
// reader has accepted the whole.
func untag(body []byte) (name string, value json.RawMessage, err error) {
	if err := jose.Check(body); err != nil {
		return "", nil, fmt.Errorf("the message is not strict JSON: %v", err)
	}
	list, err := jose.Members(body)
	if err != nil {
		return "", nil, fmt.Errorf("the message is not a JSON object: %v", err)
	}
	if len(list) != 1 {
		return "", nil, fmt.Errorf("a message has exactly one member, this has %d", len(list))
	}
	if name, value = list[0].Name, json.RawMessage(list[0].Value); !isObject(value) {
		return "", nil, fmt.Errorf("%.50q is not a JSON object", name)
	}
	return name, value, nil
}

// isObject tells whether a raw value, known to be JSON, is an object.
func isObject(value json.RawMessage) bool { return len(value) > 0 && value[0] == '{' }
