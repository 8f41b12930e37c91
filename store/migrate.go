package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the schema of db up to date, and refuses one that a newer
// program has written.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, folder string) error {
	files, err := fs.Sub(migrations, "migrations/"+folder)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, known, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > known {
		return fmt.Errorf("its schema %d is newer than this program, which knows %d", current, known)
	}
	return up(ctx, provider, current)
}

// up applies what is missing. If a migration fails because another program has
// just applied it, the schema has moved on and the rest is tried again.
func up(ctx context.Context, provider *goose.Provider, current int64) error {
	for {
		_, err := provider.Up(ctx)
		if err == nil {
			return nil
		}
		next, versionErr := provider.GetDBVersion(ctx)
		if versionErr != nil || next <= current {
			return err
		}
		current = next
	}
}
