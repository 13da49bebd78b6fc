module offshoot.dev/cluster-tests/load

go 1.25
