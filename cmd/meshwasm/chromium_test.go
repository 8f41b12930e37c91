//go:build !js

package main_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium starts a browser that keeps what it has in home.
func chromium(t *testing.T, home string) (ctx context.Context, quit func()) {
	t.Helper()
	ctx, quit, err := begin(home)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(quit)
	return ctx, quit
}

func begin(home string) (context.Context, func(), error) {
	path, err := browserPath()
	if err != nil {
		return nil, nil, err
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(home), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true))...)
	ctx, cancel := chromedp.NewContext(allocator)
	quit := sync.OnceFunc(func() {
		_ = chromedp.Cancel(ctx) // lets the browser write what it keeps
		cancel()
		release()
	})
	if err := chromedp.Do(ctx); err != nil {
		quit()
		return nil, nil, err
	}
	return ctx, quit, nil
}

func browserPath() (string, error) {
	for _, name := range []string{os.Getenv("MESH_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium: sh .ci/setup test installs it")
}

// shared is the process of all browsers that need not start again.
var shared struct {
	sync.Once
	ctx  context.Context
	home string
	quit func()
	err  error
}

func beginShared() {
	if shared.home, shared.err = os.MkdirTemp("", "meshwasm-"); shared.err == nil {
		shared.ctx, shared.quit, shared.err = begin(shared.home)
	}
}

func endShared() {
	if shared.quit != nil {
		shared.quit()
	}
	if shared.home != "" {
		os.RemoveAll(shared.home)
	}
}
