package ledger_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/ledger/ledgertest"
)

const origin = "portal.example/mesh"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// someLeaf is the n-th leaf of a log of one label.
func someLeaf(n int, previous ledger.Hash) ledger.Leaf {
	l := ledger.Leaf{
		Kind:       ledger.KindApplication,
		Label:      ledger.Label("MB2GK-6DUF5-YGYYL-JNY5E-RWSHZ"),
		Sequence:   uint64(n),
		Commitment: ledger.Commit(sha256.Sum256(fmt.Append(nil, "salt", n)), sha256.Sum256(fmt.Append(nil, "version", n))),
		Time:       noon.Add(time.Duration(n) * time.Second),
	}
	if n > 0 {
		l.Previous = previous
	}
	return l
}

// logOf is a log of so many leaves.
func logOf(size int) *ledgertest.Log {
	l := new(ledgertest.Log)
	var previous ledger.Hash
	for n := range size {
		leaf := someLeaf(n, previous)
		previous = leaf.Hash()
		l.Add(leaf.Marshal())
	}
	return l
}

func head(l *ledgertest.Log) ledger.Checkpoint { return l.Checkpoint(origin, l.Size(), noon) }

// leafHash is the hash of a leaf as the log stores it.
func leafHash(l *ledgertest.Log, index int64) ledger.Hash { return tlog.RecordHash(l.Leaf(index)) }

// keys makes a note key and both its ends.
func keys(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := ledger.GenerateKey(nil, name)
	check(t, err)
	signer, err := ledger.NewSigner(private)
	check(t, err)
	verifier, err := ledger.NewVerifier(public)
	check(t, err)
	return signer, verifier
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}
