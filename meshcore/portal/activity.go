package portal

import (
	"context"
	"time"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// Activity is one version of one document of a profile, as the log has it.
type Activity struct {
	Index      int64 // of its leaf
	Time       time.Time
	Kind       ledger.Kind
	Identifier udf.Fingerprint
	Sequence   uint64
	Signer     udf.Fingerprint // "" for escrow entries
}

const (
	mostActivity = 500  // what one call returns at most
	activityScan = 4000 // how many versions it looks at, at most
)

// Activity lists the newest versions of the profile's documents, erased ones
// included, the newest first; of applications those that the session's device
// may read. limit is at most 500.
func (s *Service) Activity(ctx context.Context, by *Session, limit int) (list []Activity, err error) {
	limit = max(0, min(limit, mostActivity))
	size := s.released.Load().Size
	err = s.look(ctx, by, func(tx Tx, c *Caller) error {
		list, err = recent(tx, c, size, limit)
		return err
	})
	return list, err
}

// recent looks through the versions before a leaf, page by page.
func recent(tx Tx, c *Caller, before int64, limit int) (list []Activity, err error) {
	readable, err := readableBindings(tx, c)
	if err != nil {
		return nil, err
	}
	for looked := 0; len(list) < limit && looked < activityScan; looked += mostActivity {
		page, err := tx.Recent(c.Profile, before, mostActivity)
		if err != nil {
			return nil, err
		}
		for _, v := range page {
			if b, ok := readable[v.Identifier]; ok && len(list) < limit {
				list = append(list, Activity{v.Index, v.Stored, b.Kind, v.Identifier, v.Sequence, v.Signer})
			}
			before = v.Index
		}
		if len(page) < mostActivity {
			break
		}
	}
	return list, nil
}

// readableBindings are the documents of a caller's profile, by Identifier, but
// for applications that it is not given.
func readableBindings(tx Tx, c *Caller) (map[udf.Fingerprint]Binding, error) {
	all, err := tx.Bindings(c.Profile)
	if err != nil {
		return nil, err
	}
	readable := map[udf.Fingerprint]Binding{}
	for _, b := range all {
		if b.Kind != ledger.KindApplication || mayRead(c, b.Identifier) {
			readable[b.Identifier] = b
		}
	}
	return readable, nil
}
