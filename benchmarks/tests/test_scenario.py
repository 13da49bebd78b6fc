"""The scenario as each proxy's configuration: the same spaces, the same overrides, the same endpoints."""

import unittest

from harness import objects, scenario
from harness.peers import envoy

ORIGIN = {name: 20000 + index for index, name in enumerate(scenario.answers())}


class ScenarioTest(unittest.TestCase):
    def test_each_space_overrides_one_service_and_shares_its_endpoint_with_few(self):
        calls = scenario.overrides(2000)
        self.assertEqual(len({call.space for call in calls}), 2000)
        self.assertEqual(len({call.service for call in calls}), scenario.SERVICES)
        self.assertEqual(len({call.answer for call in calls}), scenario.ENDPOINTS)

    def test_the_objects_are_a_namespace_per_space_and_a_slice_per_service(self):
        documents = [
            document for text in objects.files(250, ORIGIN).values() for document in text.split("---\n")
        ]
        kinds = [document.split("kind: ")[1].split("\n")[0] for document in documents]
        self.assertEqual(kinds.count("Namespace"), 251)
        self.assertEqual(kinds.count("Service"), 300)
        self.assertEqual(kinds.count("EndpointSlice"), 300)

    def test_envoy_gets_a_virtual_host_per_service_and_a_header_match_per_override(self):
        manager = envoy.bootstrap(10, 10000, ORIGIN)["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]
        hosts = manager["typed_config"]["route_config"]["virtual_hosts"]
        self.assertEqual(len(hosts), scenario.SERVICES)
        self.assertEqual(sum(len(host["routes"]) for host in hosts), scenario.SERVICES + 10)

    def test_a_body_is_one_kibibyte(self):
        self.assertEqual({len(scenario.body(name)) for name in scenario.answers()}, {1024})


if __name__ == "__main__":
    unittest.main()
