"""The load on a proxy, over connections that stay open; every request must be answered rightly, else the run fails."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import jdk
from .failure import Failure
from .paths import BENCHMARKS, TARGET
from .processes import program

SCRIPT = Path(__file__).with_name("wrk.lua")
JAVA_SOURCE = BENCHMARKS / "load" / "Load.java"
JAVA_CLASSES = TARGET / "load"
GRPC_PATH = "/greeter.Greeter/Greet"
STREAMS = 4  # of an HTTP/2 connection at once


@dataclass(frozen=True)
class Answered:
    """What one run of the load counted; `cpu_seconds` is what the load itself cost."""

    requests: int
    seconds: float
    p50_us: int
    p99_us: int
    p999_us: int
    cpu_seconds: float


class Load:
    """One shape's load on one peer."""

    def __init__(self, maker, name, headers, port, core, connections, directory):
        self._maker = maker
        self._name = name
        self._port = port
        self.core = core
        self._connections = connections
        self._headers = headers
        self.files = directory / f"{name}-{port}"
        Path(f"{self.files}.headers").write_text("\n".join("\t".join(f"{k}: {v}" for k, v in each.items()) for each in headers) + "\n")

    def run(self, seconds):
        """Asks for that long, then says what was answered."""
        command = self._maker.command(self.files, self._headers, self._port, self._connections, seconds)
        command = [program("taskset", "Debian's util-linux"), "-c", str(self.core), *command]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                process.kill()
                process.wait()
        counted = self._maker.read(output, self.files)
        if not counted:
            raise Failure(f"the load on {self._name} printed no result (expected: one):\n{output.strip()}")
        if counted["failed"] or counted["refused"] or not counted["requests"]:
            raise Failure(
                f"{self._name} under load: {counted['requests']} answered, {counted['refused']} of them not with 2xx, "
                f"{counted['failed']} failed (expected: all 2xx, none failed)\n{output.strip()[-2000:]}"
            )
        times = (counted[name] for name in ("p50", "p99", "p999"))
        return Answered(counted["requests"], counted["microseconds"] / 1e6, *times, usage.ru_utime + usage.ru_stime)


@dataclass(frozen=True)
class Wrk:
    """HTTP/1.1 by wrk, the next request as soon as one is answered."""

    method: str
    path: str = "/"
    body_bytes: int = 0

    def prepare(self):
        program("wrk", "Debian's wrk")

    def command(self, files, _, port, connections, seconds):
        command = [program("wrk", "Debian's wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT)]
        return [*command, f"http://127.0.0.1:{port}", "--", f"{files}.headers", self.method, self.path, str(self.body_bytes)]

    def read(self, output, _):
        return _fields(output)


@dataclass(frozen=True)
class H2load:
    """Unary gRPC calls by h2load, on HTTP/2 connections with prior knowledge; one call's headers."""

    def prepare(self):
        program("h2load", "Debian's nghttp2-client")

    def command(self, files, headers, port, connections, seconds):
        message = Path(f"{files}.message")
        message.write_bytes(grpc_message())
        Path(f"{files}.log").unlink(missing_ok=True)
        command = [program("h2load", "Debian's nghttp2-client"), "-t1", f"-c{max(1, connections // STREAMS)}", f"-m{STREAMS}"]
        command += [f"-D{seconds}", "--warm-up-time=0", f"--log-file={files}.log", f"--data={message}"]
        return [*command, *grpc_headers(headers[0]), f"http://127.0.0.1:{port}{GRPC_PATH}"]

    def read(self, output, files):
        done = re.search(r"requests: \d+ total, \d+ started, (\d+) done, \d+ succeeded, (\d+) failed, \d+ errored, \d+ timeout", output)
        took = re.search(r"finished in ([0-9.]+)(ms|s),", output)
        answered = re.search(r"status codes: (\d+) 2xx", output)
        if not (done and took and answered):
            return None
        log = Path(f"{files}.log")
        times = sorted(int(line.split("\t")[2]) for line in log.read_text().splitlines()) or [0]
        return {
            "requests": int(done[1]),
            "microseconds": float(took[1]) * (1e3 if took[2] == "ms" else 1e6),
            "failed": int(done[2]),
            "refused": int(done[1]) - int(answered[1]),
            **{name: times[int(share * (len(times) - 1))] for name, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))},
        }


def grpc_message():
    """64 bytes: a length-prefixed message (gRPC over HTTP/2, "Length-Prefixed-Message")."""
    return b"\0" + (59).to_bytes(4, "big") + b"m" * 59


def grpc_headers(headers):
    """Options of h2load and nghttp that make a gRPC call of these headers."""
    options = ["-H", ":method: POST", "-H", "content-type: application/grpc", "-H", "te: trailers"]
    for name, value in headers.items():
        options += ["-H", f"{':authority' if name == 'Host' else name}: {value}"]
    return options


class JavaLoad:
    """What Load.java does."""

    def prepare(self):
        compile_java()

    def read(self, output, _):
        return _fields(output)


class Chat(JavaLoad):
    """WebSocket messages, the next as soon as one is echoed."""

    def command(self, files, _, port, connections, seconds):
        return [*java("chat"), str(port), f"{files}.headers", str(connections), str(seconds)]


@dataclass(frozen=True)
class Rate(JavaLoad):
    """GETs at a fixed rate; a time counts from when the request was due."""

    per_second: int

    def command(self, files, _, port, connections, seconds):
        untimed = 1  # second
        return [*java("rate"), str(port), f"{files}.headers", str(connections), str(seconds + untimed), str(self.per_second)]


def compile_java():
    """Compiles Load.java."""
    JAVA_CLASSES.mkdir(parents=True, exist_ok=True)
    command = [f"{jdk.home()}/bin/javac", "-d", str(JAVA_CLASSES), str(JAVA_SOURCE)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{JAVA_SOURCE} does not compile (expected: to):\n{done.stdout.strip()}")


def java(mode):
    """Load.java in one of its modes."""
    return [f"{jdk.home()}/bin/java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", str(JAVA_CLASSES), "dev.offshoot.benchmarks.Load", mode]


def _fields(output):
    found = re.search(r"^result (.*)$", output, re.MULTILINE)
    return {name: int(value) for name, value in (part.split("=") for part in found[1].split())} if found else None
