package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/ledger"
)

func newLogCommand(a *app) *cobra.Command {
	return group("log", "The portal's transparency log, as this device sees it", newLogShow(a), newLogVerify(a), newLogEvidence(a), newLogAccept(a))
}

func newLogShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "What this device remembers of the log", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				m := s.client.Memory()
				if m == nil {
					return client.ErrNoDevice
				}
				newest, err := newestCheckpoint(m)
				if err != nil {
					return err
				}
				return s.print(logAnswer(m, newest), func(w io.Writer) { writeLog(w, m, newest) })
			})
		},
	}
}

// newestCheckpoint opens the newest checkpoint that this device remembers; of a
// log that it has not read yet, as after mesh log accept, there is none.
func newestCheckpoint(m *client.Memory) (*ledger.Checkpoint, error) {
	if m.Note == "" {
		return nil, nil
	}
	verifier, err := ledger.NewVerifier(m.LogKey)
	if err != nil {
		return nil, err
	}
	newest, err := ledger.ParseCheckpoint([]byte(m.Note), verifier)
	return &newest, err
}

func logAnswer(m *client.Memory, newest *ledger.Checkpoint) map[string]any {
	answer := map[string]any{"origin": m.Origin, "key": m.LogKey, "size": m.Size, "since": m.Since, "checkpoint": m.Note}
	if newest != nil {
		answer["root"], answer["time"] = rootText(newest), meshcore.At(newest.Time)
	}
	if m.Alarm != nil {
		answer["alarm"] = m.Alarm.Kind
	}
	return answer
}

func rootText(c *ledger.Checkpoint) string { return base64.StdEncoding.EncodeToString(c.Root[:]) }

func writeLog(w io.Writer, m *client.Memory, newest *ledger.Checkpoint) {
	fmt.Fprintf(w, "Origin    %s\nKey       %s\nLeaves    %d\n", m.Origin, m.LogKey, m.Size)
	if newest == nil {
		fmt.Fprintln(w, "Nothing of it was read yet: mesh log verify")
	} else {
		fmt.Fprintf(w, "Root      %s\nTime      %s\n", rootText(newest), localTime(newest.Time))
	}
	if m.Since > 0 {
		fmt.Fprintf(w, "Not monitored before leaf %d.\n", m.Since)
	}
	if m.Alarm == nil {
		fmt.Fprintln(w, "Alarm     none")
		return
	}
	fmt.Fprintf(w, "Alarm     %s: %s\n          Writing has stopped. See mesh log evidence, then mesh log accept.\n", m.Alarm.Kind, m.Alarm.Message)
}

func newLogVerify(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Read the whole log, rebuild its tree, prove every version of your documents", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.online(cmd, func(s *session) error {
				view, err := s.client.VerifyLog(s.ctx)
				if err != nil {
					return err
				}
				root := rootText(&view.Checkpoint)
				answer := map[string]any{"origin": view.Origin, "size": view.Size, "root": root, "consistent": true, "entries": view.Entries, "since": view.Since}
				return s.print(answer, func(w io.Writer) {
					fmt.Fprintf(w, "Origin    %s\nLeaves    %d\nRoot      %s\nConsistent with everything that this device has seen.\n%d versions of your documents are in it.\n", view.Origin, view.Size, root, view.Entries)
					if view.Since > 0 {
						fmt.Fprintf(w, "Not monitored before leaf %d.\n", view.Since)
					}
				})
			})
		},
	}
}

func newLogEvidence(a *app) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "evidence", Short: "What contradicted itself last, as a file for others to check", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				evidence, err := s.client.Evidence()
				if err != nil {
					return err
				}
				if len(evidence) == 0 && !s.json {
					fmt.Fprintln(s.out, "There is none: this portal has not contradicted itself.")
					return nil
				}
				if !all && len(evidence) > 1 {
					evidence = evidence[len(evidence)-1:]
				}
				encoder := json.NewEncoder(s.out)
				encoder.SetIndent("", "  ")
				encoder.SetEscapeHTML(false)
				return encoder.Encode(map[string]any{"evidence": append([]client.Evidence{}, evidence...)})
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "everything that was kept, oldest first")
	return cmd
}
