package udf

import (
	"crypto/sha512"
	"encoding/base32"
	"fmt"
	"io"
)

// Bits is the length of every fingerprint on the wire, the version byte
// included: 142 bits of digest remain.
const Bits = 150

// The content types that are fingerprinted (protocol.md Part I d.1, II.1).
const (
	// ContentKey goes with the DER SubjectPublicKeyInfo of a key.
	ContentKey = "application/x509-keyinfo"
	// ContentEscrow goes with the 16 bytes of an escrow secret.
	ContentEscrow = "application/mmm-escrowed"
	// ContentUDF goes with a text of other fingerprints.
	ContentUDF = "application/udf"
)

// The version bytes in use.
const (
	versionSHA2   = 0x60 // SHA-2-512; the text begins with M
	versionRandom = 0x88 // no digest; the text begins with R
)

// The shortest and the longest value that [OfBits] makes.
const (
	minBits = 100
	maxBits = 500
)

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Of returns the fingerprint of data under a content type, 150 bits long.
func Of(contentType string, data []byte) Fingerprint {
	return digest(contentType, data, Bits)
}

// OfBits returns a fingerprint of another length: a multiple of 25 bits, from
// 100 to 500. Only those of 150 bits are [Fingerprint.Valid].
func OfBits(contentType string, data []byte, bits int) (Fingerprint, error) {
	if bits < minBits || bits > maxBits || bits%25 != 0 {
		return "", fmt.Errorf("a fingerprint has a multiple of 25 bits from %d to %d, not %d", minBits, maxBits, bits)
	}
	return digest(contentType, data, bits), nil
}

func digest(contentType string, data []byte, bits int) Fingerprint {
	inner := sha512.Sum512(data)
	outer := sha512.Sum512(append([]byte(contentType+":"), inner[:]...))
	full, extra := bits/8, bits%8
	binary := append([]byte{versionSHA2}, outer[:full-1]...)
	if extra > 0 {
		binary = append(binary, outer[full-1]<<(8-extra)) // the low bits: see the package comment
	}
	return text(binary, bits)
}

// Random returns an identifier that is no digest: 142 bits from r, which is
// crypto/rand.Reader outside tests.
func Random(r io.Reader) (Fingerprint, error) {
	binary := make([]byte, (Bits+7)/8)
	if _, err := io.ReadFull(r, binary[1:]); err != nil {
		return "", fmt.Errorf("random identifier: %w", err)
	}
	binary[0] = versionRandom
	return text(binary, Bits), nil
}

// text cuts the base32 of binary to bits and groups it.
func text(binary []byte, bits int) Fingerprint {
	return Fingerprint(Grouped(encoding.EncodeToString(binary)[:bits/5]))
}

// ConnectionCode returns the code that a device and the device that approves
// it both show: the fingerprint of both fingerprints (protocol.md II.8).
func ConnectionCode(device, profile Fingerprint) Fingerprint {
	return Of(ContentUDF, []byte(string(device)+":"+string(profile)+":"))
}
