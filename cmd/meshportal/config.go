package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"meshportal/meshcore/portal"
)

// config is the effective configuration, checked.
type config struct {
	Listen, BaseURL, Name, Origin, Data, Metrics string
	Proxies                                      []netip.Prefix
	InFlight                                     int
	Limits                                       portal.Limits
	Signup                                       portal.SignupPolicy
	SignupTokens                                 string // file
}

// resolve checks the settings and fills in what follows from others.
func (v *values) resolve() (*config, error) {
	c := &config{
		Listen: v.get("listen"), BaseURL: strings.TrimSuffix(v.get("base-url"), "/"), Name: v.get("name"),
		Origin: v.get("log-origin"), Data: v.get("data"), Metrics: v.get("metrics"), SignupTokens: v.get("signup-token-file"),
	}
	var err error
	if c.BaseURL, err = baseURL(c.BaseURL, c.Listen); err != nil {
		return nil, err
	}
	if c.Name == "" {
		u, _ := url.Parse(c.BaseURL)
		c.Name = u.Host
	}
	if c.Origin == "" {
		c.Origin = c.Name + "/mesh"
	}
	if c.Data == "" {
		c.Data = defaultData()
	}
	for name := range strings.SplitSeq(v.get("trusted-proxies"), ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(name)
		if err != nil {
			return nil, fmt.Errorf("trusted-proxies: %w", err)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return c, v.numbers(c)
}

// numbers reads the limits and the sign-up policy.
func (v *values) numbers(c *config) error {
	number := func(name string) int {
		n, err := strconv.Atoi(v.get(name))
		if err != nil || n < 0 {
			v.set(name, "", "")
		}
		return n
	}
	c.InFlight = number("in-flight")
	c.Limits = portal.Limits{
		PublishesPerDay:   number("limits.publishes-per-day"),
		BodyBytes:         int64(number("limits.body-bytes")),
		DeviceBurst:       number("limits.device-burst"),
		DevicePerMinute:   number("limits.device-per-minute"),
		PendingPerAccount: number("limits.pending-per-account"),
		RequestLife:       time.Duration(number("limits.request-minutes")) * time.Minute,
		LookupsPerMinute:  number("limits.lookups-per-minute"),
		AsksPerMinute:     number("limits.asks-per-minute"),
		SessionIdle:       time.Duration(number("limits.session-idle-minutes")) * time.Minute,
		SessionLife:       time.Duration(number("limits.session-life-hours")) * time.Hour,
	}
	for _, s := range settings {
		if v.source[s.name] == "" {
			return fmt.Errorf("%s must be a whole number that is not negative", s.name)
		}
	}
	c.Signup = portal.SignupPolicy(v.get("signup"))
	switch c.Signup {
	case portal.SignupOpen, portal.SignupInvitation, portal.SignupClosed:
		return nil
	}
	return errors.New("signup must be open, invitation or closed")
}

// baseURL is the configured one, or that of a loopback listener.
func baseURL(configured, listen string) (string, error) {
	if configured != "" {
		u, err := url.Parse(configured)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
			return "", fmt.Errorf("base-url %q is not of the form https://host[:port]", configured)
		}
		return configured, nil
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("listen: %w", err)
	}
	if !loopback(host) {
		return "", fmt.Errorf("listening on %s needs --base-url: the address under which people reach this portal", listen)
	}
	if port == "0" {
		return "", errors.New("port 0 needs --base-url")
	}
	return "http://localhost:" + port, nil
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// countsAllAsOne reports whether people must come through a proxy on this
// machine whose word for their address is not believed.
func (c *config) countsAllAsOne() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && loopback(host) && len(c.Proxies) == 0 && !portal.Local(c.BaseURL)
}

// defaultData is where the state of a service or of a person belongs.
func defaultData() string {
	if dir := os.Getenv("STATE_DIRECTORY"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/lib/meshportal"
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "meshportal")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "meshportal")
}

func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Print the effective settings and where each comes from", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := effective(cmd.Flags())
			if err != nil {
				return usage{err}
			}
			c, err := v.resolve()
			if err != nil {
				return usage{err}
			}
			for name, value := range map[string]string{"base-url": c.BaseURL, "name": c.Name, "log-origin": c.Origin, "data": c.Data} {
				v.value[name] = value
			}
			for _, s := range settings {
				fmt.Fprintf(cmd.OutOrStdout(), "%-28s = %-40s # %s\n", s.name, v.get(s.name), v.source[s.name])
			}
			return nil
		},
	}
	addFlags(cmd.Flags())
	return cmd
}

// configured reads the configuration of a command.
func configured(cmd *cobra.Command) (*config, error) {
	v, err := effective(cmd.Flags())
	if err != nil {
		return nil, usage{err}
	}
	c, err := v.resolve()
	if err != nil {
		return nil, usage{err}
	}
	return c, nil
}
