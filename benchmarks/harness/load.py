"""The load: wrk asking the scenario's calls of one proxy, over connections that stay open."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .failure import Failure
from .processes import program

SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Answered:
    """What one run of the load counted; `cpu_seconds` is what the load itself cost."""

    requests: int
    seconds: float
    p50_us: int
    p99_us: int
    cpu_seconds: float


class Load:
    """The load on one peer. Every request must be answered with 2xx, else the run fails."""

    def __init__(self, peer, calls, port, core, connections, directory):
        self._name = peer.name
        self._requests = directory / f"{peer.name}.requests"
        lines = ("\t".join(f"{name}: {value}" for name, value in peer.headers(call).items()) for call in calls)
        self._requests.write_text("\n".join(lines) + "\n")
        self._target = f"http://127.0.0.1:{port}"
        self._core = core
        self._connections = connections

    def run(self, seconds):
        """Asks for that long, then says what was answered."""
        command = [program("taskset", "Debian's util-linux"), "-c", str(self._core), program("wrk", "Debian's wrk")]
        command += ["-t1", f"-c{self._connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT), self._target]
        process = subprocess.Popen(
            [*command, "--", str(self._requests)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                process.kill()
                process.wait()
        return self._read(output, usage.ru_utime + usage.ru_stime)

    def _read(self, output, cpu_seconds):
        found = re.search(r"^result (.*)$", output, re.MULTILINE)
        if not found:
            raise Failure(f"wrk on {self._name} printed no result (expected: one):\n{output.strip()}")
        fields = {name: int(value) for name, value in (part.split("=") for part in found[1].split())}
        if fields["failed"] or fields["refused"] or not fields["requests"]:
            raise Failure(
                f"{self._name} under load: {fields['requests']} answered, {fields['refused']} of them not with 2xx, "
                f"{fields['failed']} connections failed (expected: all 2xx, none failed)"
            )
        return Answered(fields["requests"], fields["microseconds"] / 1e6, fields["p50"], fields["p99"], cpu_seconds)
