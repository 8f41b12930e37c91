package store

import "time"

// UseNonce implements [portal.AccountTx]. A nonce is forgotten from the moment
// that it expires.
func (t *tx) UseNonce(nonce string, expires, now time.Time) (used bool, err error) {
	if err := t.exec(`DELETE FROM nonces WHERE expires <= ?`, moment(now)); err != nil {
		return false, err
	}
	added, err := t.affected(`
		INSERT INTO nonces (nonce, expires) VALUES (?, ?)
		ON CONFLICT (nonce) DO NOTHING`,
		nonce, moment(expires))
	return added == 0 && err == nil, err
}
