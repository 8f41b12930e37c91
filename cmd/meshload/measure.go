package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// result is what a measurement found.
type result struct {
	rate     float64 // answers a second
	p50, p99 time.Duration
}

// measure lets every loader repeat step until the time is over.
func measure(ctx context.Context, loaders []*loader, duration time.Duration, step func(*loader, context.Context) error) (result, error) {
	var wait sync.WaitGroup
	took := make([][]time.Duration, len(loaders))
	errs := make([]error, len(loaders))
	begin := time.Now()
	for i, l := range loaders {
		wait.Go(func() { took[i], errs[i] = repeat(ctx, l, begin.Add(duration), step) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return result{}, err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	if len(all) == 0 {
		return result{}, errors.New("nothing was answered")
	}
	return result{float64(len(all)) / time.Since(begin).Seconds(), all[len(all)/2], all[len(all)*99/100]}, nil
}

func repeat(ctx context.Context, l *loader, end time.Time, step func(*loader, context.Context) error) (took []time.Duration, err error) {
	for time.Now().Before(end) {
		l.took = 0
		if err := step(l, ctx); err != nil {
			return took, err
		}
		took = append(took, l.took)
	}
	return took, nil
}
