package portal_test

import (
	"crypto/rand"
	"slices"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// device is a device with its three keys.
type device struct {
	sign, auth, enc jose.PrivateKey
	profile         meshcore.SignedDeviceProfile
}

func (d *device) id() udf.Fingerprint { return d.profile.Identifier }

func (w *world) key(k jose.PrivateKey, err error) jose.PrivateKey {
	w.Helper()
	w.check(err)
	return k
}

func (w *world) device() *device {
	w.Helper()
	return w.deviceOf(
		w.key(jose.GenerateEd25519(rand.Reader)), w.key(jose.GenerateEd25519(rand.Reader)), w.key(jose.GenerateP256()))
}

func (w *world) deviceOf(sign, auth, enc jose.PrivateKey) *device {
	w.Helper()
	signed, err := meshcore.Sign(&meshcore.DeviceProfile{
		Identifier: sign.PublicKey().KID(), Updated: meshcore.At(w.time()),
		DeviceSignatureKey:      meshcore.StateKey(sign.PublicKey()),
		DeviceAuthenticationKey: meshcore.StateKey(auth.PublicKey()),
		DeviceEncryptionKey:     meshcore.StateKey(enc.PublicKey()),
	}, sign)
	w.check(err)
	return &device{sign, auth, enc, *signed}
}

// person is somebody with an account, their first device, and what was
// published last.
type person struct {
	w              *world
	account        meshcore.Account
	master, escrow jose.PrivateKey
	first          *device
	profile        *meshcore.PersonalProfile
	signed         *meshcore.SignedPersonalProfile
}

// draft makes a person whose account does not exist yet.
func (w *world) draft(name string) *person {
	w.Helper()
	p := &person{
		w: w, account: meshcore.Account(name + "@" + portalName), first: w.device(),
		master: w.key(jose.GenerateEd25519(rand.Reader)), escrow: w.key(jose.GenerateP256()),
	}
	administration, err := udf.Random(rand.Reader)
	w.check(err)
	p.profile = &meshcore.PersonalProfile{
		Identifier: p.master.PublicKey().KID(), Names: []string{string(p.account)}, Updated: meshcore.At(w.time()),
		NotaryToken: w.token(nil), Devices: []meshcore.SignedDeviceProfile{p.first.profile},
		Applications: []meshcore.ApplicationProfileEntry{{
			Identifier: administration, Type: meshcore.AdministrationType, SignID: []udf.Fingerprint{p.first.id()},
		}},
	}
	return p
}

// person makes a person with an account.
func (w *world) person(name string) *person {
	w.Helper()
	p := w.draft(name)
	w.check(p.create())
	return p
}

// create signs the draft as the opener of the first epoch and sends it.
func (p *person) create() error {
	p.w.Helper()
	p.open(p.profile)
	return p.w.create(p.account, p.entry(p.signed))
}

func (w *world) create(account meshcore.Account, entry []byte) error {
	w.Helper()
	return w.ask(nil, &protocol.CreateRequest{Account: string(account), Profile: entry}, new(protocol.CreateResponse))
}

// open gives a profile a new MasterProfile and signs it with a genesis key.
func (p *person) open(next *meshcore.PersonalProfile) *meshcore.SignedPersonalProfile {
	p.w.Helper()
	return p.openWith(next, p.w.key(jose.GenerateEd25519(rand.Reader)), meshcore.At(p.w.time()))
}

func (p *person) openWith(next *meshcore.PersonalProfile, genesis jose.PrivateKey, updated meshcore.Time) *meshcore.SignedPersonalProfile {
	p.w.Helper()
	master, err := meshcore.Sign(&meshcore.MasterProfile{
		Identifier: p.master.PublicKey().KID(), Updated: updated,
		MasterSignatureKey:  meshcore.StateKey(p.master.PublicKey()),
		MasterEscrowKeys:    []meshcore.PublicKey{meshcore.StateKey(p.escrow.PublicKey())},
		OnlineSignatureKeys: []meshcore.PublicKey{meshcore.StateKey(genesis.PublicKey())},
	}, p.master)
	p.w.check(err)
	next.SignedMasterProfile = *master
	return p.seal(next, genesis)
}

// seal signs a profile and takes it for the newest.
func (p *person) seal(next *meshcore.PersonalProfile, signer jose.Signer) *meshcore.SignedPersonalProfile {
	p.w.Helper()
	signed, err := meshcore.Sign(next, signer)
	p.w.check(err)
	if p.signed == nil {
		p.signed = signed
	}
	return signed
}

// token names the newest checkpoint and a predecessor.
func (w *world) token(predecessor *meshcore.VersionID) string {
	w.Helper()
	return tokenAt(w.checkpoint(), predecessor)
}

func tokenAt(c ledger.Checkpoint, predecessor *meshcore.VersionID) string {
	t := ledger.Token{Origin: c.Origin, Size: c.Size, Root: c.Root, First: predecessor == nil}
	if predecessor != nil {
		t.Predecessor = *predecessor
	}
	return t.String()
}

// next is a copy of the current profile that may be changed and published.
func (p *person) next() *meshcore.PersonalProfile {
	p.w.Helper()
	next := *p.profile
	next.Devices = slices.Clone(p.profile.Devices)
	next.Applications = slices.Clone(p.profile.Applications)
	for i := range next.Applications {
		e := &next.Applications[i]
		e.SignID, e.DecryptID = slices.Clone(e.SignID), slices.Clone(e.DecryptID)
	}
	next.Updated = meshcore.Later(meshcore.At(p.w.time()), p.profile.Updated)
	version := p.signed.Version()
	next.NotaryToken = p.w.token(&version)
	return &next
}

// publish signs a profile as a device and publishes it.
func (p *person) publish(d *device, next *meshcore.PersonalProfile) error {
	p.w.Helper()
	return p.send(next, p.seal(next, d.sign))
}

// send publishes a signed profile; if it is accepted, it is the current one.
func (p *person) send(next *meshcore.PersonalProfile, signed *meshcore.SignedPersonalProfile) error {
	p.w.Helper()
	_, err := p.w.publish(nil, p.entry(signed))
	if err == nil {
		p.profile, p.signed = next, signed
	}
	return err
}

func (p *person) entry(s interface{ Entry() ([]byte, error) }) []byte {
	p.w.Helper()
	entry, err := s.Entry()
	p.w.check(err)
	return entry
}

// ask asks to join as a device.
func (p *person) ask(d *device) error {
	p.w.Helper()
	c := p.w.checkpoint()
	signed, err := meshcore.Sign(&meshcore.ConnectionRequest{
		ParentUDF: p.profile.Identifier, Device: d.profile,
		BlockToken: ledger.BlockToken{Origin: c.Origin, Size: c.Size, Root: c.Root}.String(),
	}, d.sign)
	p.w.check(err)
	req := &protocol.ConnectStartRequest{SignedRequest: signed, AccountID: string(p.account)}
	return p.w.ask(nil, req, new(protocol.ConnectStartResponse))
}

// join lets a new device into the profile.
func (p *person) join() *device {
	p.w.Helper()
	d := p.w.device()
	p.w.check(p.ask(d))
	next := p.next()
	next.Devices = append(next.Devices, d.profile)
	p.w.check(p.publish(p.first, next))
	return d
}

// remove takes a device out of the profile.
func (p *person) remove(d *device) {
	p.w.Helper()
	next := p.next()
	without(next, d)
	p.w.check(p.publish(p.first, next))
}

func without(next *meshcore.PersonalProfile, d *device) {
	next.Devices = slices.DeleteFunc(next.Devices, func(s meshcore.SignedDeviceProfile) bool { return s.Identifier == d.id() })
	for i := range next.Applications {
		next.Applications[i].Grant(d.id(), meshcore.NoRole)
	}
}
