package protocol

import (
	"fmt"
	"slices"
)

// unknownResponse tags the answer to a request whose type is not known.
const unknownResponse = "MeshResponse"

// transaction ties the names of protocol.md Part I (a) together.
type transaction struct {
	name, request, response string
	make                    func() Request
}

// transactions lists all of Part I (b). Where two share a request type, the
// first is the one that its bare name means.
var transactions = []transaction{
	{"Hello", "HelloRequest", "HelloResponse", func() Request { return new(HelloRequest) }},
	{"ValidateAccount", "ValidateRequest", "ValidateResponse", func() Request { return new(ValidateRequest) }},
	{"CreateAccount", "CreateRequest", "CreateResponse", func() Request { return new(CreateRequest) }},
	{"DeleteAccount", "DeleteRequest", "DeleteResponse", func() Request { return new(DeleteRequest) }},
	{"Publish", "PublishRequest", "PublishResponse", func() Request { return new(PublishRequest) }},
	{"Get", "GetRequest", "GetResponse", func() Request { return new(GetRequest) }},
	{"GetRecords", "GetRequest", "GetRecordsResponse", func() Request { return &GetRequest{Records: true} }},
	{"Transfer", "TransferRequest", "TransferResponse", func() Request { return new(TransferRequest) }},
	{"Status", "StatusRequest", "StatusResponse", func() Request { return new(StatusRequest) }},
	{"ConnectStart", "ConnectStartRequest", "ConnectStartResponse", func() Request { return new(ConnectStartRequest) }},
	{"ConnectStatus", "ConnectStatusRequest", "ConnectStatusResponse", func() Request { return new(ConnectStatusRequest) }},
	{"ConnectPending", "ConnectPendingRequest", "ConnectPendingResponse", func() Request { return new(ConnectPendingRequest) }},
	{"ConnectComplete", "ConnectCompleteRequest", "ConnectCompleteResponse", func() Request { return new(ConnectCompleteRequest) }},
}

// transactionNamed finds a transaction by its own name.
func transactionNamed(name string) (transaction, bool) {
	return find(func(t transaction) bool { return t.name == name })
}

// transactionOf finds the transaction that a request type stands for.
func transactionOf(request string) (transaction, bool) {
	return find(func(t transaction) bool { return t.request == request })
}

func find(is func(transaction) bool) (transaction, bool) {
	i := slices.IndexFunc(transactions, is)
	if i < 0 {
		return transaction{response: unknownResponse}, false
	}
	return transactions[i], true
}

// invalid refuses a malformed message of the transaction.
func (t transaction) invalid(format string, args ...any) *Error {
	return &Error{Code: Invalid, Message: fmt.Sprintf(format, args...), Response: t.response}
}

// ResponseName returns the tag of the answer to r.
func ResponseName(r Request) string {
	t, _ := transactionNamed(r.Transaction())
	return t.response
}
