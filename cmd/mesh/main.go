// Command mesh is a device of the Mathematical Mesh: for machines without a
// browser, and for scripts. What it does is meshcore/client; this program reads
// a command line, keeps the device's state in files, and speaks HTTP.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks twice does not want to wait for a lock or a prompt
	code := newApp(os.Stdin, os.Stdout, os.Stderr).execute(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
