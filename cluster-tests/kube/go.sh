# Sourced: $go is the Go command, from the PATH or the place where its own archive is unpacked; empty where there is none.
go=$(command -v go) || go=/usr/local/go/bin/go
[ -x "$go" ] || go=''
