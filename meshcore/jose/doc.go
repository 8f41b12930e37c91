// Package jose is the strict layer over go-jose by which the Mesh signs and
// encrypts (protocol.md II.1; RFC 7515, RFC 7516, RFC 8037): one JSON reader,
// fixed members and headers, an algorithm that follows from the key, base64url
// that equals its own re-encoding. What go-jose lets pass and this package
// does not is refused before go-jose sees it.
//
// Private keys are behind [Signer] and [Decrypter], which a software key and a
// WebCrypto key satisfy alike.
package jose
