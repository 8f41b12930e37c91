package protocol

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestEncodeResponseFillsSuccess(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   Response
		want string
	}{
		{&PublishResponse{}, `{"PublishResponse":{"Status":200,"StatusDescription":"Operation completed successfully"}}`},
		{&ConnectStartResponse{MeshResponse: MeshResponse{Status: Created}, Expires: "x"}, `{"ConnectStartResponse":{"Status":201,"StatusDescription":"Operation completed successfully","Expires":"x"}}`},
		{&MeshResponse{Status: 404, StatusDescription: "no"}, `{"MeshResponse":{"Status":404,"StatusDescription":"no"}}`},
		{&GetResponse{}, `{"GetResponse":{"Status":200,"StatusDescription":"Operation completed successfully"}}`},
	} {
		got, err := EncodeResponse(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("got %s, %v, want %s", got, err, c.want)
		}
	}
}

func TestResponsesRoundTrip(t *testing.T) {
	t.Parallel()
	for _, want := range []Response{
		&HelloResponse{Version: &Version{Major: 1, Encodings: []Encoding{{ID: []string{MediaType}}}}, BaseURL: "https://example.com"},
		&ValidateResponse{Valid: true, Minimum: 1, Maximum: 64, InvalidCharacters: `.,:;{}()[]<>?|\@#`},
		&CreateResponse{CheckpointValue: "note\n\n— sig\n"},
		&DeleteResponse{Erased: "2026-01-01T00:00:00Z"},
		&PublishResponse{CheckpointValue: "c"},
		&GetRecordsResponse{DataItems: []DataItem{{TransactionID: "1", Keys: []KeyValue{{KeyLeaf, "AA=="}}}}},
		&StatusResponse{LastWriteTime: "t"},
		&TransferResponse{},
		&ConnectStartResponse{},
		&ConnectPendingResponse{Seen: []Seen{{Requested: "r"}}, Blocked: []string{"b"}},
		&ConnectCompleteResponse{},
		&ConnectStatusResponse{Expires: "e"},
		&MeshResponse{},
	} {
		body, err := EncodeResponse(want)
		if err != nil {
			t.Fatal(err)
		}
		got := reflect.New(reflect.TypeOf(want).Elem()).Interface().(Response)
		got.Base().Status = 404 // what stood there before is gone
		if err := DecodeResponse(body, got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %#v, %v, want %#v", got, err, want)
		}
	}
}

func TestDecodeResponseTakesTheBase(t *testing.T) {
	t.Parallel()
	got := new(PublishResponse)
	if err := DecodeResponse([]byte(`{"MeshResponse":{"Status":202,"StatusDescription":"d","CheckpointValue":"c"}}`), got); err != nil {
		t.Fatal(err)
	}
	if want := (&PublishResponse{MeshResponse: MeshResponse{202, "d"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func TestDecodeResponseReturnsRefusals(t *testing.T) {
	t.Parallel()
	for _, sent := range []*Error{
		{Code: NotFound, Message: "unknown", Response: "GetResponse"},
		{Code: Conflict, Message: "<order>", Response: "MeshResponse"},
		{Code: Unavailable, Message: "later", Response: "GetResponse"},
	} {
		wantError(t, DecodeResponse(EncodeError(sent), new(GetResponse)), sent.Code, sent.Response, sent.Message)
	}
}

func TestDecodeResponseRefusesMalformedAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":             ``,
		"not JSON":          `<html>`,
		"null":              `null`,
		"two members":       `{"GetResponse":{"Status":200},"MeshResponse":{"Status":200}}`,
		"duplicate":         `{"GetResponse":{"Status":404,"Status":200}}`,
		"another type":      `{"PublishResponse":{"Status":200}}`,
		"refusal by others": `{"PublishResponse":{"Status":404}}`,
		"no object":         `{"GetResponse":200}`,
		"no Status":         `{"GetResponse":{}}`,
		"redirect":          `{"GetResponse":{"Status":307,"StatusDescription":"https://evil.example"}}`,
		"Status of none":    `{"GetResponse":{"Status":99999}}`,
		"negative Status":   `{"MeshResponse":{"Status":-200}}`,
		"Status as text":    `{"GetResponse":{"Status":"200"}}`,
		"request":           `{"GetRequest":{"Status":200}}`,
		"trailing":          `{"GetResponse":{"Status":200}} x`,
	} {
		err := DecodeResponse([]byte(body), new(GetResponse))
		var refusal *Error
		if err == nil || errors.As(err, &refusal) {
			t.Errorf("%s: got %v, want an error that is no refusal", name, err)
		}
	}
}

func TestEncodeError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   *Error
		want string
	}{
		{&Error{Code: NotFound, Message: "unknown"}, `{"MeshResponse":{"Status":404,"StatusDescription":"unknown"}}`},
		{&Error{Code: Gone, Message: "it lapsed", Response: "ConnectStatusResponse"}, `{"ConnectStatusResponse":{"Status":410,"StatusDescription":"it lapsed"}}`},
		{&Error{Code: Internal, Message: "secret", Response: "GetResponse", Err: errors.New("sql: secret")}, `{"GetResponse":{"Status":500,"StatusDescription":"` + neutral + `"}}`},
		{&Error{Code: Unavailable, Message: "later", Err: errors.New("disk: secret")}, `{"MeshResponse":{"Status":503,"StatusDescription":"later"}}`},
	} {
		if got := string(EncodeError(c.in)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	if got := string(EncodeError(&Error{Code: Invalid, Message: "bad \xff"})); !strings.Contains(got, "bad \uFFFD") {
		t.Errorf("got %s", got)
	}
}

func TestHTTPStatus(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]int{200: 200, 201: 201, 202: 200, 404: 404, 421: 421, 501: 501, 0: 500, -1: 500, 1000: 500} {
		if got := HTTPStatus(in); got != want {
			t.Errorf("%d: got %d, want %d", in, got, want)
		}
	}
}

func TestIsMediaType(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"application/json":                         true,
		"application/json; charset=utf-8":          true,
		"application/json;charset=UTF-8":           true,
		`application/json; charset="utf-8"`:        true,
		"Application/JSON":                         true,
		"":                                         false,
		"text/plain":                               false,
		"application/json;":                        false,
		"application/json; charset=latin1":         false,
		"application/json; charset=utf-8; a=b":     false,
		"application/json, application/json":       false,
		"application/jsonp":                        false,
		"application/json ":                        false,
		"application/j\u017fon":                    false,
		"application/json;charset=utf-8\n\"x\": y": false,
	} {
		if got := IsMediaType(in); got != want {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}
