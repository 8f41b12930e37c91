package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore/portal"
	"meshportal/store"
)

func newFsck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fsck",
		Short: "Check the database: every hash, every signature, and the log's tree",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			path := filepath.Join(c.Data, databaseFile)
			if _, err := os.Stat(path); err != nil {
				return fmt.Errorf("there is no database to check: %w", err)
			}
			db, err := store.Open(cmd.Context(), path)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			if err := db.Check(cmd.Context()); err != nil {
				return err
			}
			report, err := check(cmd, c, db)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d accounts, %d versions, %d leaves: all sound\n", report.Accounts, report.Versions, report.Leaves)
			return err
		},
	}
	addFlags(cmd.Flags())
	return cmd
}

// check verifies what the database says, and that it contains what was released.
func check(cmd *cobra.Command, c *config, db *store.DB) (*portal.Report, error) {
	dir := &directory{path: c.Data}
	released, err := dir.released()
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(dir.file(keyFile))
	if err != nil {
		return nil, err
	}
	_, public, _ := strings.Cut(strings.TrimSpace(string(key)), "\n")
	return portal.Fsck(cmd.Context(), db, public, released)
}
