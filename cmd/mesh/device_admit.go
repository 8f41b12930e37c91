package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// pendingDevice is one request to join.
type pendingDevice struct {
	Device    string `json:"device"`
	Name      string `json:"name"`
	Code      string `json:"code"`
	Requested string `json:"requested"`
	Expires   string `json:"expires"`
	Invited   bool   `json:"invited"`
	Address   string `json:"address,omitempty"`
}

func newDevicePending(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "pending", Short: "The machines that ask to join", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				pending, blocked, err := s.client.Requests(s.ctx)
				if err != nil {
					return err
				}
				list := []pendingDevice{}
				for _, one := range pending {
					list = append(list, pendingDevice{
						string(one.Device.Identifier), one.Device.Name(), string(one.Code),
						one.Requested.UTC().Format(time.RFC3339), one.Expires.UTC().Format(time.RFC3339), one.Invite != nil, one.Address,
					})
				}
				return s.print(map[string]any{"pending": list, "blocked": append([]udf.Fingerprint{}, blocked...)}, func(w io.Writer) { writePending(w, list, blocked) })
			})
		},
	}
}

func writePending(w io.Writer, list []pendingDevice, blocked []udf.Fingerprint) {
	if len(list) == 0 {
		fmt.Fprintln(w, "No machine asks to join. On the new one: mesh device connect ACCOUNT")
	}
	for _, d := range list {
		fmt.Fprintf(w, "Code      %s\n  device  %s\n  claims to be %q; ends at %s\n", d.Code, d.Device, d.Name, d.Expires)
		if d.Invited {
			fmt.Fprintln(w, "  shows your invitation")
		}
	}
	for _, id := range blocked {
		fmt.Fprintln(w, "Blocked  ", id)
	}
}

// presetFlags are --role and --apps.
type presetFlags struct{ role, apps string }

func (p *presetFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.role, "role", "editor", "reader, editor or administrator")
	cmd.Flags().StringVar(&p.apps, "apps", "all", "all, none, or names separated by commas")
}

func (p *presetFlags) changed(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("role") || cmd.Flags().Changed("apps")
}

// preset reads the flags; names are those of the applications there are now.
func (p *presetFlags) preset(s *session) (preset client.Preset, err error) {
	switch p.role {
	case "reader":
		preset.Role = meshcore.Reader
	case "editor":
		preset.Role = meshcore.Editor
	case "administrator":
		preset.Role, preset.Administrator = meshcore.Editor, true
	default:
		return preset, usagef("--role is reader, editor or administrator, not %q", p.role)
	}
	switch p.apps {
	case "all":
		preset.All = true
		return preset, nil
	case "none", "":
		return preset, nil
	}
	for name := range strings.SplitSeq(p.apps, ",") {
		a, err := s.findApp(strings.TrimSpace(name))
		if err != nil {
			return preset, err
		}
		preset.Applications = append(preset.Applications, a.Entry.Identifier)
	}
	return preset, nil
}

func newDeviceApprove(a *app) *cobra.Command {
	var flags presetFlags
	cmd := &cobra.Command{
		Use: "approve DEVICE|CODE", Short: "Let a machine in, after comparing the whole code", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseUDF(args[0])
			if err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error {
				one, err := s.client.Find(s.ctx, id)
				if err != nil {
					return err
				}
				preset, err := flags.preset(s)
				if err != nil {
					return err
				}
				if one.Invite != nil && !flags.changed(cmd) {
					preset = one.Invite.Preset
				}
				return s.approve(one, preset)
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func (s *session) approve(one *client.Pending, preset client.Preset) error {
	work, err := s.client.Approve(s.ctx, one, preset)
	if err != nil {
		return err
	}
	answer := map[string]any{"device": one.Device.Identifier, "name": one.Device.Name(), "reencrypted": len(work.Done), "left": len(work.Left)}
	return s.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "Approved  %s  %s\n", one.Device.Identifier, one.Device.Name())
		if len(work.Left) > 0 {
			fmt.Fprintf(w, "%d applications wait to be encrypted to it by a device that can read them.\n", len(work.Left))
		}
	})
}

func newDeviceReject(a *app) *cobra.Command {
	var block bool
	cmd := &cobra.Command{
		Use: "reject DEVICE", Short: "Refuse a request to join", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseUDF(args[0])
			if err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error {
				one, err := s.client.Find(s.ctx, id)
				if err != nil {
					return err
				}
				if err := s.client.Reject(s.ctx, one, block); err != nil {
					return err
				}
				return s.print(map[string]any{"device": one.Device.Identifier, "blocked": block}, func(w io.Writer) {
					fmt.Fprintln(w, "Rejected ", one.Device.Identifier)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&block, "block", false, "keep the machine from asking again")
	return cmd
}

func newDeviceUnblock(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "unblock DEVICE", Short: "Let a blocked machine ask again", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseUDF(args[0])
			if err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error {
				if err := s.client.Unblock(s.ctx, id); err != nil {
					return err
				}
				return s.print(map[string]any{"device": id}, func(w io.Writer) { fmt.Fprintln(w, "Unblocked", id) })
			})
		},
	}
}

func newDeviceInvite(a *app) *cobra.Command {
	var flags presetFlags
	cmd := &cobra.Command{
		Use: "invite", Short: "Make an invitation: a link with which a machine joins by itself", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				preset, err := flags.preset(s)
				if err != nil {
					return err
				}
				invitation, expires, err := s.client.Invite(s.ctx, preset)
				if err != nil {
					return err
				}
				link := invitation.Link(baseURL(invitation.Account))
				answer := map[string]string{"invitation": link, "expires": expires.UTC().Format(time.RFC3339)}
				return s.print(answer, func(w io.Writer) {
					fmt.Fprintf(w, "%s\n\nGive this link to the new machine alone: whoever has it can join until %s.\nThere: mesh device connect %s --invitation -, and paste the link when it asks\nHere:  mesh device wait\n", link, localTime(expires), invitation.Account)
				})
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func newDeviceWait(a *app) *cobra.Command {
	var limit time.Duration
	cmd := &cobra.Command{
		Use: "wait", Short: "Let invited machines in, until every invitation is used", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			admitted := []*client.Pending{}
			for end := time.Now().Add(limit); ; {
				open, err := a.letIn(cmd, &admitted)
				if err != nil && !errors.Is(err, errNetwork) {
					return a.withAdmitted(admitted, err)
				}
				if err == nil && open == 0 {
					return a.withAdmitted(admitted, uninvited(admitted))
				}
				if time.Now().After(end) || !pause(cmd) {
					return errors.Join(a.printAdmitted(admitted), coded{exitPending, errors.New("not every invited machine has come")})
				}
			}
		},
	}
	cmd.Flags().DurationVar(&limit, "for", 15*time.Minute, "how long to wait")
	return cmd
}

// uninvited is the end of a wait in which nobody came: there is no invitation
// to wait for, or not any more.
func uninvited(admitted []*client.Pending) error {
	if len(admitted) > 0 {
		return nil
	}
	return errors.New("no invitation of this device is open; nothing was changed: make one with mesh device invite, or see who waits with mesh device pending")
}

// withAdmitted prints those who came, if any, whatever ended the wait.
func (a *app) withAdmitted(admitted []*client.Pending, err error) error {
	if len(admitted) == 0 {
		return err
	}
	return errors.Join(a.printAdmitted(admitted), err)
}

// letIn is one round; it returns how many invitations are still open.
func (a *app) letIn(cmd *cobra.Command, admitted *[]*client.Pending) (open int, err error) {
	err = a.with(cmd, "", func(s *session) error {
		more, err := s.client.LetIn(s.ctx)
		*admitted = append(*admitted, more...)
		for _, one := range more {
			a.say("Let in    %s  %s", one.Device.Identifier, one.Device.Name())
		}
		if err == nil {
			open, err = s.client.OpenInvitations()
		}
		return err
	})
	return open, err
}

// pause waits for the next round; false says that the person has had enough.
func pause(cmd *cobra.Command) bool {
	select {
	case <-cmd.Context().Done():
		return false
	case <-time.After(pollEvery):
		return true
	}
}

func (a *app) printAdmitted(admitted []*client.Pending) error {
	ids := make([]string, len(admitted))
	for i, one := range admitted {
		ids[i] = string(one.Device.Identifier)
	}
	return (&session{app: a}).print(map[string]any{"admitted": ids}, func(w io.Writer) {
		for _, id := range ids {
			fmt.Fprintln(w, id)
		}
	})
}
