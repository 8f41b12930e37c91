package portal_test

import (
	"crypto/rand"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

const credentials = "CredentialProfile"

// application is an application of a person and its newest version.
type application struct {
	p          *person
	id         udf.Fingerprint
	recipients []jose.PublicKey
	signed     *meshcore.SignedApplicationProfile
}

// application makes an application that is not published yet, for the
// person's first device.
func (p *person) application() *application {
	p.w.Helper()
	id, err := udf.Random(rand.Reader)
	p.w.check(err)
	return &application{p: p, id: id, recipients: []jose.PublicKey{p.first.enc.PublicKey(), p.escrow.PublicKey()}}
}

// passwords makes an application, publishes it and lists it, with the rights
// of an editor for the first device and those devices.
func (p *person) passwords(editors ...*device) *application {
	p.w.Helper()
	a := p.application()
	p.w.check(a.publish(p.first, a.next()))
	p.w.check(a.list(editors...))
	if len(editors) > 0 {
		p.w.check(a.publish(p.first, a.next()))
	}
	return a
}

// list names the application in the profile.
func (a *application) list(editors ...*device) error {
	a.p.w.Helper()
	next := a.p.next()
	e := meshcore.ApplicationProfileEntry{Identifier: a.id, Type: credentials, SignID: []udf.Fingerprint{}}
	e.Grant(a.p.first.id(), meshcore.Editor)
	a.recipients = []jose.PublicKey{a.p.first.enc.PublicKey()}
	for _, d := range editors {
		e.Grant(d.id(), meshcore.Editor)
		a.recipients = append(a.recipients, d.enc.PublicKey())
	}
	a.recipients = append(a.recipients, a.p.escrow.PublicKey())
	next.Applications = append(next.Applications, e)
	return a.p.publish(a.p.first, next)
}

// next is a new version of the application.
func (a *application) next() *meshcore.ApplicationProfile {
	a.p.w.Helper()
	return a.tagged(credentials)
}

func (a *application) tagged(tag string) *meshcore.ApplicationProfile {
	a.p.w.Helper()
	doc := meshcore.NewApplication(tag)
	doc.Identifier, doc.PersonalUDF, doc.Updated = a.id, a.p.profile.Identifier, meshcore.At(a.p.w.time())
	var predecessor *meshcore.VersionID
	if a.signed != nil {
		version := a.signed.Version()
		predecessor = &version
	}
	doc.NotaryToken = a.p.w.token(predecessor)
	a.p.w.check(doc.Seal([]byte(`{"`+tag+`Private":{}}`), a.recipients))
	return doc
}

// sign signs a version as a device.
func (a *application) sign(d *device, doc *meshcore.ApplicationProfile) *meshcore.SignedApplicationProfile {
	a.p.w.Helper()
	signed, err := meshcore.Sign(doc, d.sign)
	a.p.w.check(err)
	return signed
}

// publish signs a version as a device and publishes it.
func (a *application) publish(d *device, doc *meshcore.ApplicationProfile) error {
	a.p.w.Helper()
	return a.send(a.sign(d, doc))
}

func (a *application) send(signed *meshcore.SignedApplicationProfile) error {
	a.p.w.Helper()
	_, err := a.p.w.publish(nil, a.p.entry(signed))
	if err == nil {
		a.signed = signed
	}
	return err
}
