"""The machine: its cores, and how busy others keep it."""

import os
import platform
from pathlib import Path

from .failure import Failure

TICKS = os.sysconf("SC_CLK_TCK")


def two_cores():
    """Two cores for (proxy, load) that this process may use and that, where there is a choice, share no hardware core."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise Failure(f"{len(allowed)} CPU core may be used (expected: 2, one for the proxy, one for the load)")
    proxy = allowed[0]
    siblings = _siblings(proxy)
    return proxy, next((core for core in allowed[1:] if core not in siblings), allowed[1])


def busy_seconds():
    """CPU seconds that all cores together have spent on anything but idling, since boot."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(value) for value in fields[:8])
    return (user + nice + system + irq + softirq + steal) / TICKS


def description():
    """The processor, its cores and the kernel, in one line."""
    models = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith(("model name", "Model"))
    ]
    return f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"


def _siblings(core):
    text = Path(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list")
    if not text.exists():
        return {core}
    cores = set()
    for part in text.read_text().strip().split(","):
        first, _, last = part.partition("-")
        cores.update(range(int(first), int(last or first) + 1))
    return cores
