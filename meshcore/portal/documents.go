package portal

import (
	"context"
	"errors"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// Document is the newest kept version of a document.
type Document struct {
	Identifier udf.Fingerprint
	Kind       ledger.Kind
	Tag        string
	Version    Version
}

// Documents lists the documents of the profile that the session's device may
// read, in the order of their Identifiers: what of them still has a body. Their
// Body is nil, since all of an account's are more than fits: see
// [Service.Document].
func (s *Service) Documents(ctx context.Context, by *Session) (list []Document, err error) {
	size := s.released.Load().Size
	err = s.look(ctx, by, func(tx Tx, c *Caller) error {
		list, err = documents(tx, c, size)
		return err
	})
	return list, err
}

func documents(tx Tx, c *Caller, size int64) (list []Document, err error) {
	bindings, err := tx.Bindings(c.Profile)
	if err != nil {
		return nil, err
	}
	for _, b := range bindings {
		if b.Kind == ledger.KindApplication && !mayRead(c, b.Identifier) {
			continue
		}
		v, err := newest(tx, b.Identifier, size)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v.Body = nil
		list = append(list, Document{b.Identifier, b.Kind, b.Tag, v})
	}
	return list, nil
}

// Document returns one of them, with its body.
func (s *Service) Document(ctx context.Context, by *Session, id udf.Fingerprint) (d Document, err error) {
	size := s.released.Load().Size
	err = s.look(ctx, by, func(tx Tx, c *Caller) error {
		b, err := tx.Binding(id)
		if err == nil && (b.Owner != c.Profile || b.Kind == ledger.KindApplication && !mayRead(c, id)) {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		v, err := newest(tx, id, size)
		d = Document{b.Identifier, b.Kind, b.Tag, v}
		return err
	})
	return d, err
}
