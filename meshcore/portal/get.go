package portal

import (
	"context"
	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// get serves documents (protocol.md II.7): strangers get the MasterProfile,
// devices what is theirs.
func (s *Service) get(ctx context.Context, call *protocol.Call, r *protocol.GetRequest) (protocol.Response, error) {
	if call.Signature == nil && call.Session == "" {
		if err := s.lookup(call); err != nil {
			return nil, err
		}
	}
	return s.read(ctx, func(tx Tx) (protocol.Response, error) {
		binding, err := s.find(tx, r)
		if err != nil {
			return nil, err
		}
		c, err := s.optionalCaller(tx, call)
		if err != nil {
			return nil, err
		}
		return s.serve(tx, c, binding, r)
	})
}

// optionalCaller is nil for a stranger; a signature that does not hold is refused.
func (s *Service) optionalCaller(tx Tx, call *protocol.Call) (*Caller, error) {
	if call.Signature == nil && call.Session == "" {
		return nil, nil
	}
	return s.caller(tx, call, false)
}

// find resolves Account or Identifier.
func (s *Service) find(tx Tx, r *protocol.GetRequest) (Binding, error) {
	if r.Account == "" {
		return tx.Binding(udf.Fingerprint(r.Identifier))
	}
	name, err := meshcore.ParseAccount(r.Account)
	if err != nil {
		return Binding{}, err
	}
	account, err := tx.Account(name)
	if err != nil {
		return Binding{}, err
	}
	return tx.Binding(account.Profile)
}

// serve decides what of a document the caller is given.
func (s *Service) serve(tx Tx, c *Caller, b Binding, r *protocol.GetRequest) (protocol.Response, error) {
	switch {
	case b.Kind == ledger.KindEscrow:
	case b.Kind == ledger.KindPersonal && c != nil && c.Profile == b.Owner:
	case b.Kind == ledger.KindPersonal && !r.Records:
		return s.serveMaster(tx, b)
	case b.Kind == ledger.KindApplication && c != nil && c.Profile == b.Owner && mayRead(c, b.Identifier):
	default:
		return nil, unknown()
	}
	versions, err := kept(tx, b, r.Multiple)
	if err != nil {
		return nil, err
	}
	return s.answer(tx, b, versions, r)
}

// kept returns the versions asked for: all that have a body, or the newest.
func kept(tx Tx, b Binding, multiple bool) ([]Version, error) {
	if multiple {
		versions, err := tx.Versions(b.Identifier)
		if err == nil && len(versions) == 0 {
			err = ErrNotFound
		}
		return versions, err
	}
	head, err := tx.Head(b.Identifier)
	if err == nil && head.Body == nil {
		err = ErrNotFound
	}
	return []Version{head}, err
}

func (s *Service) answer(tx Tx, b Binding, versions []Version, r *protocol.GetRequest) (protocol.Response, error) {
	var items []protocol.DataItem
	if r.Full || r.Records {
		size, err := tx.LogSize()
		if err != nil {
			return nil, err
		}
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
func (s *Service) serveMaster(tx Tx, b Binding) (protocol.Response, error) {
	p, _, err := s.current(tx, b.Identifier)
	if err != nil {
		return nil, err
	}
	entry, err := p.SignedMasterProfile.Entry()
	if err != nil {
		return nil, err
	}
	return with(protocol.OK, &protocol.GetResponse{Entries: []json.RawMessage{entry}})
}
