// Command meshportal is the portal: a self-hosted server that keeps people's
// Mesh profiles, which it can neither read nor change (protocol.md Part II).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newRoot().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "meshportal:", err)
		os.Exit(exitCode(err))
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "meshportal",
		Short:         "A self-hosted portal for the Mathematical Mesh",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.AddCommand(newServe(), newFsck(), newBackup(), newConfigCommand(), newGeneration(), newVersion())
	return root
}

// usage is a wrong command line.
type usage struct{ error }

func exitCode(err error) int {
	var wrong usage
	if errors.As(err, &wrong) || strings.HasPrefix(err.Error(), "unknown command") {
		return 2
	}
	return 1
}

// exactly requires n arguments.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage{fmt.Errorf("usage: %s", cmd.UseLine())}
		}
		return nil
	}
}
