package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// passphrase reads the pass phrase from the file that MESH_PASSPHRASE_FILE
// names, or asks for it on the terminal without showing it.
func (a *app) passphrase() (string, error) { return a.askPassphrase("Pass phrase: ") }

func (a *app) askPassphrase(prompt string) (string, error) {
	if path := os.Getenv("MESH_PASSPHRASE_FILE"); path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		line, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimRight(line, "\r"), nil
	}
	file, ok := a.in.(*os.File)
	if !ok || a.json || !isTerminal(file) {
		return "", usagef("a pass phrase is needed, and nobody can be asked; nothing was changed: name a file that holds it in MESH_PASSPHRASE_FILE")
	}
	fmt.Fprint(a.err, prompt)
	defer fmt.Fprintln(a.err)
	return readHidden(file)
}

// newPassphrase asks for a pass phrase that is to be set, on a terminal twice:
// one that was mistyped could not be found again.
func (a *app) newPassphrase() (string, error) {
	phrase, err := a.askPassphrase("New pass phrase: ")
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(phrase) < 8 {
		return "", usagef("a pass phrase has at least 8 characters; nothing was changed")
	}
	again, err := a.askPassphrase("The same again: ")
	if err == nil && again != phrase {
		err = usagef("the two pass phrases differ; nothing was changed")
	}
	return phrase, err
}

// readHidden reads a line while the terminal shows nothing.
func readHidden(file *os.File) (string, error) {
	fd := int(file.Fd())
	shown, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return "", err
	}
	hidden := *shown
	hidden.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &hidden); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(file).ReadString('\n')
	return strings.TrimRight(line, "\r\n"), errors.Join(err, unix.IoctlSetTermios(fd, unix.TCSETS, shown))
}
