package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/portal"
	"meshportal/meshcore/udf"
)

// BenchmarkAddVersion stores versions of 2 kB with what belongs to them, each
// in a savepoint, 256 in a transaction.
func BenchmarkAddVersion(b *testing.B) {
	for _, batch := range []int{1, 256} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) { benchmarkAdd(b, batch) })
	}
}

func benchmarkAdd(b *testing.B, batch int) {
	d := open(b, filepath.Join(b.TempDir(), "mesh.db"))
	body := []byte(strings.Repeat("0123456789abcdef", 128))
	const owner = udf.Fingerprint("MALICE-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
	const identifier = udf.Fingerprint("RDOC1-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
	err := d.Update(b.Context(), func(tx portal.Tx) error {
		return tx.PutBinding(portal.Binding{Identifier: identifier, Owner: owner, Kind: "application"})
	})
	if err != nil {
		b.Fatal(err)
	}
	next := uint64(0)
	for b.Loop() {
		err := d.Update(b.Context(), func(tx portal.Tx) error {
			for range batch {
				v := portal.Version{Identifier: identifier, Owner: owner, Sequence: next, Body: body, Stored: time.Now()}
				v.ID = meshcore.VersionID{byte(next * 7), byte(next >> 3), byte(next >> 8), byte(next >> 16)}
				if err := tx.Savepoint(func() error { return tx.AddVersion(v) }); err != nil {
					return err
				}
				next++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(next)/b.Elapsed().Seconds(), "versions/s")
}
