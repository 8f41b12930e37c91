package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
)

func newEntryCommand(a *app) *cobra.Command {
	return group("entry", "The entries of an application", newEntryAdd(a), newEntryList(a), newEntryShow(a), newEntryEdit(a), newEntryDelete(a), newEntryRestore(a))
}

// assignments reads FIELD=VALUE; FIELD=- takes a line of standard input, so that
// a secret is never an argument.
func (s *session) assignments(args []string) ([]catalog.Assignment, error) {
	var all []catalog.Assignment
	taken := false
	for _, arg := range args {
		field, value, ok := strings.Cut(arg, "=")
		if !ok || field == "" {
			return nil, usagef("%q is not of the form FIELD=VALUE", arg)
		}
		if value == "-" {
			if taken {
				return nil, usagef("one field at most is read from standard input")
			}
			taken = true
			line, err := s.readLine()
			if err != nil {
				return nil, err
			}
			value = line
		}
		all = append(all, catalog.Assignment{Field: field, Value: value})
	}
	return all, nil
}

// readable resolves an application that this device reads.
func (s *session) readable(name string) (*client.Application, error) {
	one, err := s.findApp(name)
	if err == nil && one.Catalog == nil {
		err = one.Problem
	}
	return one, err
}

// lastReadable is readable for those who only read.
func (s *session) lastReadable(name string) (*client.Application, error) {
	apps, err := s.lastApps()
	if err != nil {
		return nil, err
	}
	one, err := choose(apps, name)
	if err == nil && one.Catalog == nil {
		err = one.Problem
	}
	return one, err
}

func (s *session) now() meshcore.Time { return meshcore.At(s.client.Now()) }

func newEntryAdd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "add APP FIELD=VALUE…", Short: "Add an entry", Args: between(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				set, err := s.assignments(args[1:])
				if err != nil {
					return err
				}
				one, err := s.readable(args[0])
				if err != nil {
					return err
				}
				var id string
				_, err = s.client.Edit(s.ctx, one.Entry.Identifier, func(c *catalog.Catalog) (err error) {
					id, err = c.Add(s.now(), s.client.Rand, set)
					return err
				})
				if err != nil {
					return err
				}
				return s.print(map[string]string{"id": id}, func(w io.Writer) { fmt.Fprintln(w, "Added    ", id) })
			})
		},
	}
}

// listedEntry is one entry of an application.
type listedEntry struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func newEntryList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list APP [TEXT]", Short: "The entries of an application, or those that contain a text", Args: between(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				one, err := s.lastReadable(args[0])
				if err != nil {
					return err
				}
				entries := []listedEntry{}
				for _, e := range one.Catalog.Live() {
					if len(args) == 1 || e.Matches(args[1]) {
						entries = append(entries, listedEntry{e.ID(), e.Title()})
					}
				}
				return s.print(map[string]any{"entries": entries}, func(w io.Writer) {
					if len(entries) == 0 {
						fmt.Fprintf(w, "There is nothing here: mesh entry add %s FIELD=VALUE…\n", args[0])
					}
					for _, e := range entries {
						fmt.Fprintf(w, "%s  %s\n", e.ID, e.Title)
					}
				})
			})
		},
	}
}

func newEntryShow(a *app) *cobra.Command {
	var reveal bool
	cmd := &cobra.Command{
		Use: "show APP ID", Short: "Show an entry; secrets are hidden unless revealed", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				one, err := s.lastReadable(args[0])
				if err != nil {
					return err
				}
				e, ok := one.Catalog.Entry(args[1])
				if !ok {
					return fmt.Errorf("%s has no entry %q: see mesh entry list", args[0], args[1])
				}
				members := e.Redacted()
				if reveal {
					members = e.Revealed()
				}
				return s.showEntry(e, members)
			})
		},
	}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "show secrets")
	return cmd
}

func (s *session) showEntry(e *catalog.Entry, members []catalog.Member) error {
	fields := map[string]any{}
	for _, m := range members {
		if m.Field.List || len(m.Values) != 1 {
			fields[m.Field.Name] = m.Values
		} else {
			fields[m.Field.Name] = m.Values[0]
		}
	}
	return s.print(map[string]any{"id": e.ID(), "fields": fields}, func(w io.Writer) {
		for _, m := range members {
			for _, value := range m.Values {
				fmt.Fprintf(w, "%-16s %s\n", m.Field.Name, strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", 17)))
			}
		}
	})
}

func newEntryEdit(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "edit APP ID FIELD=VALUE…", Short: "Change fields of an entry; an empty value removes one", Args: between(3, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				set, err := s.assignments(args[2:])
				if err != nil {
					return err
				}
				return s.change(args[0], args[1], "Changed", func(c *catalog.Catalog) error { return c.Edit(args[1], set, s.now()) })
			})
		},
	}
}

func newEntryDelete(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "delete APP ID", Short: "Delete an entry; entry restore brings it back", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				return s.change(args[0], args[1], "Deleted", func(c *catalog.Catalog) error { return c.Delete(args[1], s.now()) })
			})
		},
	}
}

// change edits one entry.
func (s *session) change(name, id, done string, edit func(*catalog.Catalog) error) error {
	one, err := s.readable(name)
	if err != nil {
		return err
	}
	_, err = s.client.Edit(s.ctx, one.Entry.Identifier, edit)
	if errors.Is(err, catalog.ErrNoEntry) {
		return fmt.Errorf("%s has no entry %q; nothing was changed: see mesh entry list", name, id)
	}
	if err != nil {
		return err
	}
	return s.print(map[string]string{"id": id}, func(w io.Writer) { fmt.Fprintf(w, "%-9s %s\n", done, id) })
}

func newEntryRestore(a *app) *cobra.Command {
	var version int64
	cmd := &cobra.Command{
		Use: "restore APP ID", Short: "Bring an entry back as it was in an earlier version", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if version < 0 && cmd.Flags().Changed("version") {
				return usagef("--version %d is no version; see mesh app history", version)
			}
			return a.online(cmd, func(s *session) error {
				one, err := s.readable(args[0])
				if err != nil {
					return err
				}
				versions, err := s.client.Versions(s.ctx, one.Entry.Identifier)
				if err != nil {
					return err
				}
				old, err := earlier(versions, one, args[1], version)
				if err != nil {
					return err
				}
				return s.change(args[0], args[1], "Restored", func(c *catalog.Catalog) error { return c.Put(*old, s.now()) })
			})
		},
	}
	cmd.Flags().Int64Var(&version, "version", -1, "version of the application, as app history numbers it")
	return cmd
}

// earlier finds an entry in the version asked for, or in the newest one in
// which it was live and other than now.
func earlier(versions []*client.Application, now *client.Application, id string, version int64) (*catalog.Entry, error) {
	present, _ := now.Catalog.Entry(id)
	for i := len(versions) - 1; i >= 0; i-- {
		v := versions[i]
		if v.Catalog == nil || version >= 0 && int64(v.Sequence) != version {
			continue
		}
		e, ok := v.Catalog.Entry(id)
		if ok && (version >= 0 || present == nil || !sameEntry(e, present)) {
			return e, nil
		}
	}
	if version >= 0 {
		return nil, fmt.Errorf("version %d has no entry %q that this device can read; nothing was changed: see mesh app history", version, id)
	}
	return nil, fmt.Errorf("no earlier version has an entry %q other than now; nothing was changed", id)
}

func sameEntry(a, b *catalog.Entry) bool {
	return slices.EqualFunc(a.Revealed(), b.Revealed(), func(a, b catalog.Member) bool {
		return a.Field.Name == b.Field.Name && slices.Equal(a.Values, b.Values)
	})
}
