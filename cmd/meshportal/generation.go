package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore/portal"
	"meshportal/store"
)

// The settings in the database that name the log.
const (
	originSetting   = "log.origin"
	previousSetting = "generation.previous" // former origins, one a line
)

// logOrigin is the origin under which the log was begun; a new database begins
// it under the configured one.
func logOrigin(ctx context.Context, db *store.DB, c *config) (origin string, fresh bool, err error) {
	err = db.Update(ctx, func(tx portal.Tx) error {
		origin, err = tx.Setting(originSetting)
		if fresh = errors.Is(err, portal.ErrNotFound); fresh {
			origin = c.Origin
			return tx.PutSetting(originSetting, origin)
		}
		return err
	})
	return origin, fresh, err
}

func newGeneration() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new-generation NAME",
		Short: "Begin a new log after a restore: the way out of a frozen log",
		Long: `Begin a new log generation.

A restored database that is behind what the portal has released starts frozen:
a log must never be rewritten. A new generation has a new origin and a new key.
Every device notices, and its person is asked to accept; devices then submit
again what the restored database has lost.`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			origin, err := beginGeneration(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), origin)
			return err
		},
	}
	addFlags(cmd.Flags())
	return cmd
}

// beginGeneration gives the log a new origin and key. The leaves stay; what
// was released under the old origin binds no more.
func beginGeneration(ctx context.Context, c *config, name string) (string, error) {
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-/") != "" {
		return "", usage{errors.New("a generation's name is of lower-case letters, digits, dots and dashes")}
	}
	dir, err := hold(c.Data)
	if err != nil {
		return "", err
	}
	defer dir.close()
	db, err := store.Open(ctx, dir.file(databaseFile))
	if err != nil {
		return "", err
	}
	defer db.Close()
	origin := c.Name + "/mesh/" + name
	former, err := rename(ctx, db, origin)
	if err != nil {
		return "", err
	}
	return origin, dir.turnKey(origin, former)
}

// rename records the new origin and keeps the former ones.
func rename(ctx context.Context, db *store.DB, origin string) (former string, err error) {
	err = db.Update(ctx, func(tx portal.Tx) error {
		if former, err = tx.Setting(originSetting); err != nil {
			return fmt.Errorf("this database has no log yet: %w", err)
		}
		previous, err := tx.Setting(previousSetting)
		if err != nil && !errors.Is(err, portal.ErrNotFound) {
			return err
		}
		previous = strings.TrimPrefix(previous+"\n"+former, "\n")
		if former == origin || strings.Contains("\n"+previous+"\n", "\n"+origin+"\n") {
			return fmt.Errorf("the log has been %s before; choose another name", origin)
		}
		now := time.Now() // sessions that were ended since the backup are in it still
		return errors.Join(tx.PutSetting(previousSetting, previous), tx.PutSetting(originSetting, origin), tx.ForgetSessions(now, now))
	})
	return former, err
}

// turnKey keeps the old key under another name and makes a new one.
func (d *directory) turnKey(origin, former string) error {
	old := keyFile + "." + strings.NewReplacer("/", "_", ":", "_").Replace(former)
	if err := os.Rename(d.file(keyFile), d.file(old)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Remove(d.file(releasedFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.newKey(origin)
}
