package catalog

import (
	"slices"
	"testing"

	"meshportal/meshcore"
)

func TestKinds(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"credentials": "CredentialProfile", "bookmarks": "BookmarkProfile", "contacts": "ContactProfile", "network": "NetworkProfile",
		"mail": "MailProfile", "ssh": "SSHProfile", "notes": "NoteProfile",
	}
	for _, k := range Kinds() {
		if want[k.Name] != k.Tag {
			t.Errorf("%s has the tag %s, want %s", k.Name, k.Tag, want[k.Name])
		}
		delete(want, k.Name)
		if err := meshcore.CheckApplicationTag(k.Tag); err != nil {
			t.Error(err)
		}
		if tagged, ok := KindTagged(k.Tag); !ok || tagged.Name != k.Name {
			t.Errorf("KindTagged(%s) = %v, %v", k.Tag, tagged.Name, ok)
		}
		if !slices.Contains(k.FieldNames(), "Label") || k.title == nil || k.Label == "" {
			t.Errorf("%s lacks labels, a title or a name for people", k.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if _, ok := KindNamed("diary"); ok {
		t.Error("KindNamed knows diary")
	}
}
