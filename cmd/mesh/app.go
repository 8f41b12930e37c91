package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/catalog"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

func newAppCommand(a *app) *cobra.Command {
	return group("app", "The applications of the profile", newAppAdd(a), newAppList(a), newAppGrant(a), newAppRevoke(a), newAppHistory(a), newAppRemove(a))
}

// apps returns the newest version of every application.
func (s *session) apps() ([]*client.Application, error) {
	p, err := s.client.Sync(s.ctx)
	if err != nil {
		return nil, err
	}
	return s.client.Applications(s.ctx, p)
}

// lastApps is apps for those who only read: where the portal is silent or
// contradicts itself, what this device had is still there. That it did is
// said, and an alarm stays the command's exit code.
func (s *session) lastApps() ([]*client.Application, error) {
	apps, err := s.apps()
	var alarm *client.Alarm
	if err == nil || !errors.As(err, &alarm) && !errors.Is(err, errNetwork) {
		return apps, err
	}
	_, kept, none := s.client.Kept()
	if none != nil {
		return nil, err
	}
	if alarm != nil {
		s.alarm = err
	}
	s.notice("%v. This is what this device had before.", err)
	return kept, nil
}

// findApp resolves a name or an Identifier.
func (s *session) findApp(name string) (*client.Application, error) {
	apps, err := s.apps()
	if err != nil {
		return nil, err
	}
	return choose(apps, name)
}

// choose picks the application of that name or Identifier.
func choose(apps []*client.Application, name string) (*client.Application, error) {
	var found []*client.Application
	id, none := udf.Parse(name)
	for _, a := range apps {
		if none == nil && a.Entry.Identifier == id || a.Catalog != nil && a.Catalog.Name == name {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("this device reads no application %q; nothing was changed: see mesh app list", name)
	}
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = string(a.Entry.Identifier)
	}
	return nil, fmt.Errorf("there are %d applications %q; nothing was changed: say which, %s", len(found), name, strings.Join(ids, " or "))
}

func kindNames() string {
	var names []string
	for _, k := range catalog.Kinds() {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

// kindName is what people call the kind of a tag.
func kindName(tag string) string {
	if k, ok := catalog.KindTagged(tag); ok {
		return k.Name
	}
	return tag
}

func newAppAdd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "add KIND NAME", Short: "Add an application", Long: "Add an application of a kind: " + kindNames() + ".", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, ok := catalog.KindNamed(args[0])
			if !ok {
				return usagef("there is no kind %q; the kinds are %s", args[0], kindNames())
			}
			return a.online(cmd, func(s *session) error {
				apps, err := s.apps()
				if err != nil {
					return err
				}
				for _, other := range apps {
					if other.Catalog != nil && other.Catalog.Name == args[1] {
						return coded{exitConflict, fmt.Errorf("there is an application %q already; nothing was changed", args[1])}
					}
				}
				id, err := s.client.AddApplication(s.ctx, kind, args[1])
				if err != nil {
					return err
				}
				return s.print(map[string]any{"identifier": id}, func(w io.Writer) { fmt.Fprintf(w, "Added     %s  %s (%s)\n", id, args[1], kind.Name) })
			})
		},
	}
}

// listedApp is an application of the profile.
type listedApp struct {
	Identifier string            `json:"identifier"`
	Kind       string            `json:"kind"`
	Name       string            `json:"name"`
	Readers    []udf.Fingerprint `json:"readers"`
	Signers    []udf.Fingerprint `json:"signers"`
	Entries    *int              `json:"entries,omitempty"`
	Problem    string            `json:"problem,omitempty"`
}

func newAppList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "The applications of the profile", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				apps, err := s.apps()
				if err != nil {
					return err
				}
				list := []listedApp{}
				for _, one := range apps {
					list = append(list, listApp(one))
				}
				return s.print(map[string]any{"applications": list}, func(w io.Writer) { writeApps(w, list) })
			})
		},
	}
}

func listApp(one *client.Application) listedApp {
	l := listedApp{
		Identifier: string(one.Entry.Identifier), Kind: kindName(one.Entry.Type),
		Readers: append([]udf.Fingerprint{}, one.Entry.DecryptID...), Signers: append([]udf.Fingerprint{}, one.Entry.SignID...),
	}
	if one.Catalog == nil {
		l.Problem = one.Problem.Error()
		return l
	}
	count := len(one.Catalog.Live())
	l.Name, l.Entries = one.Catalog.Name, &count
	return l
}

func writeApps(w io.Writer, list []listedApp) {
	if len(list) == 0 {
		fmt.Fprintln(w, "There is no application yet: mesh app add credentials Passwords")
	}
	for _, l := range list {
		name, entries := l.Name, l.Problem
		if l.Entries != nil {
			entries = fmt.Sprintf("%d entries", *l.Entries)
		}
		fmt.Fprintf(w, "%s  %-12s %s: %s, %d read, %d sign\n", l.Identifier, l.Kind, name, entries, len(l.Readers), len(l.Signers))
	}
}

func newAppGrant(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "grant NAME DEVICE ROLE", Short: "Give a device a role for an application: reader or editor", Args: exactly(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			role := meshcore.Role(args[2])
			if role != meshcore.Reader && role != meshcore.Editor {
				return usagef("the role is reader or editor, not %q", args[2])
			}
			return a.grant(cmd, args[0], args[1], role)
		},
	}
}

func newAppRevoke(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "revoke NAME DEVICE", Short: "Take an application away from a device", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.grant(cmd, args[0], args[1], meshcore.NoRole)
		},
	}
}

func (a *app) grant(cmd *cobra.Command, name, device string, role meshcore.Role) error {
	id, err := parseUDF(device)
	if err != nil {
		return err
	}
	return a.online(cmd, func(s *session) error {
		one, err := s.findApp(name)
		if err != nil {
			return err
		}
		work, err := s.client.Grant(s.ctx, one.Entry.Identifier, id, role)
		if err != nil {
			return err
		}
		answer := map[string]any{"identifier": one.Entry.Identifier, "device": id, "role": role, "left": len(work.Left)}
		return s.print(answer, func(w io.Writer) {
			if role == meshcore.NoRole {
				fmt.Fprintf(w, "%s does not read %s any more; it keeps what it has read already.\n", id, name)
			} else {
				fmt.Fprintf(w, "%s is %s of %s\n", id, role, name)
			}
			if len(work.Left) > 0 {
				fmt.Fprintf(w, "%d applications wait to be encrypted anew by a device that can read and sign them.\n", len(work.Left))
			}
		})
	})
}

func newAppRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove an application; the portal erases its content", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				one, err := s.findApp(args[0])
				if err != nil {
					return err
				}
				yes, err := s.confirm("Remove " + args[0] + " and " + contents(one) + ", on all devices?")
				if err != nil || !yes {
					return err
				}
				if err := s.client.RemoveApplication(s.ctx, one.Entry.Identifier); err != nil {
					return err
				}
				return s.print(map[string]any{"identifier": one.Entry.Identifier}, func(w io.Writer) { fmt.Fprintln(w, "Removed  ", args[0]) })
			})
		},
	}
}

// contents says how much goes with an application.
func contents(a *client.Application) string {
	if a.Catalog == nil {
		return "everything in it, which this device cannot read"
	}
	return fmt.Sprintf("its %d entries", len(a.Catalog.Live()))
}

// listedVersion is one version of an application.
type listedVersion struct {
	Version uint64        `json:"version"`
	Updated meshcore.Time `json:"updated"`
	Signer  string        `json:"signer"`
	Entries *int          `json:"entries,omitempty"`
}

func newAppHistory(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "history NAME", Short: "The kept versions of an application", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				one, err := s.findApp(args[0])
				if err != nil {
					return err
				}
				versions, err := s.client.Versions(s.ctx, one.Entry.Identifier)
				if err != nil {
					return err
				}
				list := []listedVersion{}
				for _, v := range versions {
					l := listedVersion{Version: v.Sequence, Updated: v.Updated, Signer: string(v.Signer)}
					if v.Catalog != nil {
						count := len(v.Catalog.Live())
						l.Entries = &count
					}
					list = append(list, l)
				}
				return s.print(map[string]any{"versions": list}, func(w io.Writer) {
					for _, l := range list {
						entries := "not for this device"
						if l.Entries != nil {
							entries = fmt.Sprintf("%d entries", *l.Entries)
						}
						fmt.Fprintf(w, "%4d  %s  %s  %s\n", l.Version, localTime(l.Updated.Time), l.Signer, entries)
					}
				})
			})
		},
	}
}
