// Package portal is the registrar: it checks papers and decides what may be
// published by whom (protocol.md Part II). It keeps what it decides in a
// [Store], writes the transparency log in the same transaction, and knows no
// HTTP, no SQL and no file.
package portal
