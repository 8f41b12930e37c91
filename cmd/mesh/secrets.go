package main

import (
	"encoding/json"
	"errors"

	"meshportal/meshcore/client"
	"meshportal/meshcore/udf"
)

// secret is something that a removed device could read, and that is to be
// changed. It stays on the list until its entry was changed (protocol.md II.11).
type secret struct {
	Application udf.Fingerprint `json:"application"`
	Entry       string          `json:"entry"`
	Title       string          `json:"title"`
	Updated     string          `json:"updated"` // of the entry, as the device could read it
}

const secretsRecord = "secrets"

// secretsOf lists what a device could read and should not know any more.
func secretsOf(impact *client.Impact) []secret {
	secrets := []secret{}
	for _, a := range impact.Readable {
		if a.Catalog == nil {
			continue
		}
		for _, e := range a.Catalog.Live() {
			if len(e.Values("Password"))+len(e.Values("OTP")) > 0 {
				updated, _ := e.Updated()
				secrets = append(secrets, secret{a.Entry.Identifier, e.ID(), a.Catalog.Name + ": " + e.Title(), updated.String()})
			}
		}
	}
	return secrets
}

// keepSecrets adds to the list, before the removal.
func (s *session) keepSecrets(more []secret) error {
	kept, err := s.keptSecrets()
	if err != nil {
		return err
	}
	data, err := json.Marshal(append(kept, more...))
	if err != nil {
		return err
	}
	return s.machine.Write(secretsRecord, data)
}

func (s *session) keptSecrets() (kept []secret, err error) {
	data, err := s.machine.Read(secretsRecord)
	if errors.Is(err, client.ErrNoRecord) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return kept, json.Unmarshal(data, &kept)
}

// unchanged returns what is still to be changed: entries that are as they were.
func (s *session) unchanged() (titles []string, err error) {
	kept, err := s.keptSecrets()
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	apps, err := s.apps()
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		for _, a := range apps {
			if a.Entry.Identifier != k.Application || a.Catalog == nil {
				continue
			}
			if e, ok := a.Catalog.Entry(k.Entry); ok {
				if updated, _ := e.Updated(); updated.String() == k.Updated {
					titles = append(titles, k.Title)
				}
			}
		}
	}
	return titles, nil
}
