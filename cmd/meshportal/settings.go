package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// setting is one configuration key: its default and what it is for. The same
// name is a flag, MESHPORTAL_NAME in the environment, and a line of the file.
type setting struct{ name, fallback, usage string }

// settings are the configuration keys, in the order in which they are shown.
var settings = []setting{
	{"listen", "127.0.0.1:8080", "address to listen on, host:port"},
	{"base-url", "", "URL of the portal as people see it; default http://localhost:PORT of a loopback listener"},
	{"name", "", "host[:port] in account names; default that of the base URL"},
	{"log-origin", "", "name of the transparency log; default NAME/mesh"},
	{"data", "", "data directory; default $STATE_DIRECTORY, or /var/lib/meshportal for root, or the user's state directory"},
	{"metrics", "", "private address to serve metrics on; default off"},
	{"signup", "open", "who may create an account: open, invitation or closed"},
	{"signup-token-file", "", "file with the sign-up invitations, one a line, when signup is invitation"},
	{"trusted-proxies", "", "networks whose X-Forwarded-For is believed, separated by commas; 127.0.0.0/8 of a proxy on this machine"},
	{"in-flight", "512", "messages under way at once; 0 is no limit"},
	{"limits.publishes-per-day", "2000", "publishes of an account in a day; 0 is off"},
	{"limits.body-bytes", "104857600", "bytes of all bodies of an account; 0 is off"},
	{"limits.device-burst", "30", "profile publishes of a device at once; 0 is off"},
	{"limits.device-per-minute", "3", "profile publishes of a device a minute, after the burst"},
	{"limits.pending-per-account", "8", "live requests to join, invited ones beside; 0 is off"},
	{"limits.request-minutes", "15", "life of a request to join, in minutes"},
	{"limits.session-idle-minutes", "720", "minutes after which an unused web session ends"},
	{"limits.session-life-hours", "168", "hours after which any web session ends"},
	{"limits.lookups-per-minute", "120", "look-ups of a stranger a minute from one address; 0 is off"},
	{"limits.asks-per-minute", "12", "requests to join and withdrawals a minute, of a device and from one address; 0 is off"},
}

// values are the effective settings and where each came from.
type values struct{ value, source map[string]string }

func (v *values) get(name string) string { return v.value[name] }

func (v *values) set(name, value, source string) { v.value[name], v.source[name] = value, source }

// addFlags declares a flag for each setting, and --config for the file.
func addFlags(flags *pflag.FlagSet) {
	for _, s := range settings {
		flags.String(s.name, s.fallback, s.usage)
	}
	flags.String("config", "", "configuration file; default /etc/meshportal/config if there is one")
}

// effective reads the settings: flag, else environment, else file, else
// default. A key that is not known is an error.
func effective(flags *pflag.FlagSet) (*values, error) {
	v := &values{map[string]string{}, map[string]string{}}
	for _, s := range settings {
		v.set(s.name, s.fallback, "default")
	}
	if err := v.readFile(flags); err != nil {
		return nil, err
	}
	if err := v.readEnvironment(os.Environ()); err != nil {
		return nil, err
	}
	flags.Visit(func(f *pflag.Flag) {
		if known(f.Name) {
			v.set(f.Name, f.Value.String(), "flag")
		}
	})
	return v, nil
}

func known(name string) bool {
	return slices.ContainsFunc(settings, func(s setting) bool { return s.name == name })
}

const environmentPrefix = "MESHPORTAL_"

// environmentName is the variable of a setting.
func environmentName(name string) string {
	return environmentPrefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name))
}

func (v *values) readEnvironment(environment []string) error {
	names := map[string]string{environmentPrefix + "CONFIG": ""}
	for _, s := range settings {
		names[environmentName(s.name)] = s.name
	}
	for _, line := range environment {
		key, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(key, environmentPrefix) {
			continue
		}
		name, ok := names[key]
		if !ok {
			return fmt.Errorf("the environment variable %s is no setting; see meshportal config", key)
		}
		if name != "" {
			v.set(name, value, key)
		}
	}
	return nil
}

const defaultFile = "/etc/meshportal/config"

// readFile reads lines of the form `key = value`; # begins a comment.
func (v *values) readFile(flags *pflag.FlagSet) error {
	path, _ := flags.GetString("config")
	asked := path != ""
	if !asked {
		path = os.Getenv(environmentPrefix + "CONFIG")
		asked = path != ""
	}
	if !asked {
		path = defaultFile
	}
	file, err := os.Open(path)
	if !asked && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !ok || !known(name) {
			return fmt.Errorf("%s:%d: %q is no setting of the form key = value; see meshportal config", path, n, line)
		}
		v.set(name, strings.TrimSpace(value), path)
	}
	return lines.Err()
}
