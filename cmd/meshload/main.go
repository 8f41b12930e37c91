// Command meshload loads a portal with signed messages, which a general load
// tool cannot make, and prints rates and latencies: the load tool of `make
// bench`. It is bounded and ends by itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	base := flag.String("url", "http://localhost:8080", "base URL of the portal")
	connections := flag.Int("connections", 64, "concurrent connections")
	duration := flag.Duration("for", 5*time.Second, "duration of each measurement")
	flag.Parse()
	if err := run(context.Background(), *base, *connections, *duration); err != nil {
		fmt.Fprintln(os.Stderr, "meshload:", err)
		os.Exit(1)
	}
}

// run measures one case after the other.
func run(ctx context.Context, base string, connections int, duration time.Duration) error {
	loaders, err := enrol(ctx, base, connections)
	if err != nil {
		return err
	}
	cases := []struct {
		name        string
		connections int
		step        func(*loader, context.Context) error
	}{
		{"publish", connections, (*loader).publish},
		{"publish", 1, (*loader).publish},
		{"get by a stranger", connections, (*loader).getStranger},
		{"get by a device", connections, (*loader).getDevice},
		{"get with proof", connections, (*loader).getProof},
	}
	fmt.Printf("%-20s %5s %10s %10s %10s\n", "case", "conn", "per s", "p50", "p99")
	for _, c := range cases {
		r, err := measure(ctx, loaders[:c.connections], duration, c.step)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Printf("%-20s %5d %10.0f %10s %10s\n", c.name, c.connections, r.rate, r.p50.Round(time.Microsecond), r.p99.Round(time.Microsecond))
	}
	return nil
}
