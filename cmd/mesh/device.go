package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

func newDeviceCommand(a *app) *cobra.Command {
	return group("device", "The devices of the profile",
		newDeviceConnect(a), newDeviceStatus(a), newDeviceCancel(a), newDeviceList(a), newDevicePending(a),
		newDeviceApprove(a), newDeviceReject(a), newDeviceUnblock(a), newDeviceInvite(a), newDeviceWait(a),
		newDeviceRename(a), newDeviceRemove(a), newDeviceProtect(a), newDeviceUnprotect(a))
}

func hostName() string {
	name, err := os.Hostname()
	if err != nil || meshcore.CheckText(name, meshcore.MaxName) != nil {
		return ""
	}
	return name
}

// parseUDF reads a full fingerprint of the command line.
func parseUDF(text string) (udf.Fingerprint, error) {
	f, err := udf.Parse(text)
	if err != nil {
		return "", usagef("%q is not a full fingerprint: %v", text, err)
	}
	return f, nil
}

// listedDevice is a device of the profile.
type listedDevice struct {
	Device string `json:"device"`
	Name   string `json:"name"`
	Role   string `json:"role"`
	This   bool   `json:"this"`
}

func newDeviceList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "The devices of the profile", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				p, err := s.client.Sync(s.ctx)
				if err != nil {
					return err
				}
				self, err := s.client.Self()
				if err != nil {
					return err
				}
				devices := []listedDevice{}
				for _, d := range p.DeviceProfiles() {
					devices = append(devices, listedDevice{string(d.Identifier), p.DeviceName(d.Identifier), deviceRole(p, d.Identifier), d.Identifier == self.ID()})
				}
				return s.print(map[string]any{"devices": devices}, func(w io.Writer) {
					for _, d := range devices {
						fmt.Fprintf(w, "%s  %-14s %s%s\n", d.Device, d.Role, d.Name, map[bool]string{true: "  (this device)"}[d.This])
					}
				})
			})
		},
	}
}

// deviceRole is the highest role of a device.
func deviceRole(p *client.Profile, id udf.Fingerprint) string {
	if p.Administrator(id) {
		return "administrator"
	}
	role := "none"
	for _, e := range p.Applications {
		switch {
		case slices.Contains(e.SignID, id):
			return "editor"
		case slices.Contains(e.DecryptID, id):
			role = "reader"
		}
	}
	return role
}

func newDeviceRename(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "rename DEVICE NAME", Short: "Give a device the name by which you know it", Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseUDF(args[0])
			if err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error {
				if err := s.client.Rename(s.ctx, id, args[1]); err != nil {
					return err
				}
				return s.print(map[string]string{"device": string(id), "name": args[1]}, func(w io.Writer) { fmt.Fprintf(w, "%s is now %s\n", id, args[1]) })
			})
		},
	}
}

func newDeviceRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove DEVICE", Short: "Remove a device and encrypt anew what it could read", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseUDF(args[0])
			if err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error { return s.remove(id) })
		},
	}
}

// remove previews, asks, removes, and lists what to change.
func (s *session) remove(id udf.Fingerprint) error {
	impact, err := s.client.Preview(s.ctx, id)
	if err != nil {
		return err
	}
	s.notice("%s could read %s, and changed %s in the last 30 days; %d administration devices remain.",
		named0(impact), appNames(impact.Readable), appNames(impact.Changed), len(impact.Administrators))
	yes, err := s.confirm("Remove " + named0(impact) + "?")
	if err != nil || !yes {
		return err
	}
	secrets := impact.Secrets()
	if err := s.client.KeepSecrets(secrets); err != nil {
		return err
	}
	work, err := s.client.Remove(s.ctx, id)
	if err != nil {
		return err
	}
	answer := map[string]any{"device": id, "reencrypted": len(work.Done), "left": len(work.Left), "change": secrets}
	return s.print(answer, func(w io.Writer) {
		if len(work.Left) > 0 {
			fmt.Fprintf(w, "Removed. %d applications wait to be encrypted anew by a device that can read them.\n", len(work.Left))
		} else {
			fmt.Fprintln(w, "Removed, and everything that it could read is encrypted anew.")
		}
		if len(secrets) > 0 {
			fmt.Fprintln(w, "It keeps what it has read already. Change these:")
			for _, secret := range secrets {
				fmt.Fprintln(w, "  [ ]", secret.Title)
			}
		}
	})
}

func named0(i *client.Impact) string {
	if i.Name != "" {
		return i.Name
	}
	return string(i.Device)
}

// appNames lists applications; what this device does not read has no name here.
func appNames(apps []*client.Application) string {
	if len(apps) == 0 {
		return "nothing"
	}
	names := make([]string, len(apps))
	for i, a := range apps {
		names[i] = string(a.Entry.Identifier)
		if a.Catalog != nil {
			names[i] = a.Catalog.Name
		}
	}
	return strings.Join(names, ", ")
}

func newDeviceProtect(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "protect", Short: "Seal this machine's keys and records with a pass phrase", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.offline(cmd, func(m *machine) error {
				if m.protected() {
					a.notice("It was protected before, and its pass phrase stays: for another one, mesh device unprotect first.")
					return nil
				}
				phrase, err := a.newPassphrase()
				if err != nil {
					return err
				}
				return m.protect(phrase)
			}, "Protected. The pass phrase is asked for from now on; there is no way around it.")
		},
	}
}

func newDeviceUnprotect(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "unprotect", Short: "Take the pass phrase away", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.offline(cmd, (*machine).unprotect, "Unprotected: whoever can read the state directory has this device's keys.")
		},
	}
}

// offline runs f on the state directory alone.
func (a *app) offline(cmd *cobra.Command, f func(*machine) error, done string) error {
	m, err := a.open()
	if err != nil {
		return err
	}
	defer m.close()
	if err := f(m); err != nil {
		return err
	}
	return (&session{app: a}).print(map[string]bool{"done": true}, func(w io.Writer) { fmt.Fprintln(w, done) })
}
