package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"meshportal/meshcore/client"
)

const acceptMeans = "Accepting means: this device forgets what contradicts the portal, follows the log that it is shown from here on, hands in what that log lacks, and writes again. The evidence is kept (mesh log evidence --all)."

func newLogAccept(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "accept", Short: "Go on after an alarm, with the log that is shown", Args: exactly(0),
		Long: "Go on after an alarm. Do this after you have looked at the evidence, or after the portal's operator has\nannounced a new log: its name and key are shown before you decide. One call decides about one alarm.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				kind, log, err := s.stake()
				if err != nil {
					return err
				}
				s.notice("%s", acceptMeans)
				s.notice("The alarm: %s. The log: %s, with the key %s", kind, log.Origin, log.Key)
				yes, err := s.confirm("Accept this log?")
				if err != nil || !yes {
					return err
				}
				if err := s.client.AcceptLog(s.ctx, kind, log); err != nil {
					return err
				}
				m := s.client.Memory()
				return s.print(map[string]any{"alarm": kind, "origin": m.Origin, "key": m.LogKey, "size": m.Size}, func(w io.Writer) {
					fmt.Fprintf(w, "This device follows %s from here on: %d leaves.\nKey       %s\n", m.Origin, m.Size, m.LogKey)
				})
			})
		},
	}
}

// stake is the alarm that waits for a decision, and the log with which the
// device goes on: the new one that the portal has, or else the one it follows.
func (s *session) stake() (client.AlarmKind, client.Log, error) {
	m := s.client.Memory()
	if m == nil {
		return "", client.Log{}, client.ErrNoDevice
	}
	if kind := s.client.Undecided(); kind != "" {
		return kind, client.Log{Origin: m.Origin, Key: m.LogKey}, nil
	}
	log, err := s.client.ServedLog(s.ctx)
	return client.NewLog, log, err
}
