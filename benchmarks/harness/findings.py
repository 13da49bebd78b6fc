"""What the samples say: medians, ranges, ratios, and whether the ratios are within their limits."""

from dataclasses import dataclass
from statistics import median

# The promises: a proxy's cost by another's, at most.
LIMITED = {("offshoot-10", "envoy"): 0.65, ("offshoot-2000", "offshoot-10"): 1.15}
RATIOS = [
    *LIMITED,
    ("offshoot-10", "nginx"),
    ("offshoot-2000", "envoy-2000"),
    ("offshoot-10", "stock-gateway"),
]


@dataclass(frozen=True)
class Spread:
    """The median of some values, and the least and the greatest."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values):
        values = list(values)
        return Spread(median(values), min(values), max(values))

    @property
    def noise(self):
        """How far the values lie apart, as a share of the median."""
        return (self.most - self.least) / self.median

    def text(self, digits):
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


@dataclass(frozen=True)
class Ratio:
    """One proxy's cost by another's: of the medians; least and most are of the rounds, each by its own."""

    of: str
    by: str
    spread: Spread
    limit: float  # 0: none

    @property
    def kept(self):
        return not self.limit or self.spread.median <= self.limit

    def text(self):
        limit = f"; at most {self.limit} is wanted: {'kept' if self.kept else 'EXCEEDED'}" if self.limit else ""
        return f"{self.of} / {self.by}: {self.spread.text(2)}{limit}"


def by_peer(samples):
    """Samples per proxy, in the order of their first appearance."""
    result = {}
    for sample in sorted(samples, key=lambda each: each.round):
        result.setdefault(sample.peer, []).append(sample)
    return result


def cost(samples):
    """CPU microseconds per request of one proxy's samples."""
    return Spread.of(sample.microseconds for sample in samples)


def ratios(samples):
    """The ratios that matter and that these samples have."""
    peers = by_peer(samples)
    return [_ratio(peers, of, by) for of, by in RATIOS if of in peers and by in peers]


def _ratio(peers, of, by):
    each = [one.microseconds / other.microseconds for one, other in zip(peers[of], peers[by])]
    medians = cost(peers[of]).median / cost(peers[by]).median
    return Ratio(of, by, Spread(medians, min(each), max(each)), LIMITED.get((of, by), 0))
