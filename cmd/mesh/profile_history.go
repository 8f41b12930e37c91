package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// profileChange is one line of the history.
type profileChange struct {
	Version int      `json:"version"`
	Updated string   `json:"updated"`
	Signer  string   `json:"signer"`
	Epoch   bool     `json:"epoch"`
	Changes []string `json:"changes"`
}

func newProfileHistory(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "history", Short: "Every version of the profile: who signed it, when, and what changed", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				versions, err := s.client.History(s.ctx)
				if err != nil {
					return err
				}
				changes := make([]profileChange, len(versions))
				for i, v := range versions {
					var before *client.Profile
					if i > 0 {
						before = versions[i-1]
					}
					changes[i] = describe(before, v)
				}
				return s.print(map[string]any{"versions": changes}, func(w io.Writer) {
					for _, c := range changes {
						fmt.Fprintf(w, "%4d  %s  signed by %s\n      %s\n", c.Version, c.Updated, c.Signer, strings.Join(c.Changes, "\n      "))
					}
				})
			})
		},
	}
}

// describe says in words what a version changed.
func describe(before, v *client.Profile) profileChange {
	c := profileChange{Version: int(v.Sequence), Updated: localTime(v.Updated.Time), Signer: signerName(before, v), Epoch: v.Opener}
	if before == nil {
		c.Changes = append(c.Changes, "first epoch: the profile began with "+named(v, v.DeviceProfiles()[0].Identifier))
		return c
	}
	if v.Opener {
		c.Changes = append(c.Changes, "new epoch: the account was recovered with its kit")
	}
	c.Changes = append(c.Changes, deviceChanges(before, v)...)
	c.Changes = append(c.Changes, applicationChanges(before, v)...)
	if len(c.Changes) == 0 {
		c.Changes = []string{"rights or names changed"}
	}
	return c
}

func signerName(before, v *client.Profile) string {
	if v.Opener || before == nil {
		return "the epoch's genesis key"
	}
	return named(before, v.Signer)
}

func named(p *client.Profile, device udf.Fingerprint) string {
	if name := p.DeviceName(device); name != "" {
		return name + " (" + string(device) + ")"
	}
	return string(device)
}

func deviceChanges(before, v *client.Profile) (changes []string) {
	for _, d := range v.DeviceProfiles() {
		if _, ok := before.Device(d.Identifier); !ok {
			changes = append(changes, "device added: "+named(v, d.Identifier))
		}
	}
	for _, d := range before.DeviceProfiles() {
		if _, ok := v.Device(d.Identifier); !ok {
			changes = append(changes, "device removed: "+named(before, d.Identifier))
		}
	}
	return changes
}

func applicationChanges(before, v *client.Profile) (changes []string) {
	for _, e := range v.Applications {
		if _, ok := before.Entry(e.Identifier); !ok {
			changes = append(changes, "application added: "+string(e.Identifier)+" ("+e.Type+")")
		}
	}
	for _, e := range before.Applications {
		if _, ok := v.Entry(e.Identifier); !ok {
			changes = append(changes, "application removed: "+string(e.Identifier)+" ("+e.Type+")")
		}
	}
	return changes
}
