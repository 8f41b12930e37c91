package browser

import (
	"context"
	_ "embed"
	"encoding/json"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/person.js
var person string

// look asks what a person would see; what, name and within are explained in
// testdata/person.js.
type look struct {
	What   string `json:"what"`
	Name   string `json:"name,omitempty"`
	Within string `json:"within,omitempty"` // selector
}

// sight is the answer.
type sight struct {
	Text  string
	State string // ready, absent, hidden, disabled or covered by something
	X, Y  float64
	Value string
	Kind  string // of a field: INPUT, TEXTAREA or SELECT
}

// see evaluates in the page from outside: the page's policy is not concerned.
func (l look) see(ctx context.Context) (sight, error) {
	ask, err := json.Marshal(l)
	if err != nil {
		return sight{}, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[sight]("("+person+")("+string(ask)+")"))
}
