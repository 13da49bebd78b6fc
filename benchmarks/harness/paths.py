"""Where things are in the checkout."""

from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
CHECKOUT = BENCHMARKS.parent
TARGET = BENCHMARKS / "target"
