package jose

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"math/big"
)

// PrivateParameters are a private key as sealed data writes it: exactly one
// member, named after the key's type.
type PrivateParameters struct {
	OKP *OKP `json:"PrivateKeyOKP,omitempty"`
	EC  *EC  `json:"PrivateKeyEC,omitempty"`
	RSA *RSA `json:"PrivateKeyRSA,omitempty"`
}

// Parameters writes the private key.
func (k PrivateKey) Parameters() PrivateParameters {
	public := k.public.Parameters()
	switch key := k.key.(type) {
	case ed25519.PrivateKey:
		public.OKP.D = encode(key.Seed())
	case *ecdsa.PrivateKey:
		d, _ := key.Bytes() // a P-256 key has 32 bytes
		public.EC.D = encode(d)
	case *rsa.PrivateKey:
		key.Precompute()
		r := public.RSA
		r.D, r.P, r.Q = number(key.D), number(key.Primes[0]), number(key.Primes[1])
		r.DP, r.DQ, r.QI = number(key.Precomputed.Dp), number(key.Precomputed.Dq), number(key.Precomputed.Qinv)
	}
	return PrivateParameters(public)
}

// PrivateKey reads the key; the public part and kid must belong to it.
func (p PrivateParameters) PrivateKey() (PrivateKey, error) {
	var stated, derived PrivateKey
	var err error
	switch {
	case p.OKP != nil && p.EC == nil && p.RSA == nil:
		stated.public, err = p.OKP.public()
		derived, err = join(p.OKP.private, err)
	case p.EC != nil && p.OKP == nil && p.RSA == nil:
		stated.public, err = p.EC.public()
		derived, err = join(p.EC.private, err)
	case p.RSA != nil && p.OKP == nil && p.EC == nil:
		stated.public, err = p.RSA.public()
		derived, err = join(p.RSA.private, err)
	default:
		err = errors.New("jose: exactly one of PrivateKeyOKP, PrivateKeyEC, PrivateKeyRSA is required")
	}
	if err != nil {
		return PrivateKey{}, err
	}
	if !stated.public.Equal(derived.public) {
		return PrivateKey{}, errors.New("jose: the private key does not belong to the public one")
	}
	return derived, nil
}

func join(read func() (PrivateKey, error), err error) (PrivateKey, error) {
	if err != nil {
		return PrivateKey{}, err
	}
	return read()
}

func (o *OKP) private() (PrivateKey, error) {
	seed, err := decodeSize(o.D, ed25519.SeedSize)
	if err != nil {
		return PrivateKey{}, err
	}
	return NewPrivateKey(ed25519.NewKeyFromSeed(seed))
}

func (e *EC) private() (PrivateKey, error) {
	d, err := decodeSize(e.D, 32)
	if err != nil {
		return PrivateKey{}, err
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), d)
	if err != nil {
		return PrivateKey{}, errors.New("jose: the private number is not one of P-256")
	}
	return NewPrivateKey(key)
}

// private reads d and the primes; the CRT values are recomputed, and those
// stated must agree.
func (r *RSA) private() (PrivateKey, error) {
	var numbers [8]*big.Int
	for i, s := range []string{r.N, r.E, r.D, r.P, r.Q, r.DP, r.DQ, r.QI} {
		n, err := decodeNumber(s)
		if err != nil {
			return PrivateKey{}, err
		}
		numbers[i] = n
	}
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: numbers[0], E: 65537}, D: numbers[2], Primes: numbers[3:5]}
	if err := key.Validate(); err != nil {
		return PrivateKey{}, errors.New("jose: the RSA key is not sound")
	}
	key.Precompute()
	c := key.Precomputed
	if c.Dp.Cmp(numbers[5]) != 0 || c.Dq.Cmp(numbers[6]) != 0 || c.Qinv.Cmp(numbers[7]) != 0 {
		return PrivateKey{}, errors.New("jose: the CRT values are not those of the RSA key")
	}
	return NewPrivateKey(key)
}
