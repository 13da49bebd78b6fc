"""One run: start everything, measure in turns, report, end everything."""

import shlex
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from . import arguments, findings, machine, measure, report, subjects, syscalls
from .failure import Failure
from .origin import Origin
from .paths import TARGET
from .peers.envoy import Envoy
from .peers.nginx import Nginx
from .peers.offshoot import Offshoot
from .peers.stock_gateway import StockGateway
from .processes import program, version

PEERS = [Nginx("nginx", 10), Envoy("envoy", 10), Offshoot("offshoot-10", 10), Offshoot("offshoot-2000", 2000, shares="offshoot-10")]
MORE_PEERS = [Envoy("envoy-2000", 2000), StockGateway("stock-gateway", 10)]


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
    cores = _cores(options)
    program("wrk", "Debian's wrk")
    for peer in peers:
        peer.prepare()
    samples, counts = _measured(options, peers, cores)
    return _report(options, samples, {peer.name: peer.version() for peer in peers}, counts, _facts(options, cores))


def _cores(options):
    proxy, load = machine.two_cores()
    return (
        proxy if options.proxy_core is None else options.proxy_core,
        load if options.load_core is None else options.load_core,
    )


def _measured(options, peers, cores):
    """The samples, and system calls per request by proxy where they are asked for."""
    TARGET.mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=TARGET))  # stays where the run fails: logs and configurations
    counts = {}
    with ExitStack() as stack:
        origin = Origin()
        origin_process = stack.enter_context(origin.start(cores[1], directory))
        all_subjects = []
        for peer in peers:
            all_subjects.append(subjects.start(stack, peer, origin, cores, directory, options, all_subjects, _say))
        if any(peer.warms_up for peer in peers):
            _say("a round that isn't counted:")
            measure.rounds(all_subjects, origin_process, 1, options.seconds, _say)
        _say(f"{options.rounds} rounds, {options.seconds} s for each proxy:")
        samples = measure.rounds(all_subjects, origin_process, options.rounds, options.seconds, _say)
        if options.syscalls:
            counts = {each.peer.name: syscalls.per_request(each, options.seconds) for each in all_subjects}
    shutil.rmtree(directory)
    return samples, counts


def _facts(options, cores):
    """What the figures depend on."""
    wrk = version(program("wrk", "Debian's wrk"), "-v").split(" [")[0]
    return [
        time.strftime("%Y-%m-%d") + ": " + machine.description(),
        f"GET 1 KiB over HTTP/1.1, {options.connections} connections kept open by {wrk}; proxies on core {cores[0]}, "
        f"load and origin on core {cores[1]}; {options.rounds} rounds, {options.seconds} s for each proxy, in turns",
        "command: `./benchmarks/run" + "".join(f" {shlex.quote(word)}" for word in sys.argv[1:]) + "`",
    ]


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
