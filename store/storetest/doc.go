// Package storetest is the conformance suite of [portal.Store]: what the portal
// relies on, asked of each engine in turn.
//
// Texts with a NUL, with broken UTF-8 or of great length may be refused with an
// error by an engine that cannot keep them; whatever is kept is kept exactly.
package storetest
