"""The findings as tables, as Markdown for the documentation, and the samples as CSV."""

import csv
from statistics import median

from . import findings
from .failure import Failure

BEGIN = "<!-- written by ./benchmarks/run: begin -->"
END = "<!-- written by ./benchmarks/run: end -->"
QUIET = 0.05  # cores


def rows(shape, samples, syscalls):
    """One shape's table: a head and a row per proxy, cheapest first."""
    peers = findings.by_peer(samples, shape.name)
    costs = {name: findings.cost(own) for name, own in peers.items()}
    counted = any((name, shape.name) in syscalls for name in peers)
    head = ["proxy", "spaces", "depth", "CPU µs/request (min–max)", "× nginx", "× Envoy", "requests/s", "core busy", "p50 µs", "p99 µs", "p99.9 µs"]
    table = [head + ["system calls/request"] if counted else head]
    for name in sorted(peers, key=lambda each: costs[each].median):
        own = peers[name]
        row = [name, f"{own[0].spaces:,}", str(own[0].depth), costs[name].text(1)]
        row += [_times(costs, name, "nginx"), _times(costs, name, "envoy")]
        row += [f"{median(each.per_second for each in own):,.0f}", f"{median(each.busy for each in own):.0%}"]
        row += [f"{median(getattr(each, time) for each in own):,.0f}" for time in ("p50_us", "p99_us", "p999_us")]
        calls = syscalls.get((name, shape.name))
        table.append(row + ["–" if calls is None else f"{calls:.1f}"] if counted else row)
    return table


def statements(samples):
    """The ratios, and how noisy the run was, a sentence each."""
    result = [ratio.text() for ratio in findings.ratios(samples)]
    noise = {
        (shape, name): findings.cost(own).noise
        for shape in {sample.shape for sample in samples}
        for name, own in findings.by_peer(samples, shape).items()
    }
    noisiest = max(noise, key=noise.get)
    result.append(f"noise: rounds lie {noise[noisiest]:.0%} of the median apart at worst ({', '.join(noisiest)}), {median(noise.values()):.0%} mostly")
    others = median(sample.others for sample in samples)
    judged = "quiet" if others < QUIET else "NOT quiet: go by ratios, and repeat"
    result.append(f"other processes kept {others:.2f} cores busy (median of the samples): {judged}")
    return result


def text(table):
    """A table in columns."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table]
    return "\n".join(lines)


def write_csv(path, samples):
    """Every sample, a line each."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["shape", "proxy", "spaces", "depth", "round", "requests", "seconds", "cpu_seconds", "cpu_us_per_request"]
            + ["p50_us", "p99_us", "p999_us", "cores_busy_by_others"]
        )
        for each in samples:
            lines.writerow(
                [each.shape, each.peer, each.spaces, each.depth, each.round, each.requests, f"{each.seconds:.3f}"]
                + [f"{each.cpu_seconds:.2f}", f"{each.microseconds:.2f}", each.p50_us, each.p99_us, each.p999_us, f"{each.others:.3f}"]
            )


def write_markdown(path, facts, tables, said):
    """Writes the findings between their marks; a new file gets the marks, an old one must have them. `tables`: titles and rows."""
    lines = [BEGIN, *(f"- {fact}" for fact in facts)]
    for title, table in tables:
        lines += ["", f"**{title}**", "", _line(table[0]), _line(["---"] * len(table[0])), *(_line(row) for row in table[1:])]
    lines += ["", *(f"- {sentence}" for sentence in said), END]
    block = "\n".join(lines)
    if path.exists():
        old = path.read_text(encoding="utf-8")
        if BEGIN not in old or END not in old:
            raise Failure(f"{path} has no marks (expected: the lines {BEGIN} and {END}, between which the table goes)")
        block = old.split(BEGIN)[0] + block + old.split(END)[1]
    else:
        block += "\n"
    path.write_text(block, encoding="utf-8")


def _times(costs, name, other):
    return f"{costs[name].median / costs[other].median:.2f}" if other in costs else "–"


def _line(cells):
    return "| " + " | ".join(cells) + " |"
