//go:build js && wasm

package main

import "crypto/elliptic"

// p256 is the one curve of encryption keys (protocol.md II.1).
var p256 = elliptic.P256()
