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


# One service more for gRPC and one for WebSockets, each overridden in one space; the root's own endpoint is none, so that an
# answer proves the override.
GREETER = Call("space-0", "greeter", "greeter")
CHAT = Call("space-0", "chat", "chat")


def services():
    """The names of the root space's services that speak plain HTTP."""
    return [f"svc-{i}" for i in range(SERVICES)]


def overrides(spaces):
    """Per space the call of the one service that it overrides."""
    return [Call(f"space-{i}", f"svc-{i % SERVICES}", f"override-{i % ENDPOINTS}") for i in range(spaces)]


def lineage(call, depth):
    """The child spaces of a call's lineage, nearest first; the last one has the override."""
    return [call.space] + [f"{call.space}-{above}" for above in range(1, depth)]


def baselines(spaces):
    """For a few spaces a call of a service that they don't override, which the root space answers."""
    return [Call(f"space-{i}", f"svc-{(i + 1) % SERVICES}", "root") for i in range(min(spaces, 5))]


def intercepted(spaces):
    """Calls of one service, whose interception the gateway listens for, in every space; the root answers all but its overrides."""
    return [call if call.service == "svc-0" else Call(call.space, "svc-0", "root") for call in overrides(spaces)]


def answers():
    """The names of all HTTP endpoints: the root space's, which all its services share, and the overrides'."""
    return ["root"] + [f"override-{i}" for i in range(ENDPOINTS)]


def body(answer):
    """The kibibyte that an endpoint answers: its own name, padded."""
    return (answer + " ").ljust(BODY_BYTES, ".")
