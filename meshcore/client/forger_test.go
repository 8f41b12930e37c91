package client_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/ledger/ledgertest"
	"meshportal/meshcore/meshtest"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// forger is a portal that has the log's key and writes the log that it likes:
// a copy of the honest portal's, and what the test adds to it.
type forger struct {
	w      *world
	log    *ledgertest.Log
	served map[udf.Fingerprint][]forged // by Identifier, oldest first
	// Drop lets an acknowledged document vanish.
	Drop bool
	// Ahead is how far its checkpoints are dated ahead.
	Ahead time.Duration
}

// forged is one version as a forger serves it.
type forged struct {
	leaf        ledger.Leaf
	index       int64
	salt        [32]byte
	version     meshcore.VersionID
	text        string
	prior       int64
	priorSalt   [32]byte
	withoutSalt bool // of the version before
}

// forge copies the log and the documents of a person.
func (w *world) forge(owner udf.Fingerprint) *forger {
	w.Helper()
	f := &forger{w: w, log: new(ledgertest.Log), served: map[udf.Fingerprint][]forged{}}
	w.check(w.db.View(w.Context(), func(tx portal.Tx) error {
		size, err := tx.LogSize()
		w.check(err)
		leaves, err := tx.Leaves(0, size)
		w.check(err)
		for _, leaf := range leaves {
			f.log.Add(leaf)
		}
		bindings, err := tx.Bindings(owner)
		w.check(err)
		for _, b := range bindings {
			versions, err := tx.Versions(b.Identifier)
			w.check(err)
			f.copy(b.Identifier, versions)
		}
		return nil
	}))
	return f
}

func (f *forger) copy(id udf.Fingerprint, versions []portal.Version) {
	for i, v := range versions {
		leaf, err := ledger.ParseLeaf(f.log.Leaf(v.Index))
		f.w.check(err)
		one := forged{leaf: leaf, index: v.Index, salt: v.Salt, version: v.ID, text: string(v.Body)}
		if i > 0 {
			one.prior, one.priorSalt = versions[i-1].Index, versions[i-1].Salt
		}
		f.served[id] = append(f.served[id], one)
	}
}

// add logs a text as the next version of an Identifier, with a leaf that
// change may spoil, and serves it as the newest.
func (f *forger) add(id udf.Fingerprint, version meshcore.VersionID, text string, change ...func(*ledger.Leaf)) {
	var before forged
	if all := f.served[id]; len(all) > 0 {
		before = all[len(all)-1]
	}
	one := forged{version: version, text: text, prior: before.index, priorSalt: before.salt}
	_, err := rand.Read(one.salt[:])
	f.w.check(err)
	one.leaf = ledger.Leaf{
		Kind: before.leaf.Kind, Label: before.leaf.Label, Sequence: before.leaf.Sequence + 1,
		Previous: before.leaf.Hash(), Commitment: ledger.Commit(one.salt, version), Time: f.w.clock.Now(),
	}
	for _, c := range change {
		c(&one.leaf)
	}
	one.index = f.log.Add(one.leaf.Marshal())
	f.served[id] = append(f.served[id], one)
}

// again logs an old version as a new leaf.
func (f *forger) again(id udf.Fingerprint, sequence int) {
	old := f.served[id][sequence]
	f.add(id, old.version, old.text)
}

// filler logs leaves of strangers.
func (f *forger) filler(n int) {
	for i := range n {
		f.log.Add(ledger.Leaf{Kind: ledger.KindEscrow, Label: ledger.Label(strconv.Itoa(i)), Time: f.w.clock.Now()}.Marshal())
	}
}

// truncate serves only the first n versions of an Identifier.
func (f *forger) truncate(id udf.Fingerprint, n int) { f.served[id] = f.served[id][:n] }

// tokenAfter is a NotaryToken on the forger's log.
func (f *forger) tokenAfter(v meshcore.VersionID) string {
	c := f.head()
	return ledger.Token{Origin: c.Origin, Size: c.Size, Root: c.Root, Predecessor: v}.String()
}

func (f *forger) head() ledger.Checkpoint {
	return f.log.Checkpoint(meshtest.Portal+"/mesh", f.log.Size(), f.w.clock.Now().Add(f.Ahead))
}

func (f *forger) note() []byte {
	note, err := f.head().Sign(f.w.signer)
	f.w.check(err)
	return note
}

// ReadLog implements protocol.Transport.
func (f *forger) ReadLog(ctx context.Context, path string) ([]byte, error) {
	if path == "checkpoint" {
		return f.note(), nil
	}
	return f.log.Fetch(ctx, path)
}

// Do implements protocol.Transport: records are the forger's, everything else
// is the honest portal's.
func (f *forger) Do(ctx context.Context, call *protocol.Call) (*protocol.Reply, error) {
	req, err := protocol.DecodeRequest(call.Body)
	f.w.check(err)
	switch r := req.(type) {
	case *protocol.GetRequest:
		if all := f.served[udf.Fingerprint(r.Identifier)]; r.Records && len(all) > 0 {
			if !r.Multiple {
				all = all[len(all)-1:]
			}
			return f.records(r, all)
		}
	case *protocol.PublishRequest:
		return f.publish(r)
	}
	return f.w.portal.Do(ctx, call)
}

// publish takes whatever comes.
func (f *forger) publish(r *protocol.PublishRequest) (*protocol.Reply, error) {
	size := f.log.Size()
	if p, err := meshcore.ParseEntry[meshcore.PersonalProfile](r.Entry); err == nil {
		f.add(p.Identifier, p.Version(), string(r.Entry))
	} else {
		a, err := meshcore.ParseEntry[meshcore.ApplicationProfile](r.Entry)
		f.w.check(err)
		f.add(a.Identifier, a.Version(), string(r.Entry))
	}
	note := f.note()
	if f.Drop {
		honest := new(ledgertest.Log)
		for i := range size {
			honest.Add(f.log.Leaf(i))
		}
		f.log = honest
		for id, all := range f.served {
			if all[len(all)-1].index >= size {
				f.truncate(id, len(all)-1)
			}
		}
	}
	return reply(&protocol.PublishResponse{CheckpointValue: string(note)})
}

func reply(resp protocol.Response) (*protocol.Reply, error) {
	resp.Base().Status = 200
	body, err := protocol.EncodeResponse(resp)
	return &protocol.Reply{Status: 200, Body: body}, err
}

func (f *forger) records(r *protocol.GetRequest, all []forged) (*protocol.Reply, error) {
	resp := new(protocol.GetRecordsResponse)
	for _, one := range all {
		resp.DataItems = append(resp.DataItems, f.item(r.Identifier, one))
	}
	return reply(resp)
}

func (f *forger) item(id string, one forged) protocol.DataItem {
	text := base64.StdEncoding.EncodeToString
	proof, err := ledger.ProveInclusion(f.log.Size(), one.index, f.log)
	f.w.check(err)
	item := protocol.DataItem{
		TransactionID: strconv.FormatInt(one.index, 10), PrimaryKey: id, Action: "Update", Text: one.text,
		PriorTransactionID: strconv.FormatInt(one.prior, 10),
		Keys: []protocol.KeyValue{
			{Key: protocol.KeyLeaf, Value: text(one.leaf.Marshal())},
			{Key: protocol.KeySalt, Value: text(one.salt[:])},
			{Key: protocol.KeySize, Value: strconv.FormatInt(f.log.Size(), 10)},
			{Key: protocol.KeyProof, Value: text(ledger.MarshalProof(proof))},
		},
	}
	if one.leaf.Sequence > 0 && !one.withoutSalt {
		item.Keys = append(item.Keys, protocol.KeyValue{Key: protocol.KeyPreviousSalt, Value: text(one.priorSalt[:])})
	}
	return item
}
