package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// create makes account, profile and application.
func (l *loader) create(ctx context.Context) error {
	var status protocol.StatusResponse
	if err := l.send(ctx, &protocol.StatusRequest{}, &status, nil); err != nil {
		return err
	}
	if err := l.follow(status.CheckpointValue, meshcore.VersionID{}); err != nil {
		return err
	}
	l.token.First = true
	device, encryption, err := l.device()
	if err != nil {
		return err
	}
	signed, escrow, err := l.first(device)
	if err != nil {
		return err
	}
	entry, err := signed.Entry()
	if err != nil {
		return err
	}
	var created protocol.CreateResponse
	if err := l.send(ctx, &protocol.CreateRequest{Account: string(l.account), Profile: entry}, &created, nil); err != nil {
		return err
	}
	if err := l.follow(created.CheckpointValue, signed.Version()); err != nil {
		return err
	}
	return l.apply(ctx, signed, encryption, escrow)
}

func keys(n int) ([]jose.PrivateKey, error) {
	all := make([]jose.PrivateKey, n)
	var errs []error
	for i := range all {
		key, err := jose.GenerateEd25519(rand.Reader)
		all[i], errs = key, append(errs, err)
	}
	return all, errors.Join(errs...)
}

func (l *loader) device() (*meshcore.SignedDeviceProfile, jose.PublicKey, error) {
	pair, err := keys(2)
	if err != nil {
		return nil, jose.PublicKey{}, err
	}
	encryption, err := jose.GenerateP256()
	if err != nil {
		return nil, jose.PublicKey{}, err
	}
	l.key, l.call = pair[0], pair[1]
	signed, err := meshcore.Sign(&meshcore.DeviceProfile{
		Identifier: l.key.PublicKey().KID(), Names: []string{"load"}, Updated: meshcore.At(time.Now()),
		DeviceSignatureKey:      meshcore.StateKey(l.key.PublicKey()),
		DeviceAuthenticationKey: meshcore.StateKey(l.call.PublicKey()),
		DeviceEncryptionKey:     meshcore.StateKey(encryption.PublicKey()),
	}, l.key)
	return signed, encryption.PublicKey(), err
}

// first signs the first profile, which lists the application already.
func (l *loader) first(device *meshcore.SignedDeviceProfile) (*meshcore.SignedPersonalProfile, jose.PublicKey, error) {
	none := jose.PublicKey{}
	pair, err := keys(2)
	if err != nil {
		return nil, none, err
	}
	escrow, err := jose.GenerateP256()
	if err != nil {
		return nil, none, err
	}
	now, master, genesis := meshcore.At(time.Now()), pair[0], pair[1]
	l.profile = master.PublicKey().KID()
	signedMaster, err := meshcore.Sign(&meshcore.MasterProfile{
		Identifier: l.profile, Updated: now,
		MasterSignatureKey:  meshcore.StateKey(master.PublicKey()),
		MasterEscrowKeys:    []meshcore.PublicKey{meshcore.StateKey(escrow.PublicKey())},
		OnlineSignatureKeys: []meshcore.PublicKey{meshcore.StateKey(genesis.PublicKey())},
	}, master)
	if err != nil {
		return nil, none, err
	}
	ids, err := identifiers(2)
	if err != nil {
		return nil, none, err
	}
	l.application = meshcore.NewApplication("CredentialProfile")
	l.application.Identifier, l.application.PersonalUDF = ids[1], l.profile
	self := []udf.Fingerprint{device.Identifier}
	signed, err := meshcore.Sign(&meshcore.PersonalProfile{
		Identifier: l.profile, Names: []string{string(l.account)}, Updated: now, NotaryToken: l.token.String(),
		SignedMasterProfile: *signedMaster, Devices: []meshcore.SignedDeviceProfile{*device},
		Applications: []meshcore.ApplicationProfileEntry{
			{Identifier: ids[0], Type: meshcore.AdministrationType, SignID: self},
			{Identifier: ids[1], Type: l.application.Tag(), SignID: self, DecryptID: self},
		},
	}, genesis)
	return signed, escrow.PublicKey(), err
}

func identifiers(n int) ([]udf.Fingerprint, error) {
	ids := make([]udf.Fingerprint, n)
	for i := range ids {
		var err error
		if ids[i], err = udf.Random(rand.Reader); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// apply publishes the first version of the application.
func (l *loader) apply(ctx context.Context, profile *meshcore.SignedPersonalProfile, recipients ...jose.PublicKey) error {
	kind, _ := catalog.KindNamed("credentials")
	content := catalog.New(kind, "Passwords", l.application.Identifier)
	set := []catalog.Assignment{{Field: "Sites", Value: "example.com"}, {Field: "Password", Value: rand.Text()}}
	if _, err := content.Add(meshcore.At(time.Now()), rand.Reader, set); err != nil {
		return err
	}
	private, err := content.Marshal()
	if err != nil {
		return err
	}
	if err := l.application.Seal(private, recipients); err != nil {
		return err
	}
	ciphertext, err := jose.Marshal(l.application.EncryptedData)
	if err != nil {
		return err
	}
	l.ciphertext = string(ciphertext)
	l.protected = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":"EdDSA","kid":"%s","typ":"%s"}`, l.key.PublicKey().KID(), jose.Type))
	l.token.First = true
	return l.publish(ctx)
}
