package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// history is a catalog and what some devices made of it at the same time.
func history(t *testing.T, seed uint64, devices int) (base *Catalog, sides []*Catalog) {
	r := rand.New(rand.NewPCG(seed, 1))
	source := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	base = New(kindNamed(t, "credentials"), "N", identifier(t))
	for i := range 6 {
		if _, err := base.Add(at(i), source, assignments("Username", fmt.Sprint("u", i), "Password", fmt.Sprint("p", i))); err != nil {
			t.Fatal(err)
		}
	}
	for range devices {
		side, err := base.Clone()
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(6) {
			mutate(t, r, source, side)
		}
		sides = append(sides, side)
	}
	return base, sides
}

// mutate draws from few values and times, so that equal changes at equal and
// at different times happen.
func mutate(t *testing.T, r *rand.Rand, source *rand.ChaCha8, c *Catalog) {
	now, live := at(r.IntN(20)), c.Live()
	var err error
	switch op := r.IntN(6); {
	case op == 0 || len(live) == 0:
		_, err = c.Add(now, source, assignments("Username", fmt.Sprint("new", r.IntN(3))))
	case op == 1:
		err = c.Delete(live[r.IntN(len(live))].ID(), now)
	default:
		field := []string{"Username", "Password", "Notes"}[r.IntN(3)]
		err = c.Edit(live[r.IntN(len(live))].ID(), assignments(field, fmt.Sprint("v", r.IntN(3))), now)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func mustMerge(t *testing.T, base, mine, theirs *Catalog) *Catalog {
	t.Helper()
	merged, _, err := Merge(base, mine, theirs)
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

const histories = 400

func TestMergeIsCommutative(t *testing.T) {
	t.Parallel()
	for seed := range uint64(histories) {
		base, s := history(t, seed, 2)
		one, other := mustMarshal(t, mustMerge(t, base, s[0], s[1])), mustMarshal(t, mustMerge(t, base, s[1], s[0]))
		if one != other {
			t.Fatalf("history %d:\n%s\n%s", seed, one, other)
		}
	}
}

func TestMergeIsIdempotent(t *testing.T) {
	t.Parallel()
	for seed := range uint64(histories) {
		base, s := history(t, seed, 2)
		merged := mustMerge(t, base, s[0], s[1])
		want := mustMarshal(t, merged)
		for i, again := range []*Catalog{
			mustMerge(t, base, merged, s[1]), mustMerge(t, base, s[0], merged), mustMerge(t, s[1], merged, s[1]),
			mustMerge(t, base, merged, merged), mustMerge(t, nil, merged, merged),
		} {
			if got := mustMarshal(t, again); got != want {
				t.Fatalf("history %d, %d:\n%s\n%s", seed, i, got, want)
			}
		}
	}
}

// Three devices may merge in any order. Only the times of what was equal anyhow
// may differ, and a conflict may be kept that says the same as the winner.
func TestMergeIsAssociative(t *testing.T) {
	t.Parallel()
	for seed := range uint64(histories) {
		base, s := history(t, seed, 3)
		left := contents(mustMerge(t, base, mustMerge(t, base, s[0], s[1]), s[2]))
		right := contents(mustMerge(t, base, s[0], mustMerge(t, base, s[1], s[2])))
		if !slices.Equal(left, right) {
			t.Fatalf("history %d:\n%s\n%s", seed, left, right)
		}
	}
}

func contents(c *Catalog) (all []string) {
	for _, e := range c.Live() {
		all = append(all, values(&e))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// What a device added or changed survives, in its place or as a conflict.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(histories) {
		base, s := history(t, seed, 2)
		merged := make(map[string]bool)
		for _, e := range mustMerge(t, base, s[0], s[1]).Live() {
			merged[values(&e)] = true
		}
		for _, side := range s {
			for _, e := range side.Live() {
				if old, ok := base.Entry(e.ID()); (!ok || !same(old, &e)) && !merged[values(&e)] {
					t.Fatalf("history %d: %s is lost", seed, values(&e))
				}
			}
		}
	}
}

// values are those of an entry without its labels.
func values(e *Entry) string {
	return string(e.content().with(memberID, nil).with("Label", nil).canonical())
}

func TestMergeLeavesItsInputs(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		base, s := history(t, seed, 2)
		all := []*Catalog{base, s[0], s[1]}
		var before []string
		for _, c := range all {
			before = append(before, mustMarshal(t, c))
		}
		merged := mustMerge(t, base, s[0], s[1])
		for _, e := range merged.Live() {
			if err := merged.Delete(e.ID(), at(59)); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range all {
			if mustMarshal(t, c) != before[i] {
				t.Fatalf("history %d: input %d was changed", seed, i)
			}
		}
	}
}
