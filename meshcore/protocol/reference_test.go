package protocol

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// referenceFiles finds the transcripts of the original implementation.
func referenceFiles(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("MESH_REFERENCE")
	if dir == "" {
		root, err := filepath.Abs(".")
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "reference")
	}
	files, err := filepath.Glob(filepath.Join(dir, "transcript-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 && os.Getenv("CI") == "true" {
		t.Fatalf("no transcripts in %s", dir)
	}
	if len(files) == 0 {
		t.Skipf("no transcripts in %s; set MESH_REFERENCE", dir)
	}
	return files
}

// Every request of the published runs is known by its name; those that carry a
// document of the time are refused with the reason (protocol.md II.2).
func TestReferenceRequests(t *testing.T) {
	t.Parallel()
	carriers := map[string]bool{"CreateRequest": true, "PublishRequest": true, "ConnectStartRequest": true, "ConnectCompleteRequest": true}
	for _, file := range referenceFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			accepted, refused := 0, 0
			for _, m := range readTranscript(t, file) {
				tr, ok := transactionOf(m.Type)
				if !ok {
					continue
				}
				r, err := DecodeRequest([]byte(m.Text))
				if carriers[m.Type] {
					wantError(t, err, Invalid, "MeshResponse", errDialect.Error())
					// the same without line feeds in strings
					_, err = DecodeRequest([]byte(unfold(m.Text)))
					if !strings.Contains(m.Text, "OfflineEscrowEntry") { // it has no signature
						wantError(t, err, Invalid, tr.response, errDialect.Error())
					}
					refused++
					continue
				}
				if err != nil || r.Transaction() != tr.name {
					t.Errorf("%s: got %v, %v", m.Type, r, err)
				}
				accepted++
			}
			if accepted < 4 || refused < 3 {
				t.Errorf("the transcript holds %d acceptable and %d old requests only", accepted, refused)
			}
		})
	}
}

// unfold takes the line feeds out, which are insignificant between members.
func unfold(text string) string { return strings.ReplaceAll(text, "\n", "") }

type transcriptMessage struct{ Type, Text string }

func readTranscript(t *testing.T, file string) []transcriptMessage {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var transcript struct{ Messages []transcriptMessage }
	if err := json.Unmarshal(data, &transcript); err != nil {
		t.Fatal(err)
	}
	return transcript.Messages
}
