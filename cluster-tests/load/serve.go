package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// serve answers every request, HTTP/1.1 or h2c, with three words: its space, its pod, and the address the request came from, so
// that the caller knows whether a gateway stood between. Without $SPACE its space is the address that was called, so that one
// process can stand for many pods. Told to stop it behaves as a careful application does: it is
// unready, answers on for a while, asks its callers to reconnect, and finishes what has begun.
func serve(args []string) {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	address := flags.String("address", ":8080", "where to listen")
	drain := flags.Duration("drain", 2*time.Second, "how long to accept after SIGTERM")
	flags.Parse(args)
	space, pod := os.Getenv("SPACE"), os.Getenv("POD")

	var stopping atomic.Bool
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(w http.ResponseWriter, r *http.Request) {
		if stopping.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		peer, _, _ := net.SplitHostPort(r.RemoteAddr)
		answering := space
		if answering == "" {
			called := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
			answering, _, _ = net.SplitHostPort(called.String())
		}
		fmt.Fprintf(w, "%s %s %s", answering, pod, peer)
	})
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Addr: *address, Handler: mux, Protocols: protocols}

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	done := make(chan struct{})
	go func() {
		<-signals
		stopping.Store(true)
		time.Sleep(*drain)
		server.Shutdown(context.Background())
		close(done)
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		fail(err)
	}
	<-done
}
