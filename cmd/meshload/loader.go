package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// loader is a person with one device and one application. Its documents are
// made beforehand where that is possible: the load is the portal's.
type loader struct {
	base, url   string
	http        *http.Client
	key         jose.PrivateKey // signs documents
	call        jose.PrivateKey // signs calls
	account     meshcore.Account
	profile     udf.Fingerprint
	application *meshcore.ApplicationProfile
	ciphertext  string
	protected   string
	token       ledger.Token
	took        time.Duration // of the last call
}

// enrol makes that many people.
func enrol(ctx context.Context, base string, count int) ([]*loader, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: count, MaxConnsPerHost: count}, Timeout: time.Minute}
	run := strings.ToLower(rand.Text()[:8])
	loaders := make([]*loader, count)
	for i := range loaders {
		l := &loader{base: base, url: base + protocol.Path, http: client}
		_, portal, _ := strings.Cut(base, "://")
		l.account = meshcore.Account(fmt.Sprintf("load-%s-%d@%s", run, i, portal))
		if err := l.create(ctx); err != nil {
			return nil, err
		}
		loaders[i] = l
	}
	return loaders, nil
}

// send sends one message and times the answer.
func (l *loader) send(ctx context.Context, req protocol.Request, resp protocol.Response, signer jose.Signer) error {
	body, err := protocol.EncodeRequest(req)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", protocol.MediaType)
	if signer != nil {
		if err := l.sign(r, body, signer); err != nil {
			return err
		}
	}
	begin := time.Now()
	answer, err := l.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	l.took = time.Since(begin)
	return errors.Join(err, protocol.DecodeResponse(text, resp))
}

func (l *loader) sign(r *http.Request, body []byte, signer jose.Signer) error {
	nonce, err := protocol.NewNonce(rand.Reader)
	if err != nil {
		return err
	}
	s, err := protocol.SignCall(signer, l.url, body, protocol.TagDoor, time.Now(), nonce)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Digest", s.Digest)
	r.Header.Set("Signature-Input", s.Input)
	r.Header.Set("Signature", s.Value)
	return nil
}

// publish publishes the next version of the application: the same ciphertext
// under a new token, written by hand, so that the tool takes less time than
// what it measures.
func (l *loader) publish(ctx context.Context) error {
	payload := fmt.Appendf(nil, `{"%s":{"Identifier":"%s","Updated":"%s","NotaryToken":"%s","PersonalUDF":"%s","EncryptedData":%s}}`,
		l.application.Tag(), l.application.Identifier, meshcore.At(time.Now()), l.token, l.profile, l.ciphertext)
	body := base64.RawURLEncoding.EncodeToString(payload)
	signature, err := l.key.Sign([]byte(l.protected + "." + body))
	if err != nil {
		return err
	}
	entry := fmt.Appendf(nil, `{"SignedApplicationProfile":{"Identifier":"%s","SignedData":{"payload":"%s","protected":"%s","signature":"%s"}}}`,
		l.application.Identifier, body, l.protected, base64.RawURLEncoding.EncodeToString(signature))
	var resp protocol.PublishResponse
	if err := l.send(ctx, &protocol.PublishRequest{Entry: entry}, &resp, nil); err != nil {
		return err
	}
	return l.follow(resp.CheckpointValue, sha256.Sum256([]byte(l.protected+"."+body)))
}

// follow makes the token of the next version from the note that the portal
// signed; the tool trusts its portal.
func (l *loader) follow(note string, version meshcore.VersionID) error {
	lines := strings.SplitN(note, "\n", 4)
	if len(lines) < 4 {
		return fmt.Errorf("the portal sent no checkpoint")
	}
	block, err := ledger.ParseBlockToken(strings.Join(lines[:3], " "))
	l.token = ledger.Token{Origin: block.Origin, Size: block.Size, Root: block.Root, Predecessor: version}
	return err
}

func (l *loader) getStranger(ctx context.Context) error {
	return l.send(ctx, &protocol.GetRequest{Account: string(l.account)}, new(protocol.GetResponse), nil)
}

func (l *loader) getDevice(ctx context.Context) error {
	return l.send(ctx, &protocol.GetRequest{Identifier: string(l.application.Identifier)}, new(protocol.GetResponse), l.call)
}

func (l *loader) getProof(ctx context.Context) error {
	return l.send(ctx, &protocol.GetRequest{Identifier: string(l.application.Identifier), Records: true}, new(protocol.GetRecordsResponse), l.call)
}
