package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Application is one verified version of an application, opened if this device
// may read it.
type Application struct {
	Entry    meshcore.ApplicationProfileEntry // rights, by the current profile
	Version  meshcore.VersionID
	Sequence uint64
	Index    int64
	Updated  meshcore.Time
	Signer   udf.Fingerprint
	Catalog  *catalog.Catalog // nil if it cannot be read
	Problem  error            // why Catalog is nil
	Stale    error            // why it is to be re-encrypted; nil if it is not
	Lost     bool             // its signer has since lost the right

	profile *meshcore.ApplicationProfile
}

// ErrNoRight says that the device may not read an application.
var ErrNoRight = errors.New("this device may not read this application; an administration device can grant it")

// Applications returns the newest version of every application of p, in its
// order, without the administration entry. p comes from Sync.
func (c *Client) Applications(ctx context.Context, p *Profile) ([]*Application, error) {
	if c.self == nil || c.memory == nil {
		return nil, ErrNoDevice
	}
	var all []*Application
	for _, e := range p.Applications {
		if e.Type == meshcore.AdministrationType {
			continue
		}
		a, err := c.application(ctx, p, e)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// application returns the newest version: from memory if the log shows no
// newer one, else from the portal.
func (c *Client) application(ctx context.Context, p *Profile, e meshcore.ApplicationProfileEntry) (a *Application, err error) {
	err = c.again(ctx, func(newest *Profile) error {
		if newest != nil {
			entry, ok := newest.Entry(e.Identifier)
			if !ok {
				return ErrNoApplication
			}
			p, e = newest, *entry
		}
		if a, err = c.keptApplication(p, e); errors.Is(err, ErrNoRecord) {
			a, err = c.fetchApplication(ctx, p, e)
		}
		return err
	})
	return a, err
}

// again repeats a reading step when the portal proves it by a log that has
// grown meanwhile: after a look at the newest checkpoint and profile, which
// the step is given from the second time on.
func (c *Client) again(ctx context.Context, step func(newest *Profile) error) error {
	var newest *Profile
	repeated := false
	return c.raise(c.settled(func() (err error) {
		if repeated {
			if newest, err = c.sync(ctx); err != nil {
				return err
			}
		}
		repeated = true
		return step(newest)
	}))
}

// visible reports whether the portal gives the application to this device.
func (c *Client) visible(p *Profile, e meshcore.ApplicationProfileEntry) bool {
	self := c.self.ID()
	return p.Administrator(self) || slices.Contains(e.DecryptID, self) || slices.Contains(e.SignID, self)
}

// fetchApplication asks the portal for the newest version.
func (c *Client) fetchApplication(ctx context.Context, p *Profile, e meshcore.ApplicationProfileEntry) (*Application, error) {
	if !c.visible(p, e) {
		return &Application{Entry: e, Problem: ErrNoRight}, nil
	}
	items, err := c.records(ctx, e.Identifier, false)
	if err != nil {
		return nil, err
	}
	it := items[len(items)-1]
	a, err := c.judge(ctx, p, e, it)
	if err != nil {
		return nil, substituted(err, it)
	}
	if err := c.current(e.Identifier, e.Identifier, it); err != nil {
		return nil, err
	}
	if !c.chain.upToDate() {
		return nil, errAgain
	}
	c.know(e.Identifier, a.Version, a.Sequence, a.Updated)
	if err := c.saveMemory(); err != nil {
		return nil, err
	}
	return a, c.keepApplication(p, it, a)
}

// records reads the DataItems of an application.
func (c *Client) records(ctx context.Context, id udf.Fingerprint, all bool) ([]*item, error) {
	var resp protocol.GetRecordsResponse
	err := c.callAs(ctx, &protocol.GetRequest{Identifier: string(id), Records: true, Multiple: all}, &resp)
	if refused(err, protocol.NotFound) || err == nil && len(resp.DataItems) == 0 {
		return nil, &outdated{alarm(Withheld, "the profile lists the application %s, and the portal does not serve it", id)}
	}
	if refused(err, protocol.Unauthenticated) {
		_, removed := c.sync(ctx)
		return nil, cmp.Or(removed, err)
	}
	if err != nil {
		return nil, err
	}
	items := make([]*item, len(resp.DataItems))
	for i := range resp.DataItems {
		if items[i], err = c.openItem(ctx, &resp.DataItems[i]); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// judge verifies a version by the profile that was current when it was
// published, and opens it.
func (c *Client) judge(ctx context.Context, p *Profile, e meshcore.ApplicationProfileEntry, it *item) (*Application, error) {
	a, signed, err := c.verifyApplication(p, e, []byte(it.text), it.leaf.Sequence, it.index)
	if err != nil {
		return nil, err
	}
	if err := it.opens(ledger.KindApplication, e.Identifier, signed.Version()); err != nil {
		return nil, err
	}
	token, err := c.token(a.profile.NotaryToken, it)
	if err != nil {
		return nil, err
	}
	if err := c.follows(ctx, e.Identifier, e.Identifier, it, token, a.Updated); err != nil {
		return nil, err
	}
	return a, c.inOrder(a, it, token)
}

// inOrder requires the signer to have known the profile of then and, where
// this device knows the version before, the dates to be in order.
func (c *Client) inOrder(a *Application, it *item, token ledger.Token) error {
	owner, err := c.chain.before(it.index)
	if err != nil {
		return err
	}
	earlier := a.Updated
	if known := c.memory.Documents[a.Entry.Identifier]; known != nil && known.Sequence+1 == a.Sequence {
		earlier = known.Updated
	}
	return c.after(token, it, owner.Index, a.Updated, earlier)
}

// verifyApplication verifies the entry's signature by the profile before index.
func (c *Client) verifyApplication(p *Profile, e meshcore.ApplicationProfileEntry, entry []byte, sequence uint64, index int64) (*Application, *meshcore.SignedApplicationProfile, error) {
	signed, err := meshcore.ParseEntry[meshcore.ApplicationProfile](entry)
	if err != nil {
		return nil, nil, err
	}
	owner, err := c.chain.current(index)
	if err != nil {
		return nil, nil, err
	}
	key, err := meshcore.ApplicationSigner(signed, owner.PersonalProfile, sequence == 0)
	if err != nil {
		return nil, nil, err
	}
	profile, err := signed.Verify(key)
	if err != nil {
		return nil, nil, err
	}
	if profile.Identifier != e.Identifier || profile.PersonalUDF != p.Identifier || profile.Tag() != e.Type {
		return nil, nil, meshcore.Invalid("another application is served for %s", e.Identifier)
	}
	a := &Application{Entry: e, Version: signed.Version(), Sequence: sequence, Index: index, Updated: profile.Updated, Signer: key.KID(), profile: profile}
	return a, signed, c.open(p, signed, a)
}

// open decrypts what this device may read, and says what is wrong with the rest.
func (c *Client) open(p *Profile, signed *meshcore.SignedApplicationProfile, a *Application) error {
	if _, err := meshcore.ApplicationSigner(signed, p.PersonalProfile, false); err != nil {
		a.Lost = true
	}
	a.Stale = meshcore.CheckRecipients(a.profile, p.PersonalProfile, a.Signer, false)
	if !slices.Contains(a.Entry.DecryptID, c.self.ID()) {
		a.Problem = ErrNoRight
		return nil
	}
	private, err := c.decrypt(a)
	if errors.Is(err, jose.ErrNotRecipient) {
		a.Problem = fmt.Errorf("not yet encrypted to this device: an editor or reader of the application with the right to sign does that on its next run")
		return nil
	}
	if err != nil {
		a.Problem = fmt.Errorf("the element for this device does not open; it was signed by %s: %w", a.Signer, err)
		return nil
	}
	return a.read(private)
}

// decrypt opens the private part with the device's key or, while a recovery is
// not complete, with the escrow key of the epoch before.
func (c *Client) decrypt(a *Application) ([]byte, error) {
	key, err := c.decrypter()
	if err != nil {
		return nil, err
	}
	private, err := a.profile.Open(key)
	if !errors.Is(err, jose.ErrNotRecipient) {
		return private, err
	}
	if _, before, sealed := c.openMasters(); sealed == nil && before != nil {
		return a.profile.Open(*before)
	}
	return nil, err
}

// read parses the decrypted part and compares its Identifier.
func (a *Application) read(private []byte) error {
	cat, err := catalog.Parse(private)
	if err == nil && cat.Identifier != a.Entry.Identifier {
		err = fmt.Errorf("the encrypted part is that of another application, %s", cat.Identifier)
	}
	if err != nil {
		a.Problem = fmt.Errorf("the content, signed by %s, cannot be read: %w", a.Signer, err)
		return nil
	}
	a.Catalog = cat
	return nil
}

// appRecord is a verified version at rest, still encrypted.
type appRecord struct {
	Entry    string `json:"entry"`
	Sequence uint64 `json:"sequence"`
	Index    int64  `json:"index"`
	Leaf     string `json:"leaf,omitempty"` // its lines in the log; "" until it was read back
}

func appName(id udf.Fingerprint) string { return "application/" + string(id) }

func (c *Client) keepApplication(p *Profile, it *item, a *Application) error {
	return c.writeRecord(appName(a.Entry.Identifier), &appRecord{Entry: it.text, Sequence: it.leaf.Sequence, Index: it.index, Leaf: it.lines})
}

// keptApplication returns the version in memory if it is the newest that the
// log shows, else [ErrNoRecord].
func (c *Client) keptApplication(p *Profile, e meshcore.ApplicationProfileEntry) (*Application, error) {
	var r appRecord
	if err := c.readRecord(appName(e.Identifier), &r); err != nil {
		return nil, err
	}
	if label := c.memory.Labels[e.Identifier]; label == nil || label.Leaf != r.Leaf {
		return nil, ErrNoRecord
	}
	return c.recorded(p, e)
}
