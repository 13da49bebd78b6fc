package main

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// expectations are, for each context, the spaces that may answer, and from when on. The test widens them before it changes
// something and narrows them when the change is in force everywhere.
type expectations struct {
	lock  sync.RWMutex
	since map[string][]expectation
}

type expectation struct {
	from   time.Time
	spaces []string
}

// set takes effect now. spaces are separated by commas.
func (e *expectations) set(context, spaces string) {
	e.lock.Lock()
	defer e.lock.Unlock()
	if e.since == nil {
		e.since = map[string][]expectation{}
	}
	e.since[context] = append(e.since[context], expectation{time.Now(), strings.Split(spaces, ",")})
}

// allows is whether the space was right at some moment of a period.
func (e *expectations) allows(context, space string, begin, end time.Time) bool {
	e.lock.RLock()
	defer e.lock.RUnlock()
	all := e.since[context]
	for i, one := range all {
		ended := i+1 < len(all) && all[i+1].from.Before(begin)
		if !ended && !one.from.After(end) && slices.Contains(one.spaces, space) {
			return true
		}
	}
	return false
}
