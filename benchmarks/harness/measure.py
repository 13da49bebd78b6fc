"""The measurement: what a request costs each proxy in CPU time, all proxies taking turns."""

import time
from dataclasses import dataclass

from . import machine


@dataclass(frozen=True)
class Sample:
    """One proxy in one round."""

    shape: str
    peer: str
    spaces: int
    depth: int
    round: int
    requests: int
    seconds: float
    cpu_seconds: float  # of the proxy
    others: float  # cores kept busy by processes that are no part of this benchmark
    p50_us: int
    p99_us: int
    p999_us: int

    @property
    def microseconds(self):
        """CPU microseconds of the proxy per request."""
        return self.cpu_seconds * 1e6 / self.requests

    @property
    def per_second(self):
        return self.requests / self.seconds

    @property
    def busy(self):
        """The share of its core that the proxy used."""
        return self.cpu_seconds / self.seconds


def rounds(subjects, origin, count, seconds, say):
    """Samples of each subject in each round; every round begins with another one, so that none always follows the same."""
    samples = []
    for number in range(count):
        first = number % len(subjects)
        for subject in subjects[first:] + subjects[:first]:
            sample = _sample(subject, origin, number, seconds)
            samples.append(sample)
            say(f"round {number + 1}/{count}  {sample.shape:10} {sample.peer:20} {sample.microseconds:6.1f} us  {sample.per_second:7.0f}/s")
    return samples


def _sample(subject, origin, number, seconds):
    subject.enter()
    begun, busy = time.monotonic(), machine.busy_seconds()
    proxy_cpu, origin_cpu = subject.running.cpu_seconds(), origin.cpu_seconds()
    answered = subject.load.run(seconds)
    proxy_cpu, origin_cpu = subject.running.cpu_seconds() - proxy_cpu, origin.cpu_seconds() - origin_cpu
    elapsed, busy = time.monotonic() - begun, machine.busy_seconds() - busy
    return Sample(
        shape=subject.shape.name,
        peer=subject.peer.name,
        spaces=subject.peer.spaces,
        depth=subject.peer.depth,
        round=number + 1,
        requests=answered.requests,
        seconds=answered.seconds,
        cpu_seconds=proxy_cpu,
        others=max(0.0, busy - proxy_cpu - origin_cpu - answered.cpu_seconds) / elapsed,
        p50_us=answered.p50_us,
        p99_us=answered.p99_us,
        p999_us=answered.p999_us,
    )
