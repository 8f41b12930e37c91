package protocol

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// digestLabel names the one digest of a body (RFC 9530).
const digestLabel = "sha-256="

// contentDigest returns the Content-Digest of a body.
func contentDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return digestLabel + byteSequence(sum[:])
}

// byteSequence writes bytes as RFC 8941 §3.3.5 has them.
func byteSequence(data []byte) string {
	return ":" + base64.StdEncoding.EncodeToString(data) + ":"
}

// readByteSequence reads the byte sequence after a label, in its one spelling.
func readByteSequence(s, label string) (data []byte, ok bool) {
	inner, ok := strings.CutPrefix(s, label+":")
	if !ok {
		return nil, false
	}
	inner, ok = strings.CutSuffix(inner, ":")
	if !ok {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(inner)
	return data, err == nil && label+byteSequence(data) == s
}
