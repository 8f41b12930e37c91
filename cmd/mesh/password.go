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
					return fmt.Errorf("no entry with a password is for %s: see mesh entry list", args[0])
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

// titles names entries, also those with the same title.
func titles(entries []*catalog.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Title()+" ("+e.ID()+")")
	}
	return all
}

// passwordsFor returns the entries with a password for a site: exact matches if
// there are any, else those of a wildcard, else those of a domain above it.
func (s *session) passwordsFor(site string) ([]*catalog.Entry, error) {
	apps, err := s.lastApps()
	if err != nil {
		return nil, err
	}
	var found [same + 1][]*catalog.Entry
	for _, a := range apps {
		if a.Catalog == nil || a.Catalog.Tag != "CredentialProfile" {
			continue
		}
		entries := a.Catalog.Live()
		for i := range entries {
			how := match(&entries[i], site)
			if len(entries[i].Values("Password")) > 0 {
				found[how] = append(found[how], &entries[i])
			}
		}
	}
	for _, best := range []int{same, wildcard, below} {
		if len(found[best]) > 0 {
			return found[best], nil
		}
	}
	return nil, nil
}

// How an entry matches a site, the better the greater.
const (
	unrelated = iota
	below     // the site is below one of the entry: www.example.com of example.com
	wildcard  // covered by *.example.com
	same
)

// match finds how an entry matches a site: by whole labels of its name, so that
// evil-example.com never matches example.com.
func match(e *catalog.Entry, site string) int {
	best, site := unrelated, strings.ToLower(site)
	for _, one := range e.Values("Sites") {
		one = strings.ToLower(one)
		domain, wild := strings.CutPrefix(one, "*.")
		switch {
		case one == site:
			return same
		case domain == "" || !strings.HasSuffix(site, "."+domain):
		case wild:
			best = max(best, wildcard)
		default:
			best = max(best, below)
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
