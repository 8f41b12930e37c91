package handlers

import (
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"
)

// BenchmarkPages measures the server's time for each page of a profile with 20
// devices, and its bytes as sent: p99 ≤ 5 ms and ≤ 30 kB are the bars
// (security.md §8).
func BenchmarkPages(b *testing.B) {
	p := newPeople(b)
	a := p.alice()
	for i := range 19 {
		a.join("device "+strconv.Itoa(i), editor)
	}
	for i := range 5 {
		_, err := p.browser().Connect(b.Context(), alice, "asks "+strconv.Itoa(i), nil)
		p.check(err)
	}
	for _, path := range []string{"/", "/home", "/devices", "/profile", "/sessions", "/help/security"} {
		b.Run(path, func(b *testing.B) { measure(b, a, path) })
	}
}

func measure(b *testing.B, a *browser, path string) {
	var took []time.Duration
	size := 0
	for b.Loop() {
		r := a.request("GET", path, "text/html", "", "Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		start := time.Now()
		a.p.door.ServeHTTP(w, r)
		took = append(took, time.Since(start))
		size = w.Body.Len()
		if w.Code != 200 {
			b.Fatalf("%s: %d", path, w.Code)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(size)/1000, "kB")
}
