package store

import (
	"database/sql"
	"slices"
	"strings"

	"meshportal/meshcore/ledger"
	"meshportal/meshcore/portal"
)

// LogSize implements [portal.LogTx].
func (t *tx) LogSize() (int64, error) {
	return get(t, only[int64], `SELECT COALESCE(MAX(position) + 1, 0) FROM leaves`)
}

// Leaves implements [portal.LogTx]; a gap is [portal.ErrNotFound].
func (t *tx) Leaves(from, to int64) ([][]byte, error) {
	if from >= to {
		return nil, nil
	}
	leaves, err := list(t, func(b *[]byte) []any { return []any{(*octets)(b)} }, `
		SELECT leaf FROM leaves
		WHERE position >= ? AND position < ?
		ORDER BY position`,
		from, to)
	if err == nil && int64(len(leaves)) != to-from {
		return nil, portal.ErrNotFound
	}
	return leaves, err
}

// AddLeaf implements [portal.LogTx]. A leaf is never replaced.
func (t *tx) AddLeaf(index int64, leaf []byte) error {
	return t.exec(`INSERT INTO leaves (position, leaf) VALUES (?, ?)`, index, leaf)
}

// ReadHashes implements [portal.LogTx]; a missing one is [portal.ErrNotFound].
func (t *tx) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	found := make(map[int64]ledger.Hash, len(indexes))
	for some := range slices.Chunk(indexes, steps[len(steps)-1]) {
		if err := t.findHashes(found, some); err != nil {
			return nil, err
		}
	}
	hashes := make([]ledger.Hash, len(indexes))
	for i, index := range indexes {
		hash, ok := found[index]
		if !ok {
			return nil, portal.ErrNotFound
		}
		hashes[i] = hash
	}
	return hashes, nil
}

// findHashes fills the placeholders that are too many with the last index.
func (t *tx) findHashes(found map[int64]ledger.Hash, indexes []int64) error {
	i, _ := slices.BinarySearch(steps, len(indexes))
	args := make([]any, steps[i])
	for i := range args {
		args[i] = indexes[min(i, len(indexes)-1)]
	}
	return t.query(func(rows *sql.Rows) error {
		var position int64
		var hash digest
		err := rows.Scan(&position, &hash)
		found[position] = ledger.Hash(hash)
		return err
	}, findHashes[i], args...)
}

// AddHashes implements [portal.LogTx]. A hash is never replaced.
func (t *tx) AddHashes(first int64, hashes []ledger.Hash) error {
	for i := len(steps) - 1; len(hashes) > 0; {
		n := steps[i]
		if n > len(hashes) {
			i--
			continue
		}
		args := make([]any, 0, 2*n)
		for j := range n {
			args = append(args, first+int64(j), hashes[j][:])
		}
		if err := t.exec(addHashes[i], args...); err != nil {
			return err
		}
		first, hashes = first+int64(n), hashes[n:]
	}
	return nil
}

// Statements for several hashes come in few sizes, which stay prepared.
var (
	steps      = []int{1, 2, 4, 8, 16, 32, 64}
	findHashes = sized("SELECT position, hash FROM hashes WHERE position IN (?", ", ?", ")")
	addHashes  = sized("INSERT INTO hashes (position, hash) VALUES (?, ?)", ", (?, ?)", "")
)

// sized returns a statement for each of the steps.
func sized(begin, more, end string) []string {
	statements := make([]string, len(steps))
	for i, n := range steps {
		statements[i] = begin + strings.Repeat(more, n-1) + end
	}
	return statements
}
