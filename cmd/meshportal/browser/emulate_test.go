package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// setting makes a tab's surroundings other than usual.
type setting = chromedp.Action[chromedp.Void]

// set applies settings to what follows in this tab.
func (p *tab) set(settings ...setting) {
	p.t.Helper()
	p.do("set", settings...)
}

// send is a protocol command as a setting.
func send[P, R any](command cdp.Command[P, R], params P) setting {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// prefers answers media queries: prefers("prefers-color-scheme", "dark").
func prefers(pairs ...string) setting {
	params := emulation.SetEmulatedMediaParams{}
	for i := 0; i < len(pairs); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	return send(emulation.SetEmulatedMedia, params)
}

var (
	dark    = prefers("prefers-color-scheme", "dark")
	unmoved = prefers("prefers-reduced-motion", "reduce")
)

// wide is a window of a desk, narrow that of a phone; zoomed is 1280 pixels at
// 400 %, which is what WCAG 1.4.10 asks for.
var (
	wide   = chromedp.EmulateViewport(1280, 900)
	narrow = chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch)
	zoomed = chromedp.EmulateViewport(320, 256, chromedp.EmulateScale(4))
)

// withoutScripts is a browser whose JavaScript is off.
var withoutScripts = send(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})

// withoutEvents is a browser that has no event streams.
var withoutEvents = onNewDocument("delete window.EventSource")

// offline says to the page that there is no network, and online that there is
// again. The page's own requests fail; for those of its worker cut the portal
// off as well (evil.unplug).
var (
	offline = connected(false)
	online  = connected(true)
)

// conditions says it as older browsers expect it, once for all rules, and as
// newer ones do, in each rule.
type conditions struct {
	Offline bool                  `json:"offline"`
	Matched []*network.Conditions `json:"matchedNetworkConditions"`
}

var emulateConditions = cdp.Command[conditions, cdp.Empty]{Method: network.CommandEmulateNetworkConditionsByRule}

func connected(yes bool) setting {
	all := conditions{!yes, []*network.Conditions{{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1}}}
	state := network.OverrideNetworkStateParams{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1}
	return chromedp.Steps(send(emulateConditions, all), send(network.OverrideNetworkState, state))
}
