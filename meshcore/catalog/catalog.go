package catalog

import (
	"slices"
	"strings"

	"meshportal/meshcore"
	"meshportal/meshcore/jose"
	"meshportal/meshcore/udf"
)

// The members of a private part that the catalog understands.
const (
	memberName       = "Name"
	memberIdentifier = "Identifier"
	memberEntries    = "Entries"
)

// private ends the type name of every private part.
const private = "Private"

// Catalog is the content of one application.
type Catalog struct {
	Tag        string          // of its profile: CredentialProfile
	Name       string          // given by the person, at most meshcore.MaxName characters
	Identifier udf.Fingerprint // of its profile
	Entries    []Entry         // with tombstones

	kind *Kind
	rest object
}

// New returns an empty catalog. Whether the name can be shown is judged by
// Marshal.
func New(kind Kind, name string, id udf.Fingerprint) *Catalog {
	return &Catalog{Tag: kind.Tag, Name: name, Identifier: id, kind: &kind}
}

// Parse reads a private part, {"<Tag>Private": {…}}, strictly in its form and
// tolerantly in its content: it takes any kind and any member (protocol.md
// II.9). Every entry has an ID of its own.
func Parse(data []byte) (*Catalog, error) {
	compact, err := compacted(data)
	if err != nil {
		return nil, meshcore.Invalid("private part: %v", err)
	}
	outer, err := parseObject(compact)
	if err != nil || len(outer) != 1 {
		return nil, meshcore.Invalid("private part: not an object of one member")
	}
	c := &Catalog{Tag: strings.TrimSuffix(outer[0].name, private)}
	c.kind = kindOf(c.Tag)
	if outer[0].name != c.Tag+private {
		return nil, meshcore.Invalid("private part: %.80q does not end in %s", outer[0].name, private)
	}
	if c.rest, err = parseObject(outer[0].value); err != nil {
		return nil, meshcore.Invalid("%s: %v", outer[0].name, err)
	}
	if err := c.take(); err != nil {
		return nil, meshcore.Invalid("%s: %v", outer[0].name, err)
	}
	return c, c.check()
}

// take moves the known members out of rest.
func (c *Catalog) take() (err error) {
	if c.Name, err = c.takeText(memberName); err != nil {
		return err
	}
	id, err := c.takeText(memberIdentifier)
	if err != nil {
		return err
	}
	c.Identifier = udf.Fingerprint(id)
	if raw := c.rest.get(memberEntries); raw != nil {
		if raw.Kind() != '[' {
			return meshcore.Invalid("%s is not a list", memberEntries)
		}
		for i, v := range elements(raw) {
			e, err := parseEntry(c.kind, v)
			if err != nil {
				return meshcore.Invalid("entry %d: %v", i+1, err)
			}
			c.Entries = append(c.Entries, e)
		}
	}
	c.rest = c.rest.with(memberEntries, nil)
	return nil
}

func (c *Catalog) takeText(name string) (string, error) {
	s, ok := text(c.rest.get(name))
	if !ok {
		return "", meshcore.Invalid("%s is not a text", name)
	}
	c.rest = c.rest.with(name, nil)
	return s, nil
}

// check judges what both Parse and Marshal answer for.
func (c *Catalog) check() error {
	if err := meshcore.CheckApplicationTag(c.Tag); err != nil {
		return err
	}
	if err := meshcore.CheckText(c.Name, meshcore.MaxName); err != nil {
		return meshcore.Invalid("%s: %s: %v", c.Tag, memberName, err)
	}
	if !c.Identifier.IsRandom() {
		return meshcore.Invalid("%s: %s %.50q is not a random one (R…)", c.Tag, memberIdentifier, string(c.Identifier))
	}
	seen := make(map[string]bool, len(c.Entries))
	for i := range c.Entries {
		id := c.Entries[i].ID()
		if seen[id] {
			return meshcore.Invalid("%s: the entry %s occurs twice", c.Tag, id)
		}
		seen[id] = true
	}
	return nil
}

// Marshal writes the private part: Name and Identifier first, then the
// entries, then the members that the catalog does not know, as they were.
func (c *Catalog) Marshal() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	inner := append(object{
		{memberName, quote(c.Name)},
		{memberIdentifier, quote(string(c.Identifier))},
		{memberEntries, c.entries()},
	}, c.rest...)
	data := []byte(object{{c.Tag + private, inner.marshal()}}.marshal())
	if err := jose.Check(data); err != nil {
		return nil, meshcore.Invalid("%s: %v", c.Tag, err)
	}
	return data, nil
}

func (c *Catalog) entries() []byte {
	b := []byte{'['}
	for i := range c.Entries {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c.Entries[i].members.marshal()...)
	}
	return append(b, ']')
}

// Clone returns a copy that shares nothing with c, by way of Marshal: what
// cannot be written cannot be copied.
func (c *Catalog) Clone() (*Catalog, error) {
	data, err := c.Marshal()
	if err != nil {
		return nil, err
	}
	return Parse(data)
}

// Kind returns the kind; of an unknown one only the labels can be changed.
func (c *Catalog) Kind() Kind { return *c.of() }

func (c *Catalog) of() *Kind {
	if c.kind == nil {
		c.kind = kindOf(c.Tag)
	}
	return c.kind
}

// Entry returns the entry with that ID, unless it is deleted.
func (c *Catalog) Entry(id string) (*Entry, bool) {
	i := c.index(id)
	if i < 0 || c.Entries[i].deleted() {
		return nil, false
	}
	return &c.Entries[i], true
}

func (c *Catalog) index(id string) int {
	return slices.IndexFunc(c.Entries, func(e Entry) bool { return e.ID() == id })
}

// Live returns the entries without tombstones.
func (c *Catalog) Live() []Entry {
	var live []Entry
	for _, e := range c.Entries {
		if !e.deleted() {
			live = append(live, e)
		}
	}
	return live
}

func (e *Entry) deleted() bool { return e.members.get(memberDeleted) != nil }
