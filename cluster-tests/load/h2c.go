package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// streaming sends requests as a gRPC channel does: streams of one HTTP/2 connection, which is kept for as long as it lives.
func (c *caller) streaming(space string, rate int) {
	var lock sync.Mutex
	var opened, dialled time.Time
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	client := &http.Client{Timeout: c.timeout, Transport: &http.Transport{
		Protocols: protocols,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			begin := time.Now()
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			lock.Lock()
			opened, dialled = begin, time.Now()
			lock.Unlock()
			return conn, err
		},
	}}
	pace := newPace(float64(rate))
	for {
		pace.wait()
		a := attempt{kind: "old-h2c", context: space, begin: time.Now()}
		request, _ := http.NewRequest(http.MethodGet, "http://"+c.target+"/", nil)
		request.Host = c.host
		if space != "" {
			request.Header.Set("x-offshoot-space", space)
		}
		response, err := client.Do(request)
		lock.Lock()
		a.opened, a.dialled = opened, dialled
		lock.Unlock()
		if err != nil {
			c.tally.failed(a, err)
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			c.tally.failed(a, err)
			continue
		}
		c.judge(a, response, string(body))
	}
}
