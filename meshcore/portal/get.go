package portal

import (
	"context"
	"errors"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// get serves documents (protocol.md II.7): strangers get the MasterProfile,
// devices what is theirs.
func (s *Service) get(ctx context.Context, call *protocol.Call, r *protocol.GetRequest) (protocol.Response, error) {
	find, err := finder(r)
	if err != nil {
		return nil, err
	}
	if call.Signature == nil && call.Session == "" {
		if err := s.lookup(call); err != nil {
			return nil, err
		}
	}
	size := s.released.Load().Size // before the snapshot, which may contain more
	return s.read(ctx, func(tx Tx) (protocol.Response, error) {
		c, err := s.optionalCaller(tx, call)
		if err != nil {
			return nil, err
		}
		binding, err := find(tx)
		if c != nil && (err != nil || binding.Owner != c.Profile) { // a stranger here
			err = errors.Join(s.lookup(call), err)
		}
		if err != nil {
			return nil, err
		}
		return s.serve(tx, c, binding, r, size)
	})
}

// optionalCaller is nil for a stranger; a signature that does not hold is refused.
func (s *Service) optionalCaller(tx Tx, call *protocol.Call) (*Caller, error) {
	if call.Signature == nil && call.Session == "" {
		return nil, nil
	}
	return s.caller(tx, call, false)
}

// finder resolves Account or else Identifier.
func finder(r *protocol.GetRequest) (func(Tx) (Binding, error), error) {
	if r.Account == "" && r.Identifier == "" {
		return nil, meshcore.Invalid("Get: name an Account or an Identifier")
	}
	if r.Account == "" {
		return func(tx Tx) (Binding, error) { return tx.Binding(udf.Fingerprint(r.Identifier)) }, nil
	}
	name, err := meshcore.ParseAccount(r.Account)
	return func(tx Tx) (Binding, error) {
		account, err := tx.Account(name)
		if err != nil {
			return Binding{}, err
		}
		return tx.Binding(account.Profile)
	}, err
}

// serve decides what of a document the caller is given, up to the released
// size of the log.
func (s *Service) serve(tx Tx, c *Caller, b Binding, r *protocol.GetRequest, size int64) (protocol.Response, error) {
	switch {
	case b.Kind == ledger.KindEscrow:
	case b.Kind == ledger.KindPersonal && c != nil && c.Profile == b.Owner:
	case b.Kind == ledger.KindPersonal && !r.Records:
		return s.serveMaster(tx, b, size)
	case b.Kind == ledger.KindApplication && c != nil && c.Profile == b.Owner && mayRead(c, b.Identifier):
	default:
		return nil, unknown()
	}
	versions, err := kept(tx, b, r.Multiple, size)
	if err != nil {
		return nil, err
	}
	return answer(tx, b, versions, r, size)
}

func answer(tx Tx, b Binding, versions []Version, r *protocol.GetRequest, size int64) (protocol.Response, error) {
	var items []protocol.DataItem
	if r.Full || r.Records {
		for _, v := range versions {
			item, err := dataItem(tx, b, v, size)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
	}
	if r.Records {
		return with(protocol.OK, &protocol.GetRecordsResponse{DataItems: items})
	}
	answer := &protocol.GetResponse{DataItems: items}
	for _, v := range versions {
		answer.Entries = append(answer.Entries, v.Body)
	}
	return with(protocol.OK, answer)
}

// serveMaster gives a stranger the MasterProfile of a profile.
func (s *Service) serveMaster(tx Tx, b Binding, size int64) (protocol.Response, error) {
	head, err := newest(tx, b.Identifier, size)
	if err != nil {
		return nil, err
	}
	p, err := s.open(head)
	if err != nil {
		return nil, err
	}
	entry, err := p.SignedMasterProfile.Entry()
	if err != nil {
		return nil, err
	}
	return with(protocol.OK, &protocol.GetResponse{Entries: []json.RawMessage{entry}})
}
