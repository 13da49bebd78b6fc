# Sourced by the cluster's scripts, which set $run, the cluster's run directory: names made of it, and ways into the cluster.
# Every name that the whole machine shares comes from the run directory, so that clusters can stand side by side.
cgroup=offshoot-$(printf %s "$run" | sha256sum | cut -c1-8)

cgroup_hierarchies() { # version 1 has one per controller, version 2 only one
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    echo /sys/fs/cgroup
  else
    for processes in /sys/fs/cgroup/*/cgroup.procs; do dirname "$processes"; done
  fi
}

# Whether the process of $run/$1.pid still is the one that was started for this cluster: its command line names the run
# directory. A number alone may be another process's by now.
alive() {
  [ -r "$run/$1.pid" ] && grep -qsF -- "$run" "/proc/$(cat "$run/$1.pid")/cmdline"
}

# Runs a command inside the cluster's namespaces (network, processes, mounts).
in_node() {
  nsenter --target "$(cat "$run/init.pid")" --net --pid --mount --wd=/ -- "$@"
}
