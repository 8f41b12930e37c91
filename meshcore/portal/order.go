package portal

import (
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/ledger"
)

// placed is what a document's place is judged by: its token, its date and
// those of what it follows.
type placed struct {
	token       ledger.Token
	updated     meshcore.Time
	predecessor *Version      // nil of a first version
	after       meshcore.Time // the predecessor's Updated
	seen        int64         // the token must cover this leaf, too; -1 for none
}

// checkPlace judges order alone (protocol.md II.3): the token names the
// predecessor, and a checkpoint from which its signer knew it.
func checkPlace(p placed) error {
	if p.predecessor == nil {
		if !p.token.First {
			return meshcore.OutOfOrder("the document follows a version, and there is none")
		}
	} else {
		if p.token.First || meshcore.VersionID(p.token.Predecessor) != p.predecessor.ID {
			return meshcore.OutOfOrder("the document does not follow the current version: fetch it, and make the change again")
		}
		if p.token.Size <= p.predecessor.Index {
			return meshcore.OutOfOrder("the signer's checkpoint is older than the version that it changed")
		}
	}
	if p.token.Size <= p.seen {
		return meshcore.OutOfOrder("the signer's checkpoint is older than the owner's current profile: fetch it, and make the change again")
	}
	return nil
}

// clockSkew is how far Updated may be ahead of the portal's clock.
const clockSkew = 5 * time.Minute

// checkUpdated bounds the date of a document: not before its predecessor's,
// not after the clock plus five minutes or the predecessor's plus a second.
func checkUpdated(updated, after meshcore.Time, now time.Time) error {
	if updated.Before(after.Time) {
		return meshcore.OutOfOrder("the document is dated %s, before the version that it follows, %s", updated, after)
	}
	if latest := meshcore.Later(meshcore.At(now.Add(clockSkew)), meshcore.At(after.Add(time.Second))); updated.After(latest.Time) {
		return meshcore.OutOfOrder("the document is dated %s, in the future: set the clock", updated)
	}
	return nil
}

// parseToken reads a token, whose form is a matter of the document alone.
func parseToken(text string) (ledger.Token, error) {
	token, err := ledger.ParseToken(text)
	if err != nil {
		return token, meshcore.Invalid("NotaryToken: %v", err)
	}
	return token, nil
}

// checkRoot requires a checkpoint to be one of this log. Of a former log the
// roots are not known any more (protocol.md II.5).
func (s *Service) checkRoot(tx Tx, t ledger.BlockToken) error {
	if t.Origin != s.Origin {
		return s.checkFormer(tx, t.Origin)
	}
	if t.Size > s.released.Load().Size {
		return meshcore.OutOfOrder("the token names a checkpoint of %d leaves that this log has not released", t.Size)
	}
	root, err := s.rootAt(tx, t.Size)
	if err != nil {
		return err
	}
	if root != t.Root {
		return meshcore.OutOfOrder("the token names another log of %d leaves than this one", t.Size)
	}
	return nil
}

// place judges a document's whole place: checkpoint, order, date.
func (s *Service) place(tx Tx, p placed) error {
	if err := s.checkRoot(tx, p.token.Block()); err != nil {
		return err
	}
	if p.token.Origin == s.Origin {
		if err := checkPlace(p); err != nil {
			return err
		}
	} else if err := checkPredecessor(p); err != nil {
		return err
	}
	return checkUpdated(p.updated, p.after, s.Now())
}
