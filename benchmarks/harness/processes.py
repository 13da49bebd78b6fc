"""Processes that this run starts, measures and ends; no other process is ever touched."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from .failure import Failure
from .machine import TICKS


def program(name, package):
    """The path of an installed program; `package` says what brings it."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise Failure(f"{name} is missing: install {package}")
    return found


def version(*command):
    """The first line that a program prints about itself."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.strip().split("\n")[0]


def free_ports(count):
    """Loopback ports that nobody listens on, each another one."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Running:
    """A server process pinned to one core, with its children; what it prints goes to a log file. Use in a `with`."""

    def __init__(self, name, core, command, directory, environment=None):
        self.name = name
        self.log = Path(directory) / f"{name}.log"
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                [program("taskset", "Debian's util-linux"), "-c", str(core), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env={**os.environ, **(environment or {})},
                start_new_session=True,  # Ctrl-C reaches this run, which then ends its servers in order
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def expect_alive(self):
        """Fails, with the end of the log, if the process has ended."""
        code = self._process.poll()
        if code is not None:
            lines = self.log.read_text(errors="replace").strip().splitlines()[-8:]
            raise Failure(f"{self.name} ended with code {code} (expected: to run); its log {self.log} ends:\n" + "\n".join(lines))

    def cpu_seconds(self):
        """User and system time of the process and its descendants, also of those that have ended and were waited for."""
        self.expect_alive()
        return sum(_cpu_seconds(pid) for pid in self.pids())

    def pids(self):
        """The process and its live descendants."""
        children = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                stat = _stat(entry)
                if stat:
                    children.setdefault(int(stat[1]), []).append(int(entry))
        found, todo = [], [self._process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += children.get(pid, [])
        return found


def _cpu_seconds(pid):
    stat = _stat(pid)
    return sum(int(value) for value in stat[11:15]) / TICKS if stat else 0


def _stat(pid):
    """The fields of /proc/PID/stat from the state on (proc(5): field 3), or nothing if the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
