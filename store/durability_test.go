package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"meshportal/meshcore/portal"
)

const childVariable = "STORE_TEST_DURABILITY"

// TestAcknowledgedSurvivesKill lets a child process commit numbered leaves and
// print each number afterwards, kills it at a random moment, and looks for every
// number that it printed.
func TestAcknowledgedSurvivesKill(t *testing.T) {
	if path := os.Getenv(childVariable); path != "" {
		commitForEver(path)
	}
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesh.db")
	acknowledged := int64(-1)
	for range 6 {
		if last := killedChild(t, path); last >= 0 {
			acknowledged = last
		}
		d := open(t, path)
		if err := holds(d, acknowledged); err != nil {
			t.Fatal(err)
		}
		if err := d.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if acknowledged < 0 {
		t.Error("no child has acknowledged anything")
	}
}

// killedChild returns the last number that a child printed before its end.
func killedChild(t *testing.T, path string) int64 {
	child := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedSurvivesKill$")
	child.Env = append(os.Environ(), childVariable+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := int64(-1)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Errorf("the child says %q", lines.Text())
			_ = child.Process.Kill()
		}
		if last < 0 { // it runs: now its time is counted
			time.AfterFunc(rand.N(200*time.Millisecond), func() { _ = child.Process.Kill() })
		}
		last = n
	}
	_ = child.Wait()
	return last
}

// commitForEver is the child.
func commitForEver(path string) {
	ctx := context.Background()
	d, err := Open(ctx, path)
	for err == nil {
		var n int64
		err = d.Update(ctx, func(tx portal.Tx) (err error) {
			if n, err = tx.LogSize(); err != nil {
				return err
			}
			return tx.AddLeaf(n, leafOf(n))
		})
		if err == nil {
			fmt.Println(n)
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

func leafOf(n int64) []byte { return fmt.Appendf(nil, "leaf %d", n) }

// holds looks for all leaves up to last.
func holds(d *DB, last int64) error {
	return d.View(context.Background(), func(tx portal.Tx) error {
		leaves, err := tx.Leaves(0, last+1)
		if err != nil {
			return fmt.Errorf("leaves up to %d: %w", last, err)
		}
		for i, leaf := range leaves {
			if string(leaf) != string(leafOf(int64(i))) {
				return fmt.Errorf("leaf %d is %q", i, leaf)
			}
		}
		return nil
	})
}
