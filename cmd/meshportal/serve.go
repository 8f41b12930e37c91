package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"meshportal/handlers"
	"meshportal/meshcore/portal"
	"meshportal/store"
)

func newServe() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the portal", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), c, cmd)
		},
	}
	addFlags(cmd.Flags())
	return cmd
}

// serve runs until ctx ends, then answers what is under way and stops.
func serve(ctx context.Context, c *config, cmd *cobra.Command) (err error) {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	service, closeAll, err := open(ctx, c, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	stopping := make(chan struct{})
	counted, metrics := measured(handlers.New(handlers.Config{
		Portal: service, BaseURL: c.BaseURL, Name: c.Name, Signup: string(c.Signup), Version: buildVersion(),
		LogOrigin: service.Origin, LogKey: service.NoteKey,
		TrustedProxies: c.Proxies, InFlight: c.InFlight, SessionLife: c.Limits.SessionLife, Log: logger, Stopping: stopping,
	}))
	if c.Metrics != "" {
		stop, err := serveMetrics(c.Metrics, metrics, logger)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer stop()
	}
	if reason, frozen := service.Frozen(); frozen {
		logger.Error("the log is frozen", "reason", reason)
	}
	if c.countsAllAsOne() {
		logger.Warn("limits by address count everybody as one sender: trusted-proxies does not name the proxy that listens for base-url", "listen", c.Listen, "base-url", c.BaseURL)
	}
	fmt.Fprintln(cmd.OutOrStdout(), c.BaseURL)
	server := newServer(counted, logger)
	server.RegisterOnShutdown(func() { close(stopping) })
	return run(ctx, server, listener)
}

func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

// run serves until ctx ends, then lets requests finish for up to ten seconds.
func run(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}

// open opens data directory, database, key and portal.
func open(ctx context.Context, c *config, logger *slog.Logger) (*portal.Service, func() error, error) {
	dir, err := hold(c.Data)
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(ctx, dir.file(databaseFile))
	if err != nil {
		return nil, nil, errors.Join(err, dir.close())
	}
	service, err := openPortal(ctx, c, dir, db, logger)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close(), dir.close())
	}
	return service, func() error {
		service.Close()
		return errors.Join(db.Close(), dir.close())
	}, nil
}

func openPortal(ctx context.Context, c *config, dir *directory, db *store.DB, logger *slog.Logger) (*portal.Service, error) {
	origin, fresh, err := logOrigin(ctx, db, c)
	if err != nil {
		return nil, err
	}
	signer, key, err := dir.logKey(origin, fresh)
	if err != nil {
		return nil, err
	}
	released, err := dir.released()
	if err != nil {
		return nil, err
	}
	return portal.New(ctx, db, portal.Config{
		BaseURL: c.BaseURL, Name: c.Name, Origin: origin, NoteSigner: signer, NoteKey: key,
		Now: time.Now, Rand: rand.Reader, Release: dir.release, Released: released,
		Limits: c.Limits, Signup: c.Signup, SignupToken: tokenFile(c.SignupTokens), Log: logger,
	})
}
