package portal

import (
	"context"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
)

// hello tells what the portal speaks, and the settings that clients pin.
func (s *Service) hello() protocol.Response {
	r := &protocol.HelloResponse{
		Version: &protocol.Version{
			Major: 0, Minor: 7,
			Encodings: []protocol.Encoding{{ID: []string{protocol.MediaType}}},
			URI:       []string{s.BaseURL + protocol.Path},
		},
		BaseURL: s.BaseURL, LogOrigin: s.Origin, LogKey: s.NoteKey,
	}
	r.Status = protocol.OK
	return r
}

// status tells the state of the log.
func (s *Service) status(ctx context.Context) (protocol.Response, error) {
	newest, err := s.checkpoint()
	if err != nil {
		return nil, err
	}
	r := &protocol.StatusResponse{
		LastCheckpointTime: meshcore.At(newest.Time).String(),
		NextCheckpointTime: meshcore.At(newest.Time.Add(renewal)).String(),
		CheckpointValue:    string(newest.note),
	}
	err = s.store.View(ctx, func(tx Tx) error {
		r.LastWriteTime, err = lastWrite(tx, newest.Size)
		return err
	})
	if err != nil {
		return nil, err
	}
	return with(protocol.OK, r)
}

// lastWrite is the time of the last leaf; "" of an empty log.
func lastWrite(tx Tx, size int64) (string, error) {
	if size == 0 {
		return "", nil
	}
	leaves, err := tx.Leaves(size-1, size)
	if err != nil {
		return "", err
	}
	leaf, err := ledger.ParseLeaf(leaves[0])
	return meshcore.At(leaf.Time).String(), err
}
