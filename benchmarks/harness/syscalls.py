"""System calls per request, counted apart from the measurement, since counting slows a proxy down."""

import re
import shutil
import signal
import subprocess

from .failure import Failure
from .processes import program


def per_request(subject, seconds):
    """System calls of the proxy per request, by perf, which disturbs least, else by strace."""
    subject.enter()
    counter = _perf if shutil.which("perf") else _strace
    pids = ",".join(str(pid) for pid in subject.running.pids())
    process = subprocess.Popen(counter(pids), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        answered = subject.load.run(seconds)
    finally:
        process.send_signal(signal.SIGINT)  # both print their counts on it
        output = process.communicate()[0]
    return _total(output) / answered.requests


def _perf(pids):
    return ["perf", "stat", "-x", ";", "-e", "raw_syscalls:sys_enter", "-p", pids]


def _strace(pids):
    command = [program("strace", "Debian's strace or linux-perf"), "-c", "-f"]
    for pid in pids.split(","):
        command += ["-p", pid]
    return command


def _total(output):
    found = re.search(r"^(\d+);.*raw_syscalls", output, re.MULTILINE) or re.search(
        r"^100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total$", output, re.MULTILINE
    )
    if not found:
        raise Failure(f"no count of system calls (expected: one; it needs root or perf_event_paranoid < 0):\n{output.strip()}")
    return int(found[1])
