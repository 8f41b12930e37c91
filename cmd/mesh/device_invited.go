package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore/client"
)

// invitedFlags are --invitation and --invitation-file. The link of an
// invitation is a secret: it is read, never an argument, which others on the
// machine see and the shell keeps.
type invitedFlags struct{ from, file string }

func (i *invitedFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&i.from, "invitation", "", "- to be asked for the link of an invitation, or to give it on standard input")
	cmd.Flags().StringVar(&i.file, "invitation-file", "", "file that holds the link of an invitation")
}

// invitation reads the link; nil if there is none.
func (i *invitedFlags) invitation(a *app) (*client.Invitation, error) {
	if i.from == "" && i.file == "" {
		return nil, nil
	}
	link, err := i.link(a)
	if err != nil {
		return nil, err
	}
	invitation, err := client.ParseInvitation(link)
	if err != nil {
		return nil, usage{err}
	}
	return invitation, nil
}

func (i *invitedFlags) link(a *app) (string, error) {
	switch {
	case i.from != "" && i.file != "":
		return "", usagef("one of --invitation and --invitation-file is enough")
	case i.from == "-":
		return a.readLink()
	case i.from != "":
		return "", usagef("the link of an invitation is a secret, and others can read a command line; nothing was sent: give --invitation - and paste the link when it is asked for, or name a file that holds it in --invitation-file")
	}
	text, err := os.ReadFile(i.file)
	return string(text), err
}

// readLink reads the link from standard input; a person is asked for it, and
// it is not shown.
func (a *app) readLink() (string, error) {
	if a.interactive() {
		fmt.Fprint(a.err, "Link of the invitation: ")
		defer fmt.Fprintln(a.err)
		return readHidden(a.in.(*os.File))
	}
	line, err := bufio.NewReader(a.in).ReadString('\n')
	if err == io.EOF && strings.TrimSpace(line) == "" {
		return "", usagef("standard input has ended: the link of an invitation was expected")
	}
	if err == io.EOF {
		err = nil
	}
	return line, err
}
