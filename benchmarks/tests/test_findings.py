"""The arithmetic of the findings, on samples whose ratios are known."""

import unittest

from harness import findings, report
from harness.measure import Sample


def sample(peer, number, microseconds):
    return Sample(peer, 10, number, 1_000_000, 10.0, microseconds, 0.0, 100, 200)


SAMPLES = [
    sample("envoy", 1, 50.0),
    sample("offshoot-10", 1, 30.0),
    sample("offshoot-2000", 1, 33.0),
    sample("offshoot-10", 2, 20.0),
    sample("envoy", 2, 40.0),
    sample("offshoot-2000", 2, 35.0),
]


class FindingsTest(unittest.TestCase):
    def test_a_ratio_is_of_the_medians_and_ranges_over_the_rounds_own_ratios(self):
        of_envoy = findings.ratios(SAMPLES)[0]
        self.assertAlmostEqual(of_envoy.spread.median, 25.0 / 45.0)
        self.assertAlmostEqual(of_envoy.spread.least, 0.5)
        self.assertAlmostEqual(of_envoy.spread.most, 0.6)

    def test_a_ratio_above_its_limit_is_not_kept(self):
        kept = {(ratio.of, ratio.by): ratio.kept for ratio in findings.ratios(SAMPLES)}
        self.assertEqual(kept, {("offshoot-10", "envoy"): True, ("offshoot-2000", "offshoot-10"): False})

    def test_a_proxy_that_was_not_measured_has_no_ratio(self):
        without = [each for each in SAMPLES if each.peer != "envoy"]
        self.assertEqual([ratio.by for ratio in findings.ratios(without)], ["offshoot-10"])

    def test_the_table_lists_the_cheapest_first(self):
        versions = {each.peer: "1.0" for each in SAMPLES}
        table = report.rows(SAMPLES, versions, {})
        self.assertEqual([row[0] for row in table[1:]], ["offshoot-10: 1.0", "offshoot-2000: 1.0", "envoy: 1.0"])
        self.assertEqual(table[1][2], "25.0 (20.0–30.0)")


if __name__ == "__main__":
    unittest.main()
