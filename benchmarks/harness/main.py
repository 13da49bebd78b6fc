"""One run: start everything, measure in turns, report, end everything."""

import shlex
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from . import arguments, chart, findings, machine, measure, memory, report, subjects, syscalls
from .failure import Failure
from .origin import Origin
from .paths import TARGET
from .peers.envoy import Envoy
from .peers.haproxy import Haproxy
from .peers.nginx import Nginx
from .peers.offshoot import Intercepted, Offshoot
from .peers.stock_gateway import StockGateway
from .processes import program, version
from .shapes import SHAPES

NOT_GRPC = ("get", "post", "large", "websocket", "rate")  # the stock gateway has no setting for HTTP/2 without TLS to a service
PEERS = [
    Nginx("nginx", 10),
    Haproxy("haproxy", 10),
    Envoy("envoy", 10),
    Envoy("envoy-1000", 1000, shapes=("get",)),
    StockGateway("stock-gateway", 10, shapes=NOT_GRPC),
    Offshoot("offshoot", 10),
    Intercepted("offshoot-intercepted", 10, shares="offshoot", shapes=("get", "post", "large")),
    *(Offshoot(f"offshoot-{spaces}", spaces, shares="offshoot", shapes=("get",)) for spaces in (1, 100, 1000, 10000)),
    *(Offshoot(f"offshoot-depth-{depth}", 100, depth, "offshoot", ("get",)) for depth in (4, 16)),
]
MORE_PEERS = [Envoy("envoy-1", 1, shapes=("get",)), Envoy("envoy-100", 100, shapes=("get",)), Envoy("envoy-10000", 10000, shapes=("get",))]


def main():
    """The command; returns the exit code."""
    known = {peer.name: peer for peer in PEERS + MORE_PEERS}
    options = arguments.parse(list(known), [peer.name for peer in PEERS], [shape.name for shape in SHAPES])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended then, too
    try:
        return _run(options, [known[name] for name in options.only])
    except Failure as failure:
        print(f"benchmarks: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(options, peers):
    shapes = [shape for shape in SHAPES if shape.name in options.shapes]
    peers = [peer for peer in peers if any(peer.takes(shape) for shape in shapes)]
    cores = _cores(options)
    for each in [*peers, *(shape.load for shape in shapes)]:
        each.prepare()
    samples, counts, tables, said = _measured(options, peers, shapes, cores)
    versions = "; ".join(dict.fromkeys(peer.version() for peer in peers))
    return _report(options, shapes, samples, counts, tables, [*_facts(options, cores), versions], said)


def _cores(options):
    proxy, load = machine.two_cores()
    return (
        proxy if options.proxy_core is None else options.proxy_core,
        load if options.load_core is None else options.load_core,
    )


def _measured(options, peers, shapes, cores):
    """The samples; system calls per request by proxy and shape where they are asked for; further tables; what else was found."""
    TARGET.mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=TARGET))  # stays where the run fails: logs and configurations
    directory.chmod(0o755)  # nginx' workers read from there as another user
    counts, tables, said = {}, [], []
    with ExitStack() as stack:
        origin = Origin()
        origin.start(stack, cores[1], directory, [shape.name for shape in shapes])
        all_subjects = []
        for peer in peers:
            all_subjects += subjects.start(stack, peer, shapes, origin, cores, directory, options, all_subjects, _say)
        _say(f"{options.rounds} rounds, {options.seconds} s for each proxy and shape:")
        samples = measure.rounds(all_subjects, origin, options.rounds, options.seconds, _say)
        if options.syscalls:
            wanted = [each for each in all_subjects if each.peer.depth == 1 and each.peer.spaces == 10 and not each.shape.paced]
            counts = {(each.peer.name, each.shape.name): syscalls.per_request(each, options.seconds) for each in wanted}
        gets = {each.peer.name: each for each in all_subjects if each.shape.name == "get"}
        if options.idle and gets:
            _say(f"{options.idle} idle connections for each proxy:")
            alone = [each for each in gets.values() if each.peer.shares not in gets and each.peer.spaces == 10]
            tables.append(("Memory", memory.rows(alone, options.idle)))
        if "offshoot-1" in gets and "offshoot-10000" in gets:
            said.append(memory.spaces(gets["offshoot-1"], gets["offshoot-10000"]))
    shutil.rmtree(directory)
    return samples, counts, tables, said


def _facts(options, cores):
    """What the figures depend on."""
    wrk = version(program("wrk", "Debian's wrk"), "-v").split(" [")[0]
    return [
        time.strftime("%Y-%m-%d") + ": " + machine.description(),
        f"{options.connections} connections kept open by {wrk}, h2load or Load.java; proxies on core {cores[0]}, "
        f"load and origin on core {cores[1]}; {options.rounds} rounds, {options.seconds} s for each proxy and shape, in turns",
        "command: `./benchmarks/run" + "".join(f" {shlex.quote(word)}" for word in sys.argv[1:]) + "`",
    ]


def _report(options, shapes, samples, counts, tables, facts, said):
    tables = [(shape.title, report.rows(shape, samples, counts)) for shape in shapes] + tables
    said = report.statements(samples) + said
    csv = TARGET / time.strftime("samples-%Y%m%d-%H%M%S.csv")
    report.write_csv(csv, samples)
    print("\n".join(["", *facts]))
    for title, table in tables:
        print(f"\n{title}\n{report.text(table)}")
    print("\n".join(["", *said, f"samples: {csv}"]))
    if options.chart:
        options.chart.write_text(chart.svg(shapes, samples), encoding="utf-8")
    if options.markdown:
        report.write_markdown(options.markdown, facts, tables, said)
    return 1 if options.check and not all(ratio.kept for ratio in findings.ratios(samples)) else 0


def _say(text):
    print(text, file=sys.stderr, flush=True)
