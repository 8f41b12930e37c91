package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

var (
	// ErrRemoved says that this device is none of the profile: by the newest
	// version, or by the portal's word, which a device that was removed
	// cannot check. Nothing is forgotten on account of it.
	ErrRemoved = errors.New("this device is none of the profile: it was removed, or has not been let in")
	// ErrEpoch says that the account was recovered elsewhere: nothing is
	// written until the person has acknowledged it.
	ErrEpoch = errors.New("this account was recovered with its kit, on another device; if that was you, acknowledge it (mesh profile acknowledge)")
	// ErrStopped says that an earlier alarm still stops writing.
	ErrStopped = errors.New("the portal contradicted itself earlier; nothing is written until you have looked at the evidence (mesh log evidence) and accepted (mesh log accept)")
)

// Sync brings memory up to date: it reads the log, fetches the profile if it
// has changed and verifies each step. It returns the current profile.
func (c *Client) Sync(ctx context.Context) (*Profile, error) {
	if c.self == nil || c.memory == nil {
		return nil, ErrNoDevice
	}
	if err := c.expireMasters(); err != nil {
		return nil, err
	}
	var p *Profile
	err := c.settled(func() (err error) {
		p, err = c.sync(ctx)
		return err
	})
	if err = c.raise(err); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *Client) sync(ctx context.Context) (*Profile, error) {
	if err := c.observe(ctx); err != nil {
		return nil, err
	}
	ch, err := c.profiles()
	if err != nil {
		return nil, err
	}
	if !ch.upToDate() {
		if err := c.fetchProfile(ctx, ch, c.callAs); err != nil {
			return nil, err
		}
	}
	if known := c.memory.Documents[ch.newest.Identifier]; known != nil && known.Sequence > ch.newest.Sequence {
		return nil, alarm(Rollback, "version %d of the profile is the newest served; this device has seen version %d", ch.newest.Sequence, known.Sequence).documents(ch.text())
	}
	if _, ok := ch.newest.Device(c.self.ID()); !ok {
		return nil, ErrRemoved
	}
	return ch.newest, c.watch(ctx, identifiers(ch.newest)...)
}

// upToDate reports whether the label's last leaf is that of the newest version.
func (ch *chain) upToDate() bool {
	if ch.newest == nil {
		return false
	}
	label := ch.client.memory.Labels[ch.newest.Administration().Identifier]
	return label != nil && label.Index == ch.newest.Index
}

func identifiers(p *Profile) []udf.Fingerprint {
	ids := make([]udf.Fingerprint, len(p.Applications))
	for i, e := range p.Applications {
		ids[i] = e.Identifier
	}
	return ids
}

// caller sends a signed call.
type caller func(context.Context, protocol.Request, protocol.Response) error

// fetchProfile reads the versions that follow the newest, or all of them, and
// verifies each as the successor of the one before.
func (c *Client) fetchProfile(ctx context.Context, ch *chain, call caller) error {
	req := &protocol.GetRequest{Identifier: string(c.memory.Profile), Records: true, Multiple: !ch.oneBehind()}
	var resp protocol.GetRecordsResponse
	if err := call(ctx, req, &resp); err != nil {
		if refused(err, protocol.NotFound) || refused(err, protocol.Unauthenticated) || refused(err, protocol.Unauthorized) {
			return fmt.Errorf("%w; that is what the portal says (%v), and this device cannot check it: ask another device of the profile. Nothing was forgotten", ErrRemoved, err)
		}
		return err
	}
	var size int64
	for i := range resp.DataItems {
		it, err := c.openItem(ctx, &resp.DataItems[i])
		if err != nil {
			return err
		}
		size = it.size
		if ch.newest != nil && it.leaf.Sequence <= ch.newest.Sequence && it.leaf.Kind == ledger.KindPersonal {
			c.adopt(ch, it)
			continue // verified before
		}
		if err := c.appendProfile(ctx, ch, it); err != nil {
			return c.replayed(ch, it, err)
		}
	}
	return c.complete(ch, size)
}

// adopt follows the label of the newest version again when memory has lost it,
// because the log had grown too far.
func (c *Client) adopt(ch *chain, it *item) {
	key := ch.newest.Administration().Identifier
	if it.index == ch.newest.Index && c.memory.Labels[key] == nil && it.opens(ledger.KindPersonal, key, ch.newest.Version) == nil {
		c.memory.Labels[key] = &Label{Sequence: it.leaf.Sequence, Index: it.index, Leaf: it.lines}
	}
}

// replayed says of a version that was refused whether this device has verified
// it before, in its place: then the portal turns back.
func (c *Client) replayed(ch *chain, it *item, err error) error {
	var a *Alarm
	if !errors.As(err, &a) || errors.Is(err, errAgain) {
		return err
	}
	if ch.newest != nil {
		a.documents(ch.text())
	}
	signed, parseErr := meshcore.ParseEntry[meshcore.PersonalProfile]([]byte(it.text))
	if parseErr != nil || ch.newest == nil {
		return err
	}
	old, found, findErr := ch.find(signed.Version())
	if findErr == nil && found {
		a.Kind, a.Message = Rollback, fmt.Sprintf("version %d of the profile is served again as version %d", old.Sequence, it.leaf.Sequence)
	}
	return err
}

// oneBehind reports whether the log shows exactly one version more.
func (ch *chain) oneBehind() bool {
	if ch.newest == nil {
		return false
	}
	label := ch.client.memory.Labels[ch.newest.Administration().Identifier]
	return label != nil && label.Sequence == ch.newest.Sequence+1
}

// complete requires the newest version to be what the label's last leaf says.
// At size the log was when the versions were served.
func (c *Client) complete(ch *chain, size int64) error {
	if ch.newest == nil {
		return alarm(Withheld, "the portal serves no version of the profile")
	}
	key := ch.newest.Administration().Identifier
	label := c.memory.Labels[key]
	if label == nil {
		return alarm(Withheld, "the log shows no version of the profile")
	}
	if label.Index > ch.newest.Index {
		if leaf, err := ledger.ParseLeaf([]byte(label.Leaf)); err == nil && leaf.Kind == ledger.KindErased {
			return ErrErased
		}
		a := alarm(Withheld, "the log says that there is version %d of the profile; version %d is served", label.Sequence, ch.newest.Sequence).leaves(label.Leaf)
		return late(a.documents(ch.text()), label, &item{size: size})
	}
	return c.saveMemory()
}

// ErrErased says that the account was closed and its documents erased.
var ErrErased = errors.New("this account was closed, and its documents were erased")

// appendProfile verifies one version after the newest and keeps it.
func (c *Client) appendProfile(ctx context.Context, ch *chain, it *item) error {
	signed, err := meshcore.ParseEntry[meshcore.PersonalProfile]([]byte(it.text))
	if err != nil {
		return substituted(err, it)
	}
	p, key, err := c.openNext(ch, signed, it)
	if err != nil {
		return substituted(err, it)
	}
	p.Version, p.Sequence, p.Index, p.Signer = signed.Version(), it.leaf.Sequence, it.index, key.KID()
	if err := c.place(ctx, ch, p, it); err != nil {
		return err
	}
	if err := masterDated(ch, p, it); err != nil {
		return err
	}
	if c.memory.Account != p.Account() {
		return substituted(meshcore.Invalid("the profile is for the account %s", p.Account()), it)
	}
	if err := ch.add(p, it.text, key); err != nil {
		return err
	}
	c.know(p.Identifier, p.Version, p.Sequence, p.Updated)
	return nil
}

// openNext judges authority: the first of all by its genesis key and the
// pinned fingerprint, every other by the one before it.
func (c *Client) openNext(ch *chain, signed *meshcore.SignedPersonalProfile, it *item) (*Profile, jose.PublicKey, error) {
	if ch.newest == nil {
		if it.leaf.Sequence != 0 {
			return nil, jose.PublicKey{}, meshcore.Invalid("the versions served do not begin with the first")
		}
		p, err := meshcore.OpenFirst(signed)
		if err != nil {
			return nil, jose.PublicKey{}, err
		}
		if p.Identifier != c.memory.Profile {
			return nil, jose.PublicKey{}, meshcore.Invalid("the profile served is %s, expected %s", p.Identifier, c.memory.Profile)
		}
		key, err := p.Master().GenesisKey()
		return &Profile{PersonalProfile: p, Opener: true}, key, err
	}
	next, opener, err := meshcore.OpenSuccessor(signed, ch.newest.PersonalProfile)
	if err == nil {
		err = ch.nobodyReturns(next)
	}
	if err != nil {
		return nil, jose.PublicKey{}, err
	}
	key, err := signerKey(ch.newest.PersonalProfile, next, signed, opener)
	return &Profile{PersonalProfile: next, Opener: opener}, key, err
}

func signerKey(current, next *meshcore.PersonalProfile, signed *meshcore.SignedPersonalProfile, opener bool) (jose.PublicKey, error) {
	if opener {
		return next.Master().GenesisKey()
	}
	kid, err := signed.SignerID()
	if err != nil {
		return jose.PublicKey{}, err
	}
	device, ok := current.Device(kid)
	if !ok {
		return jose.PublicKey{}, meshcore.Unauthorised("the signer %s is no device of the profile", kid)
	}
	return device.SignatureKey()
}

// place judges the version's place: leaf, order in the label, token, time.
func (c *Client) place(ctx context.Context, ch *chain, p *Profile, it *item) error {
	key := p.Administration().Identifier
	if err := it.opens(ledger.KindPersonal, key, p.Version); err != nil {
		return err
	}
	if ch.newest != nil && it.leaf.Sequence != ch.newest.Sequence+1 {
		return alarm(Withheld, "version %d of the profile is served after version %d", it.leaf.Sequence, ch.newest.Sequence).leaves(it.lines)
	}
	token, err := c.token(p.NotaryToken, it)
	if err != nil {
		return err
	}
	if c.memory.Labels[key] == nil {
		if err := c.watch(ctx, key); err != nil {
			return err
		}
	}
	if !p.Opener || it.leaf.Sequence == 0 {
		if err := c.follows(ctx, key, p.Identifier, it, token, p.Updated); err != nil {
			return err
		}
	} else if err := c.followsAny(ch, token, it, p.Updated); err != nil {
		return err
	}
	if ch.newest != nil && !p.Opener {
		if err := c.after(token, it, ch.newest.Index, p.Updated, ch.newest.Updated); err != nil {
			return err
		}
	}
	label := c.memory.Labels[key]
	if label == nil {
		c.memory.Labels[key] = &Label{Sequence: it.leaf.Sequence, Index: it.index, Leaf: it.lines}
	} else if label.Index < it.index {
		return alarm(Fork, "a version of the profile is served whose leaf the log does not show").leaves(label.Leaf, it.lines)
	}
	return nil
}

// followsAny requires the predecessor that an epoch opener names to be some
// version of the profile.
func (c *Client) followsAny(ch *chain, token ledger.Token, it *item, updated meshcore.Time) error {
	p, found, err := ch.find(token.Predecessor)
	if err != nil {
		return err
	}
	if found {
		return c.after(token, it, p.Index, updated, p.Updated)
	}
	return alarm(Withheld, "the recovered profile follows a version that is not served").leaves(it.lines).documents(it.text)
}

// after holds a version to the one that it follows, at index before and dated
// earlier (protocol.md II.3): its signer knew that one, and its date is neither
// below that one's nor ahead of its own leaf.
func (c *Client) after(token ledger.Token, it *item, before int64, updated, earlier meshcore.Time) error {
	if token.Origin == c.memory.Origin && token.Size <= before {
		return substituted(meshcore.OutOfOrder("the signer's checkpoint is older than what it followed"), it)
	}
	if updated.Before(earlier.Time) {
		return substituted(meshcore.OutOfOrder("a version is dated before the one it follows"), it)
	}
	if latest := meshcore.Later(meshcore.At(it.leaf.Time.Add(clockSkew)), meshcore.At(earlier.Add(time.Second))); updated.After(latest.Time) {
		return substituted(meshcore.OutOfOrder("a version is dated %s and was logged at %s", updated, it.leaf.Time.Format(time.RFC3339)), it)
	}
	return nil
}

// clockSkew is how far Updated may be ahead of the time of its leaf.
const clockSkew = 5 * time.Minute

// substituted turns a document's refusal into an alarm.
func substituted(err error, it *item) error {
	for _, kind := range []error{meshcore.ErrInvalid, meshcore.ErrAuthority, meshcore.ErrOrder} {
		if errors.Is(err, kind) {
			return alarm(Substitution, "%v", err).leaves(it.lines).documents(it.text)
		}
	}
	return err
}

// know remembers a version as the newest of its document, if it is.
func (c *Client) know(id udf.Fingerprint, v meshcore.VersionID, sequence uint64, updated meshcore.Time) {
	if known := c.memory.Documents[id]; known != nil && known.Sequence > sequence {
		return
	}
	c.memory.Documents[id] = &Known{Version: v.String(), Sequence: sequence, Updated: updated}
}

// masterDated bounds the date of an epoch's MasterProfile like that of every
// document: one dated far ahead would keep later epochs from opening.
func masterDated(ch *chain, p *Profile, it *item) error {
	var earlier meshcore.Time
	if ch.newest != nil {
		earlier = ch.newest.Master().Updated
	}
	updated := p.Master().Updated
	latest := meshcore.Later(meshcore.At(it.leaf.Time.Add(clockSkew)), meshcore.At(earlier.Add(time.Second)))
	if p.Opener && updated.After(latest.Time) {
		return substituted(meshcore.OutOfOrder("a MasterProfile is dated %s and was logged at %s", updated, it.leaf.Time.Format(time.RFC3339)), it)
	}
	return nil
}
