package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
)

// session is one run of a command on this machine's state.
type session struct {
	*app
	ctx     context.Context
	machine *machine
	client  *client.Client
	lines   *bufio.Reader
	alarm   error // of a portal that was caught while reading what was kept
}

// with opens and locks the state directory, makes the client of the account
// known there, or of the one given, runs f and lets go.
func (a *app) with(cmd *cobra.Command, account meshcore.Account, f func(*session) error) error {
	m, err := a.open()
	if err != nil {
		return err
	}
	defer m.close()
	s := &session{app: a, ctx: cmd.Context(), machine: m, lines: bufio.NewReader(a.in)}
	if err := s.connect(account); err != nil {
		return err
	}
	return f(s)
}

// open opens and locks the state directory.
func (a *app) open() (*machine, error) {
	return openMachine(a.state, a.passphrase, func() { a.notice("waiting for another mesh to finish") })
}

// connect makes the client. Without an account there is none on a machine that
// has joined nothing.
func (s *session) connect(account meshcore.Account) (err error) {
	if account == "" {
		if account, err = knownAccount(s.machine); err != nil {
			return err
		}
	}
	base := baseURL(account)
	s.client, err = client.New(client.Config{
		Machine: s.machine, Transport: newTransport(base), BaseURL: base,
		Now: time.Now, Rand: rand.Reader,
		Progress: func(text string) { s.notice("%s", text) },
	})
	return err
}

// knownAccount is the account that this machine belongs to.
func knownAccount(m *machine) (meshcore.Account, error) {
	data, err := m.Read("device")
	if errors.Is(err, client.ErrNoRecord) {
		return "", client.ErrNoDevice
	}
	if err != nil {
		return "", err
	}
	var self client.Self
	if err := json.Unmarshal(data, &self); err != nil {
		return "", err
	}
	return self.Account, self.Account.Check()
}

// online is with for commands that ask the portal: what an interrupted change
// has left to do is finished first by whoever is able to.
func (a *app) online(cmd *cobra.Command, f func(*session) error) error {
	return a.with(cmd, "", func(s *session) error {
		if self, err := s.client.Self(); err == nil && self.Member {
			s.finishWork()
		}
		if err := f(s); err != nil {
			return err
		}
		return s.alarm
	})
}

// finishWork does what others left; what keeps it from that, the command
// itself will find and say.
func (s *session) finishWork() {
	work, err := s.client.FinishWork(s.ctx)
	if err != nil {
		return
	}
	for _, a := range work.Done {
		s.notice("%s was encrypted anew, because rights had changed", a.Catalog.Name)
	}
}

// print writes the answer: v in JSON, or what text writes.
func (s *session) print(v any, text func(w io.Writer)) error {
	if !s.json {
		text(s.out)
		return nil
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// say talks to the person, beside the answer.
func (a *app) say(format string, args ...any) {
	if !a.json {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// notice is say, and a line of JSON for scripts.
func (a *app) notice(format string, args ...any) {
	if a.json {
		text, _ := json.Marshal(map[string]string{"notice": fmt.Sprintf(format, args...)})
		fmt.Fprintln(a.err, string(text))
		return
	}
	a.say(format, args...)
}

// interactive reports whether there is a person to ask.
func (a *app) interactive() bool {
	file, ok := a.in.(*os.File)
	return ok && !a.json && isTerminal(file)
}

// confirm asks a person; without one it says what is done.
func (s *session) confirm(question string) (bool, error) {
	if !s.interactive() {
		s.notice("%s yes, because nobody can be asked", question)
		return true, nil
	}
	fmt.Fprintf(s.err, "%s [y/N] ", question)
	line, err := s.readLine()
	return strings.EqualFold(line, "y") || strings.EqualFold(line, "yes"), err
}

// readLine reads one line from standard input.
func (s *session) readLine() (string, error) {
	line, err := s.lines.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	if err == io.EOF {
		err = usagef("standard input has ended: a line was expected")
	}
	return strings.TrimRight(line, "\r\n"), err
}
