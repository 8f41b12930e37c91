package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// The exit codes (experience.md §4).
const (
	exitOK       = 0
	exitFailure  = 1
	exitUsage    = 2
	exitPending  = 3
	exitRejected = 4
	exitExpired  = 5
	exitMismatch = 6
	exitNetwork  = 7
	exitConflict = 8
	exitVersion  = 9
)

// usage is a wrong command line.
type usage struct{ error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// coded is an error with an exit code of its own.
type coded struct {
	code int
	error
}

func (c coded) Unwrap() error { return c.error }

// exitCode finds what an error means to a script.
func exitCode(err error) int {
	var wrong usage
	var own coded
	var alarm *client.Alarm
	var refusal *protocol.Error
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &own):
		return own.code
	case errors.As(err, &wrong), cobraUsage(err):
		return exitUsage
	case errors.Is(err, client.ErrMismatch), errors.Is(err, client.ErrOtherProfile), errors.As(err, &alarm):
		return exitMismatch
	case errors.Is(err, errNetwork):
		return exitNetwork
	case errors.Is(err, client.ErrBusy):
		return exitConflict
	case errors.As(err, &refusal):
		return refusalCode(refusal.Code)
	}
	return exitFailure
}

func refusalCode(code protocol.Code) int {
	switch code {
	case protocol.Conflict:
		return exitConflict
	case protocol.Gone:
		return exitExpired
	case protocol.Unavailable:
		return exitNetwork
	}
	return exitFailure
}

// report writes an error where errors belong.
func (a *app) report(err error) {
	if a.json {
		text, _ := json.Marshal(map[string]any{"error": message(err), "code": exitCode(err)})
		fmt.Fprintln(a.err, string(text))
		return
	}
	fmt.Fprintln(a.err, "mesh:", message(err))
}

// message says what happened; a bad name or value says that nothing was changed.
func message(err error) string {
	if errors.Is(err, meshcore.ErrInvalid) {
		return err.Error() + "; nothing was changed"
	}
	return err.Error()
}

// cobraUsage recognises what cobra says of a command that does not exist.
func cobraUsage(err error) bool { return strings.HasPrefix(err.Error(), "unknown command") }
