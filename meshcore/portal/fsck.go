package portal

import (
	"context"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/udf"
)

// Report is what a check of the whole store counted.
type Report struct{ Accounts, Versions, Leaves int }

// checker carries a check through the store.
type checker struct {
	Report
	tx     Tx
	leaves []ledger.Leaf
	labels map[ledger.Hash]ledger.Leaf // the last leaf of each
}

// Fsck recomputes everything that a store can be held to: the tree from its
// leaves, each label's sequence, each body's version id and commitment, every
// signature by the profile that was current then, and that the tree contains
// the note that was released. The error names the first thing that is wrong.
func Fsck(ctx context.Context, store Store, noteKey string, released []byte) (*Report, error) {
	c := &checker{labels: map[ledger.Hash]ledger.Leaf{}}
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
		return nil
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
	root, err := ledger.Root(size, hashes(c.tx))
	if err == nil && root != edge.Root() {
		err = fmt.Errorf("the stored tree is not that of the leaves")
	}
	return err
}

// checkLeaf checks one leaf, its stored hash and its place in its label.
func (c *checker) checkLeaf(index int64, text []byte, edge *ledger.Range) error {
	leaf, err := ledger.ParseLeaf(text)
	if err != nil {
		return fmt.Errorf("leaf %d: %w", index, err)
	}
	stored, err := c.tx.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	if stored[0] != leaf.Hash() {
		return fmt.Errorf("leaf %d: its stored hash is another", index)
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

// checkAccount checks every kept version of an account's documents.
func (c *checker) checkAccount(a Account) error {
	bindings, err := c.tx.Bindings(a.Profile)
	if err != nil {
		return err
	}
	profiles, err := c.checkProfiles(a.Profile)
	if err != nil {
		return err
	}
	for _, b := range bindings {
		if b.Kind == ledger.KindPersonal {
			continue
		}
		versions, err := c.tx.Versions(b.Identifier)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if err := c.checkOther(b, v, profiles); err != nil {
				return fmt.Errorf("%s version %d: %w", v.Identifier, v.Sequence, err)
			}
		}
	}
	return nil
}

// dated is a profile and the index of its leaf.
type dated struct {
	*meshcore.PersonalProfile
	index int64
}

// checkProfiles verifies each profile as the successor of the one before.
func (c *checker) checkProfiles(profile udf.Fingerprint) ([]dated, error) {
	versions, err := c.tx.Versions(profile)
	if err != nil {
		return nil, err
	}
	var all []dated
	for _, v := range versions {
		signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](v.Body)
		if err != nil {
			return nil, fmt.Errorf("profile version %d: %w", v.Sequence, err)
		}
		var p *meshcore.PersonalProfile
		if len(all) == 0 {
			p, err = meshcore.OpenFirst(signed)
		} else {
			p, _, err = meshcore.OpenSuccessor(signed, all[len(all)-1].PersonalProfile)
		}
		if err == nil {
			err = c.checkVersion(v, signed.Version())
		}
		if err != nil {
			return nil, fmt.Errorf("profile version %d: %w", v.Sequence, err)
		}
		all = append(all, dated{p, v.Index})
	}
	return all, nil
}

// checkOther verifies an application by the profile that was current when it
// was published, or an escrow entry by its hash.
func (c *checker) checkOther(b Binding, v Version, profiles []dated) error {
	if b.Kind == ledger.KindEscrow {
		return c.checkVersion(v, meshcore.VersionID(sha256.Sum256(v.Body)))
	}
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile](v.Body)
	if err != nil {
		return err
	}
	key, err := applicationKey(signed, v, profiles)
	if err != nil {
		return err
	}
	if _, err := signed.Verify(key); err != nil {
		return err
	}
	return c.checkVersion(v, signed.Version())
}

func applicationKey(signed *meshcore.SignedApplicationProfile, v Version, profiles []dated) (jose.PublicKey, error) {
	for i := len(profiles) - 1; i >= 0; i-- {
		if profiles[i].index < v.Index {
			return meshcore.ApplicationSigner(signed, profiles[i].PersonalProfile, v.Sequence == 0)
		}
	}
	return jose.PublicKey{}, fmt.Errorf("no profile was current then")
}

// checkVersion requires a version's leaf to commit to it.
func (c *checker) checkVersion(v Version, id meshcore.VersionID) error {
	c.Versions++
	if v.ID != id {
		return fmt.Errorf("the body is not the one that was published")
	}
	if v.Index < 0 || v.Index >= int64(len(c.leaves)) || c.leaves[v.Index].Commitment != ledger.Commit(v.Salt, id) {
		return fmt.Errorf("leaf %d does not commit to the body", v.Index)
	}
	return nil
}
