package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
)

func newProfileCommand(a *app) *cobra.Command {
	return group("profile", "The personal profile", newProfileCreate(a), newProfileShow(a), newProfileHistory(a), newProfileAcknowledge(a), newProfileDelete(a))
}

func newProfileCreate(a *app) *cobra.Command {
	var name, kit, tokenFile string
	var deferKit bool
	cmd := &cobra.Command{
		Use: "create ACCOUNT", Short: "Begin a profile, with this machine as its first device", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			account, err := meshcore.ParseAccount(args[0])
			if err != nil {
				return usage{err}
			}
			quorum, shares, err := parseKit(kit, deferKit)
			if err != nil {
				return err
			}
			token, err := firstLine(tokenFile)
			if err != nil {
				return err
			}
			return a.with(cmd, account, func(s *session) error { return s.createProfile(account, name, token, quorum, shares, deferKit) })
		},
	}
	cmd.Flags().StringVar(&name, "device-name", hostName(), "name of this machine")
	cmd.Flags().StringVar(&kit, "kit", "", "make a recovery kit at once: K/N, K of N shares recover")
	cmd.Flags().BoolVar(&deferKit, "defer-kit", false, "make the recovery kit within 7 days")
	cmd.Flags().StringVar(&tokenFile, "signup-token-file", "", "file with the operator's invitation, where the portal asks for one")
	return cmd
}

// parseKit reads K/N; 0 of 0 puts the kit off.
func parseKit(kit string, deferKit bool) (quorum, shares int, err error) {
	if kit == "" {
		return 0, 0, nil
	}
	if deferKit {
		return 0, 0, usagef("--kit and --defer-kit exclude each other")
	}
	k, n, _ := strings.Cut(kit, "/")
	quorum, errK := strconv.Atoi(k)
	shares, errN := strconv.Atoi(n)
	if errK != nil || errN != nil || quorum < 2 || quorum > shares || shares > 15 {
		return 0, 0, usagef("--kit %q is not K/N with 2 ≤ K ≤ N ≤ 15", kit)
	}
	return quorum, shares, nil
}

// profileAnswer is what create and show print.
type profileAnswer struct {
	Account string   `json:"account"`
	Profile string   `json:"profile"`
	Device  string   `json:"device"`
	Kit     string   `json:"kit,omitempty"`
	KitID   string   `json:"identifier,omitempty"`
	Quorum  int      `json:"quorum,omitempty"`
	Shares  []string `json:"shares,omitempty"`
}

func (s *session) createProfile(account meshcore.Account, name, token string, quorum, shares int, deferred bool) error {
	if quorum == 0 && !deferred && s.interactive() {
		now, err := s.confirm("Make the recovery kit too, three sheets of which two recover?")
		if err != nil {
			return err
		}
		if now {
			quorum, shares = 2, 3
		}
	}
	p, err := s.client.Create(s.ctx, account, name, token)
	if err != nil {
		return err
	}
	self, err := s.client.Self()
	if err != nil {
		return err
	}
	answer := profileAnswer{Account: string(account), Profile: string(p.Identifier), Device: string(self.ID())}
	if quorum == 0 {
		s.notice("The recovery kit is put off: make it within 7 days (mesh recovery create), or this account cannot be recovered.")
		return s.print(answer, func(w io.Writer) { answer.write(w) })
	}
	kit, err := s.client.MakeKit(s.ctx, quorum, shares)
	if err != nil {
		return fmt.Errorf("the profile was made, its recovery kit was not: %w; make it within 7 days: mesh recovery create", err)
	}
	answer.Kit, answer.KitID, answer.Quorum, answer.Shares = string(kit.ID), string(kit.Identifier), kit.Quorum, kit.Shares
	return s.print(answer, func(w io.Writer) {
		answer.write(w)
		writeKit(w, kit)
	})
}

func (p profileAnswer) write(w io.Writer) {
	fmt.Fprintf(w, "Account   %s\nProfile   %s\nDevice    %s\n", p.Account, p.Profile, p.Device)
}

func newProfileShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Show the profile", Args: exactly(0),
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
				answer := profileAnswer{Account: string(p.Account()), Profile: string(p.Identifier), Device: string(self.ID())}
				return s.print(answer, func(w io.Writer) {
					answer.write(w)
					s.writeState(w, p)
				})
			})
		},
	}
}

// writeState adds what a person should know.
func (s *session) writeState(w io.Writer, p *client.Profile) {
	fmt.Fprintf(w, "Version   %d of %s\nDevices   %d\n", p.Sequence, localTime(p.Updated.Time), len(p.Devices))
	if !s.client.Acknowledged(p) {
		fmt.Fprintln(w, "\nThis account was recovered with its kit. If that was you: mesh profile acknowledge")
	}
	if secrets, err := s.client.Secrets(s.ctx); err == nil && len(secrets) > 0 {
		fmt.Fprintln(w, "\nA removed device could read these; change them:")
		for _, secret := range secrets {
			fmt.Fprintln(w, "  [ ]", secret.Title)
		}
	}
	if until, sealed, err := s.client.MastersUntil(); err == nil && sealed {
		fmt.Fprintf(w, "\nThere is no verified recovery kit yet: make one before %s (mesh recovery create),\nand read one share back (mesh recovery verify).\n", localTime(until))
	}
}

func localTime(t time.Time) string { return t.Local().Format(time.RFC3339) }

func newProfileAcknowledge(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "acknowledge", Short: "Say that you know of a recovery: this device writes again", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				p, err := s.client.Sync(s.ctx)
				if err != nil {
					return err
				}
				if err := s.client.Acknowledge(p); err != nil {
					return err
				}
				return s.print(map[string]bool{"acknowledged": true}, func(w io.Writer) { fmt.Fprintln(w, "Acknowledged. This device writes again.") })
			})
		},
	}
}

func newProfileDelete(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "delete", Short: "Close the account; everything is erased 7 days later", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				yes, err := s.confirm("Close the account, for all devices?")
				if err != nil || !yes {
					return err
				}
				erased, err := s.client.DeleteAccount(s.ctx)
				if err != nil {
					return err
				}
				return s.print(map[string]string{"erased": erased.UTC().Format(time.RFC3339)}, func(w io.Writer) {
					fmt.Fprintf(w, "Closed. Everything is erased on %s; any change of the profile before then keeps it.\n", localTime(erased))
				})
			})
		},
	}
}

// firstLine reads the first line of a file; "" of no file.
func firstLine(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(line), err
}
