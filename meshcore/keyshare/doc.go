// Package keyshare divides an escrow secret into shares, of which any quorum
// rebuilds it, and prints them so that a typing error is found and named.
//
// A share is a byte that holds the quorum k and its place, and a value. With
// k < n the values are points of a polynomial modulo 2^129-25; with k = n they
// are n strings whose exclusive or is the secret. Bytes and text are those of
// protocol.md Part I d.5; the sheet with check letters is that of II.12. Unlike
// the original, coefficients are uniform modulo p and powers are not computed
// in 32 bits.
//
// Arithmetic is that of math/big, whose time depends on its operands. Shares
// are made once and rebuilt once, on the owner's own device, so nobody is there
// to measure it.
package keyshare
