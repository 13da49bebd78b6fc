"""The arithmetic of the findings, on samples whose ratios are known."""

import unittest
import xml.etree.ElementTree

from harness import chart, findings, report
from harness.measure import Sample
from harness.shapes import SHAPES

GET = SHAPES[0]


def sample(peer, number, microseconds, shape="get"):
    return Sample(shape, peer, 10, 1, number, 1_000_000, 10.0, microseconds, 0.0, 100, 200, 300)


SAMPLES = [
    sample("envoy", 1, 50.0),
    sample("offshoot", 1, 30.0),
    sample("nginx", 1, 10.0),
    sample("offshoot", 2, 20.0),
    sample("envoy", 2, 40.0),
    sample("nginx", 2, 15.0),
    sample("offshoot", 1, 1000.0, "large"),
]


class FindingsTest(unittest.TestCase):
    def test_a_ratio_is_of_the_medians_and_ranges_over_the_rounds_own_ratios(self):
        of_envoy = findings.ratios(SAMPLES)[0]
        self.assertAlmostEqual(of_envoy.spread.median, 25.0 / 45.0)
        self.assertAlmostEqual(of_envoy.spread.least, 0.5)
        self.assertAlmostEqual(of_envoy.spread.most, 0.6)

    def test_a_ratio_above_its_limit_is_not_kept(self):
        kept = {(ratio.of, ratio.by): ratio.kept for ratio in findings.ratios(SAMPLES)}
        self.assertEqual(kept, {("offshoot", "envoy"): True, ("offshoot", "nginx"): False})

    def test_a_proxy_that_was_not_measured_has_no_ratio(self):
        without = [each for each in SAMPLES if each.peer != "envoy"]
        self.assertEqual([ratio.by for ratio in findings.ratios(without)], ["nginx"])

    def test_a_shapes_table_lists_its_own_samples_the_cheapest_first(self):
        table = report.rows(GET, SAMPLES, {})
        self.assertEqual([row[0] for row in table[1:]], ["nginx", "offshoot", "envoy"])
        self.assertEqual(table[2][3], "25.0 (20.0–30.0)")

    def test_the_chart_is_xml_with_a_bar_for_each_proxy_and_shape(self):
        drawn = xml.etree.ElementTree.fromstring(chart.svg(SHAPES, SAMPLES))
        names = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
        self.assertEqual([name for name in names if name in ("nginx", "offshoot", "envoy")], ["nginx", "offshoot", "envoy", "offshoot"])


if __name__ == "__main__":
    unittest.main()
