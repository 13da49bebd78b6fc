// Command load is both ends of the cluster tests' traffic, and both run as pods: `load serve` answers with who it is, `load
// call` calls a Service at a fixed rate on new and on kept connections and judges every single answer.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "serve":
			serve(os.Args[2:])
			return
		case "call":
			call(os.Args[2:])
			return
		}
	}
	fail(fmt.Errorf("usage: load serve|call [flags] (-h lists them)"))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
