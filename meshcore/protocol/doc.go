// Package protocol holds the messages between a device and a portal, their
// codec, and the one HTTP signature form by which a device says who it is
// (protocol.md Part I (a), (b) and Part II II.2, II.7, II.8). It moves strings
// and bytes; it speaks no HTTP itself.
package protocol
