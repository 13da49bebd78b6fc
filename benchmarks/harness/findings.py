"""What the samples say: medians, ranges, ratios, and whether the ratios are within their limits."""

from dataclasses import dataclass
from statistics import median

# The promises: in one shape, a proxy's cost by another's, at most; 0 where the ratio is only told.
RATIOS = [
    ("get", "offshoot", "envoy", 0.6),
    ("get", "offshoot", "nginx", 1.9),
    ("grpc", "offshoot", "envoy", 0.8),
    ("get", "offshoot-10000", "offshoot-1", 1.15),
    ("get", "offshoot-depth-16", "offshoot-100", 1.15),
    ("get", "envoy-1000", "envoy", 0),
    ("get", "offshoot-intercepted", "envoy", 0),
    ("get", "offshoot", "stock-gateway", 0),
    ("post", "offshoot", "envoy", 0),
    ("post", "offshoot", "nginx", 0),
    ("large", "offshoot", "envoy", 0),
    ("websocket", "offshoot", "envoy", 0),
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

    shape: str
    of: str
    by: str
    spread: Spread
    limit: float  # 0: none

    @property
    def kept(self):
        return not self.limit or self.spread.median <= self.limit

    def text(self):
        limit = f"; at most {self.limit} is wanted: {'kept' if self.kept else 'EXCEEDED'}" if self.limit else ""
        return f"{self.shape}: {self.of} / {self.by}: {self.spread.text(2)}{limit}"


def by_peer(samples, shape):
    """Samples of one shape per proxy, in the order of their first appearance."""
    result = {}
    for sample in sorted(samples, key=lambda each: each.round):
        if sample.shape == shape:
            result.setdefault(sample.peer, []).append(sample)
    return result


def cost(samples):
    """CPU microseconds per request of one proxy's samples."""
    return Spread.of(sample.microseconds for sample in samples)


def ratios(samples):
    """The ratios that matter and that these samples have."""
    result = []
    for shape, of, by, limit in RATIOS:
        peers = by_peer(samples, shape)
        if of in peers and by in peers:
            each = [one.microseconds / other.microseconds for one, other in zip(peers[of], peers[by])]
            medians = cost(peers[of]).median / cost(peers[by]).median
            result.append(Ratio(shape, of, by, Spread(medians, min(each), max(each)), limit))
    return result
