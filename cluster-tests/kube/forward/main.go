// Command forward listens on a loopback port of the namespace it is started in and relays each connection to an address
// inside another network namespace, so that programs outside a test cluster reach its API server and nobody else does.
//
//	forward PORT_FILE NETNS_FILE ADDRESS
//
// The port is chosen by the system and written to PORT_FILE. It ends when NETNS_FILE, which belongs to the cluster's first
// process, is gone.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: forward PORT_FILE NETNS_FILE ADDRESS"))
	}
	portFile, namespace, address := os.Args[1], os.Args[2], os.Args[3]
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	if err := announce(portFile, listener.Addr().(*net.TCPAddr).Port); err != nil {
		fail(err)
	}
	go endWith(namespace)
	for {
		near, err := listener.Accept()
		if err != nil {
			fail(err)
		}
		go relay(near.(*net.TCPConn), namespace, address)
	}
}

// announce writes the port so that a reader never sees half of it.
func announce(portFile string, port int) error {
	part := portFile + ".part"
	if err := os.WriteFile(part, fmt.Appendln(nil, port), 0o644); err != nil {
		return err
	}
	return os.Rename(part, portFile)
}

func endWith(namespace string) {
	for {
		time.Sleep(500 * time.Millisecond)
		if _, err := os.Stat(namespace); err != nil {
			os.Exit(0)
		}
	}
}

func relay(near *net.TCPConn, namespace, address string) {
	defer near.Close()
	far, err := dial(namespace, address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer far.Close()
	back := make(chan struct{})
	go func() {
		pipe(near, far)
		close(back)
	}()
	pipe(far, near)
	<-back
}

func pipe(to, from *net.TCPConn) {
	io.Copy(to, from)
	to.CloseWrite()
}

// dial makes the socket on a thread that has entered the namespace. The thread is never unlocked, so it ends with the
// goroutine and no other code runs in there.
func dial(namespace, address string) (*net.TCPConn, error) {
	type result struct {
		conn net.Conn
		err  error
	}
	dialled := make(chan result, 1)
	go func() {
		runtime.LockOSThread()
		if err := enter(namespace); err != nil {
			dialled <- result{nil, fmt.Errorf("%s: %w (expected: the network namespace of a running cluster)", namespace, err)}
			return
		}
		conn, err := net.DialTimeout("tcp", address, 3*time.Second)
		dialled <- result{conn, err}
	}()
	r := <-dialled
	if r.err != nil {
		return nil, r.err
	}
	return r.conn.(*net.TCPConn), nil
}

func enter(namespace string) error {
	file, err := os.Open(namespace)
	if err != nil {
		return err
	}
	defer file.Close()
	return unix.Setns(int(file.Fd()), unix.CLONE_NEWNET)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
