package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// caller sends requests and judges their answers.
type caller struct {
	target, host, own, address string
	contexts                   []string
	expect                     *expectations
	tally                      *tally
	timeout                    time.Duration
}

// call sends fresh and kept requests at their rates until it is ended; no request is ever sent twice. Through -control a test
// says which spaces may answer (POST /expect?context=&spaces=) and asks for the totals (GET /totals).
func call(args []string) {
	flags := flag.NewFlagSet("call", flag.ExitOnError)
	target := flags.String("target", "", "address and port called, a ClusterIP's")
	host := flags.String("host", "", "Host header")
	own := flags.String("own", "", "the space whose pods the Service selects")
	contexts := flags.String("contexts", "", "route contexts by turns, separated by commas; an empty one is none")
	fresh := flags.Int("fresh", 200, "requests a second, each on a connection of its own")
	kept := flags.Int("kept", 200, "requests a second on kept connections")
	connections := flags.Int("connections", 20, "how many connections are kept")
	reuse := flags.Int("reuse", 100, "requests after which a kept connection is replaced")
	old := flags.Int("old", 0, "requests a second on one HTTP/1.1 and on one h2c connection that are never replaced")
	timeout := flags.Duration("timeout", 30*time.Second, "of a request")
	control := flags.String("control", ":9090", "where the test asks")
	flags.Parse(args)

	c := &caller{target: *target, host: *host, own: *own, address: os.Getenv("POD_IP"),
		contexts: strings.Split(*contexts, ","), expect: &expectations{}, tally: newTally(), timeout: *timeout}
	for _, context := range c.contexts {
		c.expect.set(context, *own)
	}
	go func() {
		c.untilServed()
		c.tally.begin()
		go c.freshly(*fresh)
		for i := range *connections {
			go c.keeping("kept", c.contexts[i%len(c.contexts)], float64(*kept)/float64(*connections), *reuse)
		}
		if *old > 0 {
			for _, context := range c.contexts {
				go c.keeping("old", context, float64(*old), 0)
				go c.streaming(context, *old)
			}
		}
	}()
	http.HandleFunc("POST /expect", func(w http.ResponseWriter, r *http.Request) {
		c.expect.set(r.FormValue("context"), r.FormValue("spaces"))
	})
	http.HandleFunc("GET /totals", c.tally.report)
	fail(http.ListenAndServe(*control, nil))
}

// untilServed waits for the target's first answer: a Service that was created a moment ago refuses connections until the node's
// kube-proxy knows of its endpoints, and nobody but Kubernetes would be to blame.
func (c *caller) untilServed() {
	for client := (&http.Client{Timeout: time.Second}); ; time.Sleep(20 * time.Millisecond) {
		response, err := client.Get("http://" + c.target)
		if err == nil {
			response.Body.Close()
			return
		}
	}
}

// freshly begins requests at their rate, as long as no more than a second's worth are under way: more would only keep a machine
// busy that is behind.
func (c *caller) freshly(rate int) {
	if rate == 0 {
		return
	}
	pace := newPace(float64(rate))
	underWay := make(chan struct{}, rate)
	for i := 0; ; i++ {
		pace.wait()
		underWay <- struct{}{}
		go func() {
			defer func() { <-underWay }()
			conn := c.dial("fresh", c.contexts[i%len(c.contexts)])
			if conn != nil {
				conn.ask(true)
				conn.Close()
			}
		}()
	}
}

// keeping sends on one connection after another.
//
// reuse is how many requests a connection carries; 0 for as many as it lives.
func (c *caller) keeping(kind, context string, rate float64, reuse int) {
	if rate == 0 {
		return
	}
	pace := newPace(rate)
	var conn *connection
	for {
		pace.wait()
		if conn != nil && conn.endedByPeer() {
			conn.Close()
			conn = nil
		}
		if conn == nil {
			conn = c.dial(kind, context)
		}
		if conn == nil {
			continue
		}
		last := reuse > 0 && conn.carried+1 == reuse
		if !conn.ask(last) || last {
			conn.Close()
			conn = nil
		}
	}
}

// connection is an HTTP/1.1 connection by which requests go one after the other.
type connection struct {
	net.Conn
	c               *caller
	reader          *bufio.Reader
	kind, context   string
	opened, dialled time.Time
	carried         int
}

// dial is nil where it failed, which is counted.
func (c *caller) dial(kind, context string) *connection {
	opened := time.Now()
	conn, err := net.DialTimeout("tcp", c.target, c.timeout)
	if err != nil {
		c.tally.failed(attempt{kind: kind, context: context, opened: opened, begin: opened}, err)
		return nil
	}
	return &connection{conn, c, bufio.NewReader(conn), kind, context, opened, time.Now(), 0}
}

// ask sends one request and judges its answer. It is whether the connection can carry another.
func (conn *connection) ask(last bool) bool {
	begin := time.Now()
	if conn.carried == 0 {
		begin = conn.opened
	}
	a := attempt{conn.kind, conn.context, conn.opened, conn.dialled, begin, conn.carried}
	conn.carried++
	conn.SetDeadline(time.Now().Add(conn.c.timeout))
	request := "GET / HTTP/1.1\r\nHost: " + conn.c.host + "\r\n"
	if conn.context != "" {
		request += "x-offshoot-space: " + conn.context + "\r\n"
	}
	if last {
		request += "Connection: close\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		conn.c.tally.failed(a, err)
		return false
	}
	response, err := http.ReadResponse(conn.reader, nil)
	if err != nil {
		conn.c.tally.failed(a, err)
		return false
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		conn.c.tally.failed(a, err)
		return false
	}
	conn.c.judge(a, response, string(body))
	return !response.Close
}

// judge holds the answer against what may answer. Through a gateway that is asked of the request's time; without one, of the
// time when the connection was made, since from then on it leads to that pod.
func (c *caller) judge(a attempt, response *http.Response, body string) {
	words := strings.Fields(body)
	if response.StatusCode != http.StatusOK || len(words) != 3 {
		c.tally.failed(a, fmt.Errorf("%s %q %q", response.Status, response.Header.Get("x-offshoot-error"), body))
		return
	}
	space, pod, peer := words[0], words[1], words[2]
	way, right := "gateway", c.expect.allows(a.context, space, a.begin, time.Now())
	if peer == c.address {
		way, right = "direct", space == c.own && c.expect.allows(a.context, space, a.opened, a.dialled)
	}
	if right {
		c.tally.good(a, way, space)
	} else {
		c.tally.misrouted(a, way, space, pod)
	}
}

// endedByPeer is whether the peer has ended the connection while it was idle, which is its right.
func (conn *connection) endedByPeer() bool {
	raw, err := conn.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return true
	}
	ended := false
	raw.Read(func(fd uintptr) bool {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		ended = n == 0 && err == nil || err != nil && !errors.Is(err, syscall.EAGAIN)
		return true
	})
	return ended
}
