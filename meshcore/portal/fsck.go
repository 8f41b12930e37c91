package portal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore/ledger"
)

// Report is what a check of the whole store counted.
type Report struct{ Accounts, Versions, Leaves int }

// checker carries a check through the store.
type checker struct {
	Report
	tx     Tx
	leaves []ledger.Leaf
	tree   []ledger.Hash               // as the leaves make it, by stored hash index
	labels map[ledger.Hash]ledger.Leaf // the last leaf of each
	owned  map[ledger.Hash]bool        // labels whose account was checked
}

// Fsck recomputes everything that a store can be held to: the tree from its
// leaves, each label's sequence, that each document's versions are those of its
// label, each body's version id and commitment, every signature by the profile
// that was current then, and that the tree contains the note that was released.
// The error names the first thing that is wrong.
func Fsck(ctx context.Context, store Store, noteKey string, released []byte) (*Report, error) {
	c := &checker{labels: map[ledger.Hash]ledger.Leaf{}, owned: map[ledger.Hash]bool{}}
	err := store.View(ctx, func(tx Tx) error {
		c.tx = tx
		if err := c.checkTree(noteKey, released); err != nil {
			return err
		}
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, a := range accounts {
			c.Accounts++
			if err := c.checkAccount(a); err != nil {
				return fmt.Errorf("account %s: %w", a.Name, err)
			}
		}
		return c.checkOwned()
	})
	return &c.Report, err
}

// checkTree rebuilds the tree from the leaves.
func (c *checker) checkTree(noteKey string, released []byte) error {
	size, err := c.tx.LogSize()
	if err != nil {
		return err
	}
	var promised ledger.Checkpoint
	if released != nil {
		verifier, err := note.NewVerifier(noteKey)
		if err != nil {
			return err
		}
		if promised, err = ledger.ParseCheckpoint(released, verifier); err != nil {
			return err
		}
		if promised.Size > size {
			return fmt.Errorf("the log has %d leaves; %d were released", size, promised.Size)
		}
	}
	var edge ledger.Range
	for first := int64(0); first < size; first += ledger.TileWidth {
		texts, err := c.tx.Leaves(first, min(first+ledger.TileWidth, size))
		if err != nil {
			return err
		}
		for i, text := range texts {
			if err := c.checkLeaf(first+int64(i), text, &edge); err != nil {
				return err
			}
			if released != nil && edge.Size() == promised.Size && edge.Root() != promised.Root {
				return fmt.Errorf("the first %d leaves are not those that were released", promised.Size)
			}
		}
	}
	return nil
}

// checkLeaf checks one leaf, the hashes stored with it and its place in its
// label.
func (c *checker) checkLeaf(index int64, text []byte, edge *ledger.Range) error {
	leaf, err := ledger.ParseLeaf(text)
	if err != nil {
		return fmt.Errorf("leaf %d: %w", index, err)
	}
	if err := c.checkHashes(index, leaf.Hash()); err != nil {
		return fmt.Errorf("leaf %d: %w", index, err)
	}
	last, known := c.labels[leaf.Label]
	if known && (leaf.Sequence != last.Sequence+1 || leaf.Previous != last.Hash()) || !known && leaf.Sequence != 0 {
		return fmt.Errorf("leaf %d: it does not follow the leaf before it in its label", index)
	}
	c.labels[leaf.Label] = leaf
	c.leaves = append(c.leaves, leaf)
	edge.Append(leaf.Hash())
	c.Leaves++
	return nil
}

// checkHashes computes the hashes that a leaf adds to the tree and compares
// them with the stored ones.
func (c *checker) checkHashes(index int64, leaf ledger.Hash) error {
	made, err := tlog.StoredHashesForRecordHash(index, leaf, tlog.HashReaderFunc(func(indexes []int64) ([]ledger.Hash, error) {
		found := make([]ledger.Hash, len(indexes))
		for i, at := range indexes {
			found[i] = c.tree[at]
		}
		return found, nil
	}))
	if err != nil {
		return err
	}
	indexes := make([]int64, len(made))
	for i := range made {
		indexes[i] = int64(len(c.tree) + i)
	}
	stored, err := c.tx.ReadHashes(indexes)
	if err != nil {
		return err
	}
	if !slices.Equal(stored, made) {
		return errors.New("its stored hashes are others")
	}
	c.tree = append(c.tree, made...)
	return nil
}

// checkOwned requires each label of the log to be a document of an account.
func (c *checker) checkOwned() error {
	for i, leaf := range c.leaves {
		if !c.owned[leaf.Label] {
			return fmt.Errorf("leaf %d: its document belongs to no account", i)
		}
	}
	return nil
}
