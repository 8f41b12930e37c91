package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/keyshare"
	"meshportal/meshcore/udf"
)

func newRecoveryCommand(a *app) *cobra.Command {
	return group("recovery", "Recovery kits", newRecoveryCreate(a), newRecoveryList(a), newRecoveryVerify(a), newRecoveryRetire(a), newRecoveryRestore(a))
}

// kitFlags are --shares and --quorum.
type kitFlags struct{ shares, quorum int }

func (k *kitFlags) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&k.shares, "shares", 3, "number of shares")
	cmd.Flags().IntVar(&k.quorum, "quorum", 2, "how many of them recover")
}

func (k *kitFlags) check() error {
	if k.quorum < 2 || k.quorum > k.shares || k.shares > 15 {
		return usagef("a kit has 2 ≤ quorum ≤ shares ≤ 15; nothing was changed")
	}
	return nil
}

func newRecoveryCreate(a *app) *cobra.Command {
	var flags kitFlags
	cmd := &cobra.Command{
		Use: "create", Short: "Make a recovery kit: shares to print and keep in different places", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			return a.online(cmd, func(s *session) error { return s.makeKit(flags) })
		},
	}
	flags.add(cmd)
	return cmd
}

// makeKit makes a kit and prints it.
func (s *session) makeKit(flags kitFlags) error {
	kit, err := s.client.MakeKit(s.ctx, flags.quorum, flags.shares)
	if err != nil {
		return err
	}
	answer := map[string]any{"kit": kit.ID, "identifier": kit.Identifier, "quorum": kit.Quorum, "profile": kit.Profile, "shares": kit.Shares}
	return s.print(answer, func(w io.Writer) { writeKit(w, kit) })
}

// writeKit prints one sheet for each share.
func writeKit(w io.Writer, kit *client.Kit) {
	for i, share := range kit.Shares {
		fmt.Fprintf(w, `
──────────────────────────────────────────────────────────────────────────────
Recovery kit %s      share %d of %d, any %d of them recover

Account  %s
Profile  %s

    %s

To take the account back:  mesh recovery restore %s
then type any %d shares, a line each. Keep the sheets in different places.
──────────────────────────────────────────────────────────────────────────────
`, kit.ID, i+1, len(kit.Shares), kit.Quorum, kit.Account, kit.Profile, share, kit.Account, kit.Quorum)
	}
	fmt.Fprintln(w, "\nThe kit counts once a share was read back from its sheet: mesh recovery verify")
}

// listedKit is a kit that this device made.
type listedKit struct {
	Kit        keyshare.Kit    `json:"kit"`
	Identifier udf.Fingerprint `json:"identifier"`
	Quorum     int             `json:"quorum"`
	Shares     int             `json:"shares"`
	Created    meshcore.Time   `json:"created"`
	Verified   *meshcore.Time  `json:"verified,omitempty"`
	Retired    *meshcore.Time  `json:"retired,omitempty"`
}

func listKit(k *client.KitRecord) listedKit {
	return listedKit{keyshare.KitOf(k.Identifier), k.Identifier, k.Quorum, k.Shares, k.Created, k.Verified, k.Retired}
}

func newRecoveryList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "The kits that this device made", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				kits, err := s.client.Kits()
				if err != nil {
					return err
				}
				list := []listedKit{}
				for _, k := range kits {
					list = append(list, listKit(k))
				}
				return s.print(map[string]any{"kits": list}, func(w io.Writer) { writeKits(w, list) })
			})
		},
	}
}

func writeKits(w io.Writer, list []listedKit) {
	if len(list) == 0 {
		fmt.Fprintln(w, "This device made no kit: mesh recovery create")
	}
	for _, k := range list {
		state := "not verified: read one share back (mesh recovery verify)"
		if k.Verified != nil {
			state = "verified " + localTime(k.Verified.Time)
		}
		if k.Retired != nil {
			state = "retired " + localTime(k.Retired.Time)
		}
		fmt.Fprintf(w, "%s  %d of %d  made %s  %s\n", k.Kit, k.Quorum, k.Shares, localTime(k.Created.Time), state)
	}
}

func newRecoveryVerify(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Read one share back from its sheet, on standard input", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				if s.interactive() {
					fmt.Fprint(s.err, "Share: ")
				}
				line, err := s.readLine()
				if err != nil {
					return err
				}
				kit, err := s.client.VerifyKit(s.ctx, line)
				if err != nil {
					return err
				}
				return s.print(listKit(kit), func(w io.Writer) {
					fmt.Fprintf(w, "The share is right; kit %s counts from now on.\n", keyshare.KitOf(kit.Identifier))
				})
			})
		},
	}
}

func newRecoveryRetire(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "retire [KIT]", Short: "Erase a kit's entry at the portal", Args: between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.online(cmd, func(s *session) error {
				kit, err := s.liveKit(args)
				if err != nil {
					return err
				}
				s.notice("The master key stays the same: the old shares and a copy of the entry still are the owner. If shares leaked, make a new profile.")
				yes, err := s.confirm("Retire kit " + string(keyshare.KitOf(kit.Identifier)) + "?")
				if err != nil || !yes {
					return err
				}
				if err := s.client.RetireKit(s.ctx, kit); err != nil {
					return err
				}
				return s.print(listKit(kit), func(w io.Writer) { fmt.Fprintln(w, "Retired  ", keyshare.KitOf(kit.Identifier)) })
			})
		},
	}
}

// liveKit is the kit named, or the only one that is not retired.
func (s *session) liveKit(args []string) (*client.KitRecord, error) {
	kits, err := s.client.Kits()
	if err != nil {
		return nil, err
	}
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	return chooseKit(kits, name)
}

// chooseKit picks the kit with that id or Identifier; "" fits every kit.
func chooseKit(kits []*client.KitRecord, name string) (*client.KitRecord, error) {
	id, noKit := keyshare.ParseKit(name)
	entry, noEntry := udf.Parse(name)
	if name != "" && noKit != nil && noEntry != nil {
		return nil, usagef("%q is no kit: see mesh recovery list", name)
	}
	var live []*client.KitRecord
	for _, k := range kits {
		named := noKit == nil && keyshare.KitOf(k.Identifier) == id || noEntry == nil && k.Identifier == entry
		if k.Retired == nil && (name == "" || named) {
			live = append(live, k)
		}
	}
	if len(live) != 1 {
		return nil, fmt.Errorf("%d kits fit; nothing was changed: name one of mesh recovery list", len(live))
	}
	return live[0], nil
}

func newRecoveryRestore(a *app) *cobra.Command {
	var flags kitFlags
	var name, profile, file string
	var keep []string
	cmd := &cobra.Command{
		Use: "restore ACCOUNT", Short: "Take an account back with the shares of its kit", Args: exactly(1),
		Long: "Take an account back with the shares of its kit, a line each, on standard input or in a file: never as arguments.",
		RunE: func(cmd *cobra.Command, args []string) error {
			account, err := meshcore.ParseAccount(args[0])
			if err != nil {
				return usage{err}
			}
			if err := flags.check(); err != nil {
				return err
			}
			r := &client.Recovery{Account: account, DeviceName: name}
			if profile != "" {
				if r.Profile, err = parseUDF(profile); err != nil {
					return err
				}
			}
			if r.Keep, err = parseUDFs(keep); err != nil {
				return err
			}
			return a.with(cmd, account, func(s *session) error { return s.restore(r, file, flags) })
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&name, "device-name", hostName(), "name of this machine")
	cmd.Flags().StringVar(&profile, "profile", "", "the profile's fingerprint, as the sheet shows it")
	cmd.Flags().StringVar(&file, "file", "", "file with the shares; default standard input")
	cmd.Flags().StringSliceVar(&keep, "keep", nil, "devices that stay, without administration")
	return cmd
}

func parseUDFs(texts []string) ([]udf.Fingerprint, error) {
	var all []udf.Fingerprint
	for _, text := range texts {
		id, err := parseUDF(text)
		if err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, nil
}

func (s *session) restore(r *client.Recovery, file string, flags kitFlags) error {
	if self, err := s.client.Self(); err == nil && self.Member {
		if until, sealed, err := s.client.MastersUntil(); err == nil && sealed && self.Account == r.Account {
			s.notice("This machine is a device of the account already and holds its master keys; the kit is to be made before %s.", localTime(until))
			return s.makeKit(flags)
		}
		return client.ErrJoined
	}
	lines, err := s.shareLines(file)
	if err != nil {
		return err
	}
	for i, line := range lines {
		p, err := keyshare.ParsePrinted(line, "")
		if err != nil {
			return fmt.Errorf("share %d: %w; nothing was changed", i+1, err)
		}
		r.Shares = append(r.Shares, p)
	}
	yes, err := s.confirm(fmt.Sprintf("Take %s back? All other devices but the %d kept (--keep DEVICE) are dropped; they can join again.", r.Account, len(r.Keep)))
	if err != nil || !yes {
		return err
	}
	if _, err := s.client.Recover(s.ctx, r); err != nil {
		return err
	}
	s.say("The account is yours again. This is its new kit; the old one is erased when a share of the new one was read back.")
	return s.makeKit(flags)
}

// shareLines reads the shares: all lines but empty ones and comments.
func (s *session) shareLines(file string) ([]string, error) {
	var in io.Reader = s.lines
	if file != "" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		in = opened
	} else if s.interactive() {
		fmt.Fprintln(s.err, "Shares, a line each; end with Ctrl-D:")
	}
	var lines []string
	scanner := bufio.NewScanner(in)
	for scanner.Scan() {
		if line := strings.TrimSpace(scanner.Text()); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}
