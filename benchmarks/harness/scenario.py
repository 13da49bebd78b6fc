"""Who shares the cluster: one root space with 50 services, and child spaces that override one service each."""

from dataclasses import dataclass

SERVICES = 50
ENDPOINTS = 10  # distinct addresses of all overrides, so that more spaces don't mean more upstream connections
BODY_BYTES = 1024
DOMAIN = "localhost"
SPACE_HEADER = "x-offshoot-space"


@dataclass(frozen=True)
class Call:
    """One request of the load: a service, called in a space; `answer` is the endpoint that must serve it."""

    space: str
    service: str
    answer: str

    @property
    def host(self):
        """The service's own host."""
        return f"{self.service}.{DOMAIN}"

    @property
    def prefixed_host(self):
        """The host of the service in the space, dotted form."""
        return f"{self.space}.s.{self.host}"


def services():
    """The names of the root space's services."""
    return [f"svc-{i}" for i in range(SERVICES)]


def overrides(spaces):
    """Per space the call of the one service that it overrides."""
    return [Call(f"space-{i}", f"svc-{i % SERVICES}", f"override-{i % ENDPOINTS}") for i in range(spaces)]


def baselines(spaces):
    """For a few spaces a call of a service that they don't override, which the root space answers."""
    return [Call(f"space-{i}", f"svc-{(i + 1) % SERVICES}", "root") for i in range(min(spaces, 5))]


def answers():
    """The names of all endpoints: the root space's, which all its services share, and the overrides'."""
    return ["root"] + [f"override-{i}" for i in range(ENDPOINTS)]


def body(answer):
    """The kibibyte that an endpoint answers: its own name, padded."""
    return (answer + " ").ljust(BODY_BYTES, ".")
