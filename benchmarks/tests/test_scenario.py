"""The scenario as each proxy's configuration: the same spaces, the same overrides, the same endpoints."""

import unittest

from harness import load, objects, scenario
from harness.peers import envoy

ORIGIN = {name: 20000 + index for index, name in enumerate([*scenario.answers(), "greeter", "chat", "nowhere"])}


def documents(spaces, depth):
    """Of the scenario's objects."""
    return [document for text in objects.files(spaces, depth, ORIGIN, 30000, "marker").values() for document in text.split("---\n")]


class ScenarioTest(unittest.TestCase):
    def test_each_space_overrides_one_service_and_shares_its_endpoint_with_few(self):
        calls = scenario.overrides(2000)
        self.assertEqual(len({call.space for call in calls}), 2000)
        self.assertEqual(len({call.service for call in calls}), scenario.SERVICES)
        self.assertEqual(len({call.answer for call in calls}), scenario.ENDPOINTS)

    def test_the_objects_are_a_namespace_per_space_and_a_slice_per_service(self):
        kinds = [document.split("kind: ")[1].split("\n")[0] for document in documents(250, 1)]
        more = 3 + 2  # marker, greeter and chat in the root, these two in a space
        self.assertEqual(kinds.count("Namespace"), 251)
        self.assertEqual(kinds.count("Service"), 300 + more)
        self.assertEqual(kinds.count("EndpointSlice"), 300 + more + 1)

    def test_in_deep_lineages_the_override_is_the_farthest_child_spaces(self):
        namespaces = [document for document in documents(1, 3) if "kind: Namespace" in document]
        parents = [(one.split("name: ")[1].split("\n")[0], one.split('/parent: "')[1].split('"')[0]) for one in namespaces if "/parent" in one]
        self.assertEqual(parents, [("space-0", "space-0-1"), ("space-0-1", "space-0-2"), ("space-0-2", "default")])
        override = next(one for one in documents(1, 3) if "kind: Service" in one and "name: svc-0" in one and "default" not in one)
        self.assertIn("namespace: space-0-2\n", override)

    def test_the_marker_is_written_last(self):
        self.assertIn("name: marker\n", list(objects.files(250, 1, ORIGIN, 30000, "marker").values())[-1])

    def test_envoy_gets_a_virtual_host_per_service_and_a_header_match_per_override(self):
        listener = envoy.bootstrap(10, 10000, 10001, ORIGIN)["static_resources"]["listeners"][0]
        hosts = listener["filter_chains"][0]["filters"][0]["typed_config"]["route_config"]["virtual_hosts"]
        self.assertEqual(len(hosts), scenario.SERVICES + 1)
        self.assertEqual(sum(len(host["routes"]) for host in hosts), scenario.SERVICES + 10 + 1)

    def test_a_gRPC_message_has_64_bytes(self):
        self.assertEqual(len(load.grpc_message()), 64)

    def test_a_body_is_one_kibibyte(self):
        self.assertEqual({len(scenario.body(name)) for name in scenario.answers()}, {1024})


if __name__ == "__main__":
    unittest.main()
