"""The command line."""

import argparse
from pathlib import Path


def parse(names, defaults, shapes):
    """The options; `names` are the proxies that can be measured, `defaults` those that are, `shapes` those of requests."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/run",
        description="Measures what a request costs this gateway, beside its peers.",
        epilog="Exit codes: 0 measured, 1 --check found a limit exceeded, 2 nothing could be measured.",
    )
    parser.add_argument("--seconds", type=_positive, default=2, metavar="N", help="of load per sample (default: %(default)s)")
    parser.add_argument("--rounds", type=_positive, default=3, metavar="N", help="samples of each proxy in each shape (default: %(default)s)")
    parser.add_argument(
        "--warmup", type=_positive, default=10, metavar="N", help="CPU seconds a JVM gets at least per shape before it is measured (default: %(default)s)"
    )
    parser.add_argument("--connections", type=_positive, default=32, metavar="N", help="kept open (default: %(default)s)")
    parser.add_argument(
        "--only", type=_names(names), default=defaults, metavar="NAME,...", help=f"some of {', '.join(names)} (default: {','.join(defaults)})"
    )
    parser.add_argument("--shapes", type=_names(shapes), default=shapes, metavar="NAME,...", help=f"some of {', '.join(shapes)} (default: all)")
    parser.add_argument("--idle", type=int, default=6000, metavar="N", help="idle connections, for the memory they take; 0: don't (default: %(default)s)")
    parser.add_argument("--proxy-core", type=int, metavar="N", help="core of the proxies (default: the first)")
    parser.add_argument("--load-core", type=int, metavar="N", help="core of load and origin (default: another one)")
    parser.add_argument("--java-options", metavar="FLAGS", help="instead of the gateway's own, see README.md")
    parser.add_argument("--syscalls", action="store_true", help="also count system calls per request (perf or strace, root)")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="also draw the chart there, as SVG")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the table there")
    parser.add_argument("--check", action="store_true", help="exit 1 if a ratio exceeds its limit")
    return parser.parse_args()


def _positive(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} (expected: a number above 0)")
    return int(text)


def _names(names):
    def parse_names(text):
        wanted = text.split(",")
        for name in wanted:
            if name not in names:
                raise argparse.ArgumentTypeError(f"{name!r} (expected: some of {', '.join(names)})")
        return [name for name in names if name in wanted]

    return parse_names
