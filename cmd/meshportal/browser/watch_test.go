package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// reportViolations runs in every page: what its policy forbids is told, with
// the line that tried.
const reportViolations = `addEventListener("securitypolicyviolation", (v) =>
	console.error(["policy", v.effectiveDirective, v.blockedURI, v.sourceFile + ":" + v.lineNumber, v.sample].join(" ")), true)`

// watch collects what a page must not do. The test fails at its end if there
// is anything that it did not expect.
type watch struct {
	t        *testing.T
	mu       sync.Mutex
	seen     []string
	expected []*regexp.Regexp
	requests map[network.RequestID]string // URL by request
	inside   bool                         // workers are followed; see workers
}

func newWatch(t *testing.T) *watch {
	w := &watch{t: t, requests: map[network.RequestID]string{}}
	t.Cleanup(w.end)
	return w
}

// expect takes what matches for granted.
func (w *watch) expect(pattern string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, regexp.MustCompile(pattern))
}

// unexpected lists what was seen so far and not expected.
func (w *watch) unexpected() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
next:
	for _, line := range w.seen {
		for _, pattern := range w.expected {
			if pattern.MatchString(line) {
				continue next
			}
		}
		all = append(all, line)
	}
	return all
}

// lacks says that nothing noted so far contains a text; "" if something does.
func (w *watch) lacks(text string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if all := strings.Join(w.seen, "\n"); !strings.Contains(all, text) {
		return "it is not among\n" + all
	}
	return ""
}

func (w *watch) end() {
	if all := w.unexpected(); len(all) > 0 {
		w.t.Errorf("the console is not empty:\n%s", strings.Join(all, "\n"))
	}
}

func (w *watch) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, fmt.Sprintf(format, args...))
}

// listen is called for every event of a tab or worker, in their order.
func (w *watch) listen(ev any) {
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			w.note("console.%s: %s", ev.Type, said(ev.Args))
		}
	case *runtime.EventExceptionThrown:
		w.note("exception: %s", thrown(ev.ExceptionDetails))
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			w.note("%s %s: %s %s", ev.Entry.Source, ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
		}
	case *audits.EventIssueAdded:
		if what := issue(ev.Issue); what != skipped {
			w.note("issue %s", what)
		}
	case *page.EventJavascriptDialogOpening:
		w.note("dialog %s: %s", ev.Type, ev.Message)
	case *network.EventRequestWillBeSent:
		w.sent(ev)
	case *network.EventLoadingFailed:
		w.failed(ev)
	}
}

func (w *watch) sent(ev *network.EventRequestWillBeSent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests[ev.RequestID] = ev.Request.Method + " " + ev.Request.URL
}

// asked lists the requests of the browser, method and URL.
func (w *watch) asked() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Values(w.requests))
}

// failed notes a request that ended without an answer; one that the page
// itself gave up, for instance because it was left, is none.
func (w *watch) failed(ev *network.EventLoadingFailed) {
	if ev.Canceled || ev.ErrorText == "net::ERR_ABORTED" {
		return
	}
	w.mu.Lock()
	request := w.requests[ev.RequestID]
	w.mu.Unlock()
	w.note("request failed: %s %s %s", request, ev.ErrorText, ev.BlockedReason)
}

func said(args []*runtime.RemoteObject) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = arg.Description
		if words[i] == "" && json.Unmarshal(arg.Value, &words[i]) != nil {
			words[i] = string(arg.Value)
		}
	}
	return strings.Join(words, " ")
}

func thrown(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Text + " " + details.Exception.Description
	}
	return details.Text
}

// skipped is said of a page that led on by itself, for instance to an alarm:
// the way back passes it by.
const skipped = "NavigationEntryMarkedSkippable: "

func issue(i *audits.InspectorIssue) string {
	if d := i.Details; d != nil && d.ContentSecurityPolicyIssueDetails != nil {
		c := d.ContentSecurityPolicyIssueDetails
		return fmt.Sprintf("%s: %s blocked %s", c.ContentSecurityPolicyViolationType, c.ViolatedDirective, c.BlockedURL)
	}
	if d := i.Details; d != nil && d.GenericIssueDetails != nil {
		return fmt.Sprintf("%s: %s", d.GenericIssueDetails.ErrorType, d.GenericIssueDetails.ViolatingNodeAttribute)
	}
	return string(i.Code)
}

// enable turns on the domains whose events listen reads.
func (w *watch) enable(ctx context.Context, t *chromedp.Target) error {
	if _, err := cdp.Call(ctx, t, audits.Enable, cdp.Empty{}); err != nil {
		return err
	}
	if _, err := cdp.Call(ctx, t, log.Enable, cdp.Empty{}); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
	return err
}

// workers follows the workers that a tab starts, whose consoles are their own,
// where a test wants it: a worker that is attached to while its page is left can
// hang, with whatever it holds.
func (w *watch) workers(tab context.Context) func(ev any) {
	return func(ev any) {
		started, ok := ev.(*target.EventAttachedToTarget)
		if !ok || !w.inside || started.TargetInfo.Type != "worker" {
			return
		}
		go func() {
			ctx, _ := chromedp.NewContext(tab, chromedp.WithTargetID(started.TargetInfo.TargetID), chromedp.WithDetachOnCancel(), chromedp.WithListener(w.listen))
			chromedp.Do(ctx) // a worker that has ended already says nothing more
		}()
	}
}
