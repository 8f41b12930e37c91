package store

// Setting implements [portal.AccountTx].
func (t *tx) Setting(name string) (string, error) {
	return get(t, only[string], `SELECT value FROM settings WHERE name = ?`, name)
}

// PutSetting implements [portal.AccountTx].
func (t *tx) PutSetting(name, value string) error {
	return t.exec(`
		INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		name, value)
}
