// Package udf makes and reads Uniform Data Fingerprints: short texts that
// name a key, an escrowed secret or a connection.
//
// A fingerprint is a version byte and the leading bits of
//
//	SHA-512(contentType ":" SHA-512(data))
//
// in base32, in groups of five joined by dashes (protocol.md Part I d.1). This
// project writes and accepts 150 bits, which are 30 characters in six groups.
// Their last six bits are the low bits of a byte of the digest, not the high
// ones: a fingerprint is no prefix of a longer one.
package udf
