package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
)

// app is what every command shares: the streams and the persistent flags.
type app struct {
	in       io.Reader
	out, err io.Writer
	state    string
	json     bool
}

func newApp(in io.Reader, out, err io.Writer) *app { return &app{in: in, out: out, err: err} }

// execute runs one command line and returns the exit code.
func (a *app) execute(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		a.json = a.json || slices.Contains(args, "--json") // cobra may have stopped before it
		a.report(err)
	}
	return exitCode(err)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "mesh",
		Short:         "A device of the Mathematical Mesh",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.PersistentFlags().StringVar(&a.state, "state", defaultState(), "state directory")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "answer in JSON, ask nothing")
	root.AddCommand(
		newProfileCommand(a), newDeviceCommand(a), newAppCommand(a), newEntryCommand(a),
		newPasswordCommand(a), newRecoveryCommand(a), newLogCommand(a), newVersionCommand(a),
	)
	return root
}

// defaultState is $MESH_STATE, or mesh in the XDG state directory.
func defaultState() string {
	if dir := os.Getenv("MESH_STATE"); dir != "" {
		return dir
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "mesh")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state", "mesh")
}

// group is a noun: a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: exactly(0), RunE: func(cmd *cobra.Command, _ []string) error {
		return usagef("%s needs a verb; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}}
	cmd.AddCommand(commands...)
	return cmd
}

// exactly requires n arguments.
func exactly(n int) cobra.PositionalArgs { return between(n, n) }

// between requires from to most arguments; most -1 is no bound.
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return usagef("usage: %s", cmd.UseLine())
		}
		return nil
	}
}
