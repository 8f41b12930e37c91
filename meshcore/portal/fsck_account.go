package portal

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
)

// dated is a profile and the index of its leaf.
type dated struct {
	*meshcore.PersonalProfile
	index int64
}

// checkAccount checks every version of an account's documents.
func (c *checker) checkAccount(a Account) error {
	profiles, err := c.checkProfiles(a)
	if err != nil {
		return err
	}
	bindings, err := c.tx.Bindings(a.Profile)
	if err != nil {
		return err
	}
	for _, b := range bindings {
		if b.Kind == ledger.KindPersonal || b.Tag == meshcore.AdministrationType {
			continue // which share a label
		}
		versions, err := c.versions(b)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if v.Body == nil {
				continue
			}
			if err := c.checkOther(b, v, profiles); err != nil {
				return fmt.Errorf("%s version %d: %w", v.Identifier, v.Sequence, err)
			}
		}
	}
	return nil
}

// versions returns all versions of a document, erased ones included, and
// requires them to be those of its label.
func (c *checker) versions(b Binding) ([]Version, error) {
	last, logged := c.labels[b.Label]
	c.owned[b.Label] = true
	head, err := c.tx.Head(b.Identifier)
	if errors.Is(err, ErrNotFound) && !logged {
		return nil, nil // listed by its profile, never published
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.Identifier, err)
	}
	if !logged || head.Sequence != last.Sequence {
		return nil, fmt.Errorf("%s: version %d is not the last one in the log", b.Identifier, head.Sequence)
	}
	all := make([]Version, head.Sequence+1)
	for i := range all {
		if all[i], err = c.tx.VersionAt(b.Identifier, uint64(i)); err != nil {
			return nil, fmt.Errorf("%s version %d: %w", b.Identifier, i, err)
		}
		if err := c.checkPlace(b, all[i]); err != nil {
			return nil, fmt.Errorf("%s version %d: %w", b.Identifier, i, err)
		}
	}
	return all, nil
}

// checkPlace requires a version's leaf to be its own.
func (c *checker) checkPlace(b Binding, v Version) error {
	if v.Index < 0 || v.Index >= int64(len(c.leaves)) {
		return fmt.Errorf("the log has no leaf %d", v.Index)
	}
	if leaf := c.leaves[v.Index]; leaf.Label != b.Label || leaf.Sequence != v.Sequence {
		return fmt.Errorf("leaf %d is that of another version", v.Index)
	}
	return nil
}

// checkProfiles verifies each profile as the successor of the one before. Only
// an erased account has none.
func (c *checker) checkProfiles(a Account) ([]dated, error) {
	b, err := c.tx.Binding(a.Profile)
	if err != nil {
		return nil, err
	}
	versions, err := c.versions(b)
	if err != nil || a.Status == Closed {
		return nil, err
	}
	var all []dated
	for _, v := range versions {
		p, err := c.openProfile(v, all)
		if err == nil && p.Account() != a.Name {
			err = fmt.Errorf("it is for the account %s", p.Account())
		}
		if err != nil {
			return nil, fmt.Errorf("profile version %d: %w", v.Sequence, err)
		}
		all = append(all, dated{p, v.Index})
	}
	return all, nil
}

func (c *checker) openProfile(v Version, before []dated) (p *meshcore.PersonalProfile, err error) {
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile](v.Body)
	if err != nil {
		return nil, err
	}
	if len(before) == 0 {
		p, err = meshcore.OpenFirst(signed)
	} else {
		p, _, err = meshcore.OpenSuccessor(signed, before[len(before)-1].PersonalProfile)
	}
	if err != nil {
		return nil, err
	}
	return p, c.checkVersion(v, signed.Version())
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
	return jose.PublicKey{}, errors.New("no profile was current then")
}

// checkVersion requires a version's leaf to commit to it.
func (c *checker) checkVersion(v Version, id meshcore.VersionID) error {
	c.Versions++
	if v.ID != id {
		return errors.New("the body is not the one that was published")
	}
	if c.leaves[v.Index].Commitment != ledger.Commit(v.Salt, id) {
		return fmt.Errorf("leaf %d does not commit to the body", v.Index)
	}
	return nil
}
