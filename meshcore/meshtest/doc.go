// Package meshtest holds what tests share: a machine that remembers in memory,
// a clock that is moved by hand, and a portal whose every answer can be
// replaced on its way to the client: the malicious portal.
package meshtest
