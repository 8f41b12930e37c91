// Package ledger is the transparency log as both sides see it: leaves, labels,
// checkpoints, tokens and proofs, which the portal writes and clients read
// (protocol.md II.3, II.5, II.6), over the Merkle trees of RFC 6962 and the
// tiles and notes of C2SP (tlog-tiles, signed-note).
//
// Hashes are SHA-256 and have 32 bytes; sizes count leaves, indexes begin at 0.
package ledger
