// Package client is what a device does: create a profile, connect, approve,
// edit, delete, recover (protocol.md Part II). It knows a
// [protocol.Transport], through which it reaches a portal that it does not
// trust, and a [Machine], in which it remembers. The command `mesh` and the
// browser run the same code.
//
// Whatever comes from the portal is verified up to the fingerprint of the
// profile, held against the transparency log and against memory; what does not
// fit is an [Alarm] (protocol.md II.6). Every change is one operation on a
// verified current version, published under a token that names that version.
package client
