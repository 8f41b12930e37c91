package main

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal with a person at its other end.
type terminal struct {
	*testing.T
	master, slave *os.File
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("there are no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	return &terminal{t, master, slave}
}

// echoes reports whether the terminal shows what is typed.
func (p *terminal) echoes() bool {
	p.Helper()
	mode, err := unix.IoctlGetTermios(int(p.slave.Fd()), unix.TCGETS)
	if err != nil {
		p.Fatal(err)
	}
	return mode.Lflag&unix.ECHO != 0
}

func (p *terminal) types(line string) {
	if _, err := p.master.WriteString(line + "\n"); err != nil {
		p.Error(err)
	}
}

// prompts is what a command says to a person, who answers each prompt by the
// next answer as soon as the terminal hides it.
type prompts struct {
	person  *terminal
	answers []string
	said    bytes.Buffer
	shown   atomic.Bool // an answer could be seen while it was typed
}

func (p *prompts) Write(text []byte) (int, error) {
	p.said.Write(text)
	if strings.HasSuffix(string(text), ": ") && len(p.answers) > 0 {
		answer := p.answers[0]
		p.answers = p.answers[1:]
		go p.answer(answer)
	}
	return len(text), nil
}

// answer waits until nothing is shown any more, because that is when a prompt
// is read; it gives up by showing.
func (p *prompts) answer(line string) {
	for range 500 {
		if !p.person.echoes() {
			p.person.types(line)
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	p.shown.Store(true)
	p.person.types(line)
}
