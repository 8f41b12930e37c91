package portal

import (
	"errors"
	"strings"

	"meshportal/meshcore"
)

// The settings that name the log: its origin now, and the origins before, one
// a line, of the generations that a restore has ended.
const (
	OriginSetting  = "log.origin"
	FormerSettings = "generation.previous"
)

// checkFormer accepts the origin of a former generation: documents that were
// signed on it are submitted again.
func (s *Service) checkFormer(tx Tx, origin string) error {
	former, err := tx.Setting(FormerSettings)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for line := range strings.Lines(former) {
		if strings.TrimSpace(line) == origin {
			return nil
		}
	}
	return meshcore.OutOfOrder("the token is of the log %.80q; this is %s", origin, s.Origin)
}

// checkPredecessor judges the predecessor alone.
func checkPredecessor(p placed) error {
	follows := p.predecessor == nil && p.token.First ||
		p.predecessor != nil && !p.token.First && meshcore.VersionID(p.token.Predecessor) == p.predecessor.ID
	if !follows {
		return meshcore.OutOfOrder("the document does not follow the current version")
	}
	return nil
}
