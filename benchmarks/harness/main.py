"""One run: start everything, prove that the answers are right, warm up, measure in turns, report, end everything."""

import shlex
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from . import arguments, findings, machine, measure, report, scenario, syscalls, verify
from .failure import Failure
from .load import Load
from .origin import Origin
from .paths import TARGET
from .peers.envoy import Envoy
from .peers.nginx import Nginx
from .peers.offshoot import Offshoot
from .peers.peer import Peer, Place
from .peers.stock_gateway import StockGateway
from .processes import Running, free_ports, program, version
from .warmup import warm_up

START_SECONDS = 90
PEERS = [Nginx("nginx", 10), Envoy("envoy", 10), Offshoot("offshoot-10", 10), Offshoot("offshoot-2000", 2000)]
MORE_PEERS = [Envoy("envoy-2000", 2000), StockGateway("stock-gateway", 10)]


@dataclass(frozen=True)
class Subject:
    """A running proxy with its load."""

    peer: Peer
    running: Running
    load: Load


def main():
    """The command; returns the exit code."""
    known = {peer.name: peer for peer in PEERS + MORE_PEERS}
    options = arguments.parse(list(known), [peer.name for peer in PEERS])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended then, too
    try:
        return _run(options, [known[name] for name in options.only])
    except Failure as failure:
        print(f"benchmarks: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(options, peers):
    missing = {name for limited in findings.LIMITED for name in limited} - {peer.name for peer in peers}
    if options.check and missing:
        raise Failure(f"--check without {', '.join(sorted(missing))} (expected: no --only that leaves one of them out)")
    proxy_core, load_core = machine.two_cores()
    proxy_core = proxy_core if options.proxy_core is None else options.proxy_core
    load_core = load_core if options.load_core is None else options.load_core
    wrk = program("wrk", "Debian's wrk")
    for peer in peers:
        peer.prepare()
    TARGET.mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=TARGET))  # stays where the run fails: logs and configurations
    with ExitStack() as stack:
        origin = Origin()
        running_origin = stack.enter_context(origin.start(load_core, directory))
        subjects = []
        for peer in peers:
            place = Place(free_ports(1)[0], proxy_core, directory, origin.ports, options.java_options)
            subjects.append(_start(stack, peer, place, load_core, options))
        _say(f"measuring: {options.rounds} rounds of {options.seconds} s for each proxy")
        if any(subject.peer.warms_up for subject in subjects):
            measure.rounds(subjects, running_origin, 1, options.seconds, lambda text: _say("settling  " + text))
        samples = measure.rounds(subjects, running_origin, options.rounds, options.seconds, _say)
        counts = {each.peer.name: syscalls.per_request(each, options.seconds) for each in subjects} if options.syscalls else {}
    shutil.rmtree(directory)
    facts = [
        time.strftime("%Y-%m-%d") + ": " + machine.description(),
        f"GET 1 KiB over HTTP/1.1, {options.connections} connections kept open by {version(wrk, '-v').split(' Copyright')[0]}; "
        f"proxy on core {proxy_core}, load and origin on core {load_core}; {options.rounds} rounds of {options.seconds} s, in turns",
        "command: `./benchmarks/run" + "".join(f" {shlex.quote(word)}" for word in sys.argv[1:]) + "`",
    ]
    return _report(options, samples, {peer.name: peer.version() for peer in peers}, counts, facts)


def _start(stack, peer, place, load_core, options):
    _say(f"starting {peer.name}")
    running = stack.enter_context(peer.start(place))
    verify.wait_until_up(peer, running, place.port, START_SECONDS)
    calls = scenario.overrides(peer.spaces)
    verify.check(peer, calls, place.port)
    load = Load(peer, calls, place.port, load_core, options.connections, place.directory)
    warm_up(peer, running, load, options.warmup, _say)
    return Subject(peer, running, load)


def _report(options, samples, versions, counts, facts):
    table, said = report.rows(samples, versions, counts), report.statements(samples)
    csv = TARGET / time.strftime("get-1k-http1-%Y%m%d-%H%M%S.csv")
    report.write_csv(csv, samples)
    print("\n".join(["", *facts, "", report.text(table), "", *said, f"samples: {csv}"]))
    if options.markdown:
        report.write_markdown(options.markdown, table, facts, said)
    return 1 if options.check and not all(ratio.kept for ratio in findings.ratios(samples)) else 0


def _say(text):
    print(text, file=sys.stderr, flush=True)
