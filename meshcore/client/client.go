package client

import (
	"context"
	"errors"
	"io"
	"time"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/ledger"
	"meshportal/meshcore/protocol"
	"meshportal/meshcore/udf"
)

// Config is what a client needs from its surroundings.
type Config struct {
	Machine   Machine
	Transport protocol.Transport
	BaseURL   string // of the portal, without a slash at its end: what signed calls name
	Now       func() time.Time
	Rand      io.Reader
	// Wait sleeps between tries; tests replace it. Nil sleeps for real.
	Wait func(ctx context.Context, d time.Duration) error
	// Progress, if not nil, is told what goes on in plain words.
	Progress func(text string)
}

// Client is one device. It is for one goroutine at a time.
type Client struct {
	Config
	machine      Machine
	self         *Self
	memory       *Memory
	reader       *ledger.Reader    // over the newest checkpoint
	head         ledger.Checkpoint // the newest checkpoint
	chain        *chain            // verified PersonalProfiles
	resubmitting bool
	mastersEnd   time.Time // of the sealed master keys; zero if there are none
}

// Self is what a device knows about itself.
type Self struct {
	Account meshcore.Account             `json:"account"`
	Profile udf.Fingerprint              `json:"profile"`
	Device  meshcore.SignedDeviceProfile `json:"device"`
	Member  bool                         `json:"member"` // in the profile; else its request is pending

	profile *meshcore.DeviceProfile
}

const selfRecord = "device"

// ErrNoDevice says that this machine has joined no profile.
var ErrNoDevice = errors.New("this machine is not a device of any profile")

// New returns the client of a machine, which may have joined nothing.
func New(config Config) (*Client, error) {
	c := &Client{Config: config, machine: config.Machine}
	if c.Wait == nil {
		c.Wait = sleep
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c, c.load()
}

// load reads the device's own record and its memory.
func (c *Client) load() error {
	var err error
	if c.self, err = c.loadSelf(selfRecord); err != nil || c.self == nil {
		return err
	}
	c.chain = nil
	if c.memory, err = c.loadMemory(c.self.Profile); err != nil {
		return err
	}
	_, _, err = c.MastersUntil() // erases them once their time is over
	return err
}

// loadSelf reads a device's own record; nil if there is none.
func (c *Client) loadSelf(name string) (*Self, error) {
	self := new(Self)
	found, err := c.remembered(name, self)
	if err != nil || !found {
		return nil, err
	}
	self.profile, err = meshcore.OpenDevice(&self.Device)
	return self, err
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Self returns what the device knows about itself, or [ErrNoDevice].
func (c *Client) Self() (*Self, error) {
	if c.self == nil {
		return nil, ErrNoDevice
	}
	return c.self, nil
}

// ID returns the Identifier of the device.
func (s *Self) ID() udf.Fingerprint { return s.profile.Identifier }

// Name returns the name that the device gave itself.
func (s *Self) Name() string { return s.profile.Name() }

// Memory returns what the client remembers; nil before it has joined.
func (c *Client) Memory() *Memory { return c.memory }

func (c *Client) progress(text string) {
	if c.Progress != nil {
		c.Progress(text)
	}
}

// signer returns the device's document signing key.
func (c *Client) signer() (jose.Signer, error) {
	if c.self == nil {
		return nil, ErrNoDevice
	}
	return c.machine.Signer(c.self.profile.DeviceSignatureKey.UDF)
}

// caller returns the device's call signing key.
func (c *Client) caller() (jose.Signer, error) {
	if c.self == nil {
		return nil, ErrNoDevice
	}
	return c.machine.Signer(c.self.profile.DeviceAuthenticationKey.UDF)
}

// decrypter returns the device's decryption key.
func (c *Client) decrypter() (jose.Decrypter, error) {
	if c.self == nil {
		return nil, ErrNoDevice
	}
	return c.machine.Decrypter(c.self.profile.DeviceEncryptionKey.UDF)
}

func (c *Client) now() meshcore.Time { return meshcore.At(c.Now()) }
