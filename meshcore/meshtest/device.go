package meshtest

import (
	"crypto/rand"
	"testing"

	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// BaseURL is the address of the portals of tests, and Portal their name.
const (
	BaseURL = "http://localhost:8080"
	Portal  = "localhost:8080"
)

// Device returns the client of a machine, against a portal.
func Device(t *testing.T, machine client.Machine, transport protocol.Transport, clock *Clock) *client.Client {
	t.Helper()
	c, err := client.New(client.Config{
		Machine: machine, Transport: transport, BaseURL: BaseURL,
		Now: clock.Now, Wait: clock.Wait, Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
