"""The memory of proxies: at rest, with idle connections, and this gateway's live heap with few and many spaces."""

import re
import subprocess
from pathlib import Path

from . import jdk
from .failure import Failure
from .load import compile_java, java
from .processes import program


def resident(running):
    """Resident bytes of a proxy's processes; what they share counts for each."""
    return sum(_resident(pid) for pid in running.pids())


def with_idle(subject, count):
    """Resident bytes before and with that many idle connections, each of which has been answered once."""
    before = resident(subject.running)
    headers = Path(f"{subject.load.files}.headers")
    compile_java()
    command = [program("taskset", "Debian's util-linux"), "-c", str(subject.load.core), *java("idle")]
    command += [str(subject.peer.port(subject.place, subject.shape)), str(headers), str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = process.stdout.readline().strip()
        if said != "open":
            raise Failure(f"{subject.peer.name}, {count} idle connections: {said} (expected: all are answered; `ulimit -n` must allow them)")
        return before, resident(subject.running)
    finally:
        process.stdin.close()
        process.wait(30)


def live_heap(subject):
    """Bytes of reachable objects in this gateway's heap."""
    subject.enter()
    java_pid = subject.running.pids()[0]
    done = subprocess.run(
        [f"{jdk.home()}/bin/jcmd", str(java_pid), "GC.class_histogram"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    found = re.search(r"^Total\s+\d+\s+(\d+)\s*$", done.stdout, re.MULTILINE)
    if not found:
        raise Failure(f"no heap histogram (expected: one):\n{done.stdout[-500:]}")
    return int(found[1])


def rows(subjects, count):
    """A head and a row per proxy that takes GETs over connections of its own."""
    table = [["proxy", "resident MiB", f"with {count:,} idle connections", "KiB each"]]
    for subject in subjects:
        before, after = with_idle(subject, count)
        each = (after - before) / 1024 / count
        table.append([subject.peer.name, f"{before / 2**20:.0f}", f"{after / 2**20:.0f}", f"{each:.1f}"])
    return table


def spaces(few, many):
    """What a space takes of this gateway's heap, as a sentence."""
    least, most = live_heap(few), live_heap(many)
    more = many.peer.spaces - few.peer.spaces
    return (
        f"live heap: {least / 2**20:.0f} MiB with {few.peer.spaces:,} spaces, {most / 2**20:.0f} MiB with {many.peer.spaces:,}: "
        f"{(most - least) / 1024 / more:.1f} KiB for a space with one Service"
    )


def _resident(pid):
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    except (FileNotFoundError, ProcessLookupError):
        return 0
