//go:build js && wasm

package main

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"errors"
	"slices"
	"syscall/js"

	"meshportal/meshcore/client"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// vault is the device's client.Machine: static/js/vault.js.
type vault struct{ js js.Value }

func (v *vault) call(name string, args ...any) (js.Value, error) {
	return await(v.js.Call(name, args...))
}

// Read implements client.Machine.
func (v *vault) Read(name string) ([]byte, error) {
	found, err := v.call("read", name)
	if err != nil {
		return nil, err
	}
	if found.IsUndefined() {
		return nil, client.ErrNoRecord
	}
	return bytesOf(found), nil
}

// Write implements client.Machine.
func (v *vault) Write(name string, data []byte) error {
	_, err := v.call("write", name, array(data))
	return err
}

// Remove implements client.Machine.
func (v *vault) Remove(name string) error {
	_, err := v.call("remove", name)
	return err
}

// List implements client.Machine.
func (v *vault) List(prefix string) ([]string, error) {
	found, err := v.call("list", prefix)
	if err != nil {
		return nil, err
	}
	names := make([]string, found.Length())
	for i := range names {
		names[i] = found.Index(i).String()
	}
	slices.Sort(names)
	return names, nil
}

// The algorithms, as vault.js names them.
const (
	algEd25519 = "Ed25519"
	algP256    = "P-256"
)

// GenerateSigning implements client.Provider.
func (v *vault) GenerateSigning() (jose.Signer, error) { return v.generate(algEd25519) }

// GenerateEncryption implements client.Provider.
func (v *vault) GenerateEncryption() (jose.Decrypter, error) { return v.generate(algP256) }

// generate makes a key and keeps it before anybody hears of it.
func (v *vault) generate(alg string) (*key, error) {
	made, err := v.call("generate", alg)
	if err != nil {
		return nil, err
	}
	public, err := publicKey(alg, bytesOf(made.Get("public")))
	if err != nil {
		return nil, err
	}
	_, err = v.call("keep", string(public.KID()), alg, made)
	return &key{v, public}, err
}

// Signer implements client.Provider.
func (v *vault) Signer(kid udf.Fingerprint) (jose.Signer, error) { return v.key(kid, algEd25519) }

// Decrypter implements client.Provider.
func (v *vault) Decrypter(kid udf.Fingerprint) (jose.Decrypter, error) { return v.key(kid, algP256) }

func (v *vault) key(kid udf.Fingerprint, alg string) (*key, error) {
	found, err := v.call("key", string(kid))
	if err != nil {
		return nil, err
	}
	if found.IsUndefined() || found.Get("alg").String() != alg {
		return nil, client.ErrNoRecord
	}
	public, err := publicKey(alg, bytesOf(found.Get("public")))
	if err != nil {
		return nil, err
	}
	if public.KID() != kid {
		return nil, errors.New("the key kept under this fingerprint is another one")
	}
	return &key{v, public}, nil
}

// Forget implements client.Provider.
func (v *vault) Forget(kid udf.Fingerprint) error {
	_, err := v.call("forget", string(kid))
	return err
}

// publicKey reads raw bytes: Ed25519 32, P-256 uncompressed 65.
func publicKey(alg string, raw []byte) (jose.PublicKey, error) {
	if alg == algEd25519 {
		return jose.NewPublicKey(ed25519.PublicKey(raw))
	}
	point, err := ecdsa.ParseUncompressedPublicKey(p256, raw)
	if err != nil {
		return jose.PublicKey{}, err
	}
	return jose.NewPublicKey(point)
}

// key is a private key that only WebCrypto can use.
type key struct {
	vault  *vault
	public jose.PublicKey
}

// PublicKey implements jose.Signer and jose.Decrypter.
func (k *key) PublicKey() jose.PublicKey { return k.public }

// Sign implements jose.Signer.
func (k *key) Sign(message []byte) ([]byte, error) {
	signature, err := k.vault.call("sign", string(k.public.KID()), array(message))
	if err != nil {
		return nil, err
	}
	return bytesOf(signature), nil
}

// Agree implements jose.Decrypter.
func (k *key) Agree(peer *ecdh.PublicKey) ([]byte, error) {
	secret, err := k.vault.call("agree", string(k.public.KID()), array(peer.Bytes()))
	if err != nil {
		return nil, err
	}
	return bytesOf(secret), nil
}

// Unwrap implements jose.Decrypter: a browser's device has no RSA key.
func (k *key) Unwrap([]byte) ([]byte, error) {
	return nil, errors.New("this key agrees, it does not unwrap")
}
