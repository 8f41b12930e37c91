package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore/catalog"
)

func newPasswordCommand(a *app) *cobra.Command {
	return group("password", "Passwords, quickly", newPasswordGet(a), newPasswordGenerate(a))
}

func newPasswordGet(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "get SITE", Short: "Print the password of a site, and nothing else", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				found, err := s.passwordsFor(args[0])
				if err != nil {
					return err
				}
				if len(found) == 0 {
					return fmt.Errorf("no entry is for %s", args[0])
				}
				if len(found) > 1 {
					return fmt.Errorf("%d entries are for %s: %s; use mesh entry show", len(found), args[0], strings.Join(titles(found), ", "))
				}
				e := found[0]
				answer := map[string]any{"id": e.ID(), "title": e.Title(), "password": first(e.Values("Password"))}
				return s.print(answer, func(w io.Writer) { fmt.Fprintln(w, first(e.Values("Password"))) })
			})
		},
	}
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func titles(entries []*catalog.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Title())
	}
	return all
}

// passwordsFor returns the entries of a site: exact matches if there are any,
// else those of a wildcard.
func (s *session) passwordsFor(site string) ([]*catalog.Entry, error) {
	apps, err := s.lastApps()
	if err != nil {
		return nil, err
	}
	var exact, wide []*catalog.Entry
	for _, a := range apps {
		if a.Catalog == nil || a.Catalog.Tag != "CredentialProfile" {
			continue
		}
		entries := a.Catalog.Live()
		for i := range entries {
			switch match(&entries[i], site) {
			case 2:
				exact = append(exact, &entries[i])
			case 1:
				wide = append(wide, &entries[i])
			}
		}
	}
	if len(exact) > 0 {
		return exact, nil
	}
	return wide, nil
}

// match is 2 for a site of the entry, 1 for one that a wildcard covers.
func match(e *catalog.Entry, site string) int {
	best := 0
	for _, s := range e.Values("Sites") {
		suffix, wild := strings.CutPrefix(s, "*")
		switch {
		case strings.EqualFold(s, site):
			return 2
		case wild && strings.HasSuffix(strings.ToLower(site), strings.ToLower(suffix)):
			best = 1
		}
	}
	return best
}

func newPasswordGenerate(a *app) *cobra.Command {
	var length int
	cmd := &cobra.Command{
		Use: "generate", Short: "Print a random password", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			password, err := catalog.Generate(rand.Reader, length, 0)
			if err != nil {
				return usage{err}
			}
			return (&session{app: a}).print(map[string]string{"password": password}, func(w io.Writer) { fmt.Fprintln(w, password) })
		},
	}
	cmd.Flags().IntVar(&length, "length", 20, "characters, 8 to 128")
	return cmd
}
