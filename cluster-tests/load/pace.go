package main

import "time"

// behind is how far a pace may fall behind and still make up for it. A ticker would lose what a busy machine or a slow answer
// delays, and so the rate.
const behind = time.Second

// pace says when the next request is due. It is of one goroutine.
type pace struct {
	interval time.Duration
	due      time.Time
}

func newPace(rate float64) *pace {
	return &pace{time.Duration(float64(time.Second) / rate), time.Now()}
}

// wait returns when the next request is due, at once where it has been due.
func (p *pace) wait() {
	p.due = p.due.Add(p.interval)
	if late := time.Since(p.due); late > behind {
		p.due = p.due.Add(late - behind)
	}
	time.Sleep(time.Until(p.due))
}
