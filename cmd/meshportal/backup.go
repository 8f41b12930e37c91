package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"meshportal/store"
)

func newBackup() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a verified copy of the database, while the portal runs or not",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			path := filepath.Join(c.Data, databaseFile)
			if _, err := os.Stat(path); err != nil {
				return fmt.Errorf("there is no database to back up: %w", err)
			}
			db, err := store.Open(cmd.Context(), path)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			if err := db.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is a verified backup. Keep %s as well: it is the log's key.\n", args[0], filepath.Join(c.Data, keyFile))
			return err
		},
	}
	addFlags(cmd.Flags())
	return cmd
}
