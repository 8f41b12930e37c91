package main

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// measured counts and times what passes through handler.
func measured(handler http.Handler) (http.Handler, *prometheus.Registry) {
	registry := prometheus.NewRegistry()
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "meshportal_requests_total", Help: "Requests by method and status.",
	}, []string{"method", "code"})
	durations := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "meshportal_request_seconds", Help: "Time to answer, by method.", Buckets: prometheus.DefBuckets,
	}, []string{"method"})
	registry.MustRegister(requests, durations, collectors.NewGoCollector())
	return promhttp.InstrumentHandlerCounter(requests, promhttp.InstrumentHandlerDuration(durations, handler)), registry
}

// serveMetrics serves the measurements, and profiles of the running process, on
// an address of their own, which is private.
func serveMetrics(address string, registry *prometheus.Registry, logger *slog.Logger) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("metrics stopped", "cause", err)
		}
	}()
	return func() { server.Close() }, nil
}
