package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// joinAnswer is what connect and status print.
type joinAnswer struct {
	Account string `json:"account"`
	Profile string `json:"profile"`
	Device  string `json:"device"`
	Code    string `json:"code"`
	Status  string `json:"status"`
	Expires string `json:"expires,omitempty"`
}

func newDeviceConnect(a *app) *cobra.Command {
	var name string
	var invited invitedFlags
	var wait bool
	cmd := &cobra.Command{
		Use: "connect [ACCOUNT]", Short: "Ask to become a device of a profile; an invitation names the account", Args: between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			invitation, err := invited.invitation(a)
			if err != nil {
				return err
			}
			account, err := accountToJoin(cmd, args, invitation)
			if err != nil {
				return err
			}
			err = a.with(cmd, account, func(s *session) error { return s.join(account, name, invitation) })
			if err != nil || !wait {
				return err
			}
			return a.awaitJoin(cmd)
		},
	}
	cmd.Flags().StringVar(&name, "device-name", hostName(), "name of this machine")
	invited.add(cmd)
	cmd.Flags().BoolVar(&wait, "wait", false, "wait for the answer")
	return cmd
}

// accountToJoin is the one that is named, or that the invitation is for.
func accountToJoin(cmd *cobra.Command, args []string, invitation *client.Invitation) (meshcore.Account, error) {
	if len(args) == 0 && invitation == nil {
		return "", usagef("usage: %s", cmd.UseLine())
	}
	if len(args) == 0 {
		return invitation.Account, nil
	}
	account, err := meshcore.ParseAccount(args[0])
	if err != nil {
		return "", usage{err}
	}
	if invitation != nil && invitation.Account != account {
		return "", usagef("the invitation is for %s, not for %s", invitation.Account, account)
	}
	return account, nil
}

// join lodges the request. With --wait a second answer follows: in JSON, a line
// each.
func (s *session) join(account meshcore.Account, name string, invitation *client.Invitation) error {
	joining, err := s.client.Connect(s.ctx, account, name, invitation)
	var refusal *protocol.Error
	if errors.As(err, &refusal) && refusal.Code == protocol.Unauthorized {
		return coded{exitRejected, err}
	}
	if err != nil {
		return err
	}
	return s.printJoin(joining)
}

func (s *session) printJoin(j *client.Joining) error {
	answer := joinAnswer{string(j.Account), string(j.Profile), string(j.Device), string(j.Code), string(j.Status), ""}
	if j.Status == client.JoinPending {
		answer.Expires = j.Expires.UTC().Format(time.RFC3339)
	}
	return s.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "Account   %s\nProfile   %s\nDevice    %s\nStatus    %s\n", answer.Account, answer.Profile, answer.Device, answer.Status)
		if j.Status == client.JoinPending {
			fmt.Fprintf(w, "\nCode      %s\n\nOn an administration device, compare the whole code and approve:\n  mesh device approve %s\nor open %s/devices/pending/%s#%s\nThe request ends at %s.\n",
				j.Code, j.Code, baseURL(j.Account), j.Device, j.Code, localTime(j.Expires))
		}
	})
}

func newDeviceStatus(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "What became of this machine's request", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				joining, err := s.client.JoinStatus(s.ctx)
				if err != nil {
					return err
				}
				return errors.Join(s.printJoin(joining), joinError(joining.Status))
			})
		},
	}
}

// joinError is the exit code of a request's state.
func joinError(status client.JoinStatus) error {
	switch status {
	case client.JoinPending:
		return coded{exitPending, errors.New("the request is pending: approve it on an administration device")}
	case client.JoinRejected:
		return coded{exitRejected, errors.New("the request was rejected")}
	case client.JoinExpired:
		return coded{exitExpired, errors.New("the request has ended without an answer: connect again")}
	}
	return nil
}

// pollEvery is how often waiting commands ask; the state directory is free
// meanwhile.
const pollEvery = time.Second

// awaitJoin asks until the request has its answer.
func (a *app) awaitJoin(cmd *cobra.Command) error {
	for {
		var joining *client.Joining
		err := a.with(cmd, "", func(s *session) (err error) {
			joining, err = s.client.JoinStatus(s.ctx)
			if err == nil && joining.Status != client.JoinPending {
				err = s.printJoin(joining)
			}
			return err
		})
		if err != nil && !errors.Is(err, errNetwork) {
			return err
		}
		if err == nil && joining.Status != client.JoinPending {
			return joinError(joining.Status)
		}
		if !pause(cmd) {
			return joinError(client.JoinPending)
		}
	}
}

func newDeviceCancel(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "cancel", Short: "Withdraw this machine's request", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, "", func(s *session) error {
				if err := s.client.Cancel(s.ctx); err != nil {
					return err
				}
				return s.print(map[string]bool{"cancelled": true}, func(w io.Writer) { fmt.Fprintln(w, "The request is withdrawn.") })
			})
		},
	}
}
