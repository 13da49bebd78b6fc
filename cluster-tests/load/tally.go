package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// tally counts what became of requests. Every fault is also a line on standard output.
type tally struct {
	lock   sync.Mutex
	began  time.Time
	totals map[string]*total
	faults []string
}

// total is of one kind of request.
type total struct {
	Sent      int            `json:"sent"`
	Failed    int            `json:"failed"`
	Misrouted int            `json:"misrouted"`
	SlowestMs int64          `json:"slowestMillis"`
	Answers   map[string]int `json:"answers"` // by context, way and answering space
}

// faultsKept bounds the memory; standard output has all.
const faultsKept = 500

// attempt is one request: when it began, and, for a direct answer, when its connection was opened.
type attempt struct {
	kind, context   string
	opened, dialled time.Time // the connection's
	begin           time.Time
	reused          int // requests that the connection carried before
}

func newTally() *tally {
	return &tally{began: time.Now(), totals: map[string]*total{}}
}

// begin is when the first request is sent.
func (t *tally) begin() {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.began = time.Now()
}

func (t *tally) count(a attempt, change func(*total)) {
	t.lock.Lock()
	defer t.lock.Unlock()
	one := t.totals[a.kind]
	if one == nil {
		one = &total{Answers: map[string]int{}}
		t.totals[a.kind] = one
	}
	one.Sent++
	one.SlowestMs = max(one.SlowestMs, time.Since(a.begin).Milliseconds())
	change(one)
}

func (t *tally) good(a attempt, way, space string) {
	t.count(a, func(one *total) { one.Answers[answerKey(a, way, space)]++ })
}

func (t *tally) failed(a attempt, reason error) {
	t.count(a, func(one *total) { one.Failed++ })
	t.fault(a, fmt.Sprintf("FAILED %v", reason))
}

func (t *tally) misrouted(a attempt, way, space, pod string) {
	t.count(a, func(one *total) {
		one.Misrouted++
		one.Answers[answerKey(a, way, space)]++
	})
	t.fault(a, fmt.Sprintf("MISROUTED to %s (%s) %s", space, pod, way))
}

func answerKey(a attempt, way, space string) string {
	return fmt.Sprintf("%s %s %s", contextName(a.context), way, space)
}

func contextName(context string) string {
	if context == "" {
		return "-"
	}
	return context
}

func (t *tally) fault(a attempt, what string) {
	line := fmt.Sprintf("%s %s context %s %s; begun %d ms ago, request %d of a connection opened %d ms before",
		time.Now().UTC().Format("15:04:05.000"), a.kind, contextName(a.context), what,
		time.Since(a.begin).Milliseconds(), a.reused+1, a.begin.Sub(a.opened).Milliseconds())
	fmt.Println(line)
	t.lock.Lock()
	defer t.lock.Unlock()
	if len(t.faults) < faultsKept {
		t.faults = append(t.faults, line)
	}
}

// report answers with all totals so far and the first faults.
func (t *tally) report(w http.ResponseWriter, r *http.Request) {
	t.lock.Lock()
	defer t.lock.Unlock()
	json.NewEncoder(w).Encode(struct {
		Millis int64             `json:"millis"`
		Totals map[string]*total `json:"totals"`
		Faults []string          `json:"faults"`
	}{time.Since(t.began).Milliseconds(), t.totals, t.faults})
}
