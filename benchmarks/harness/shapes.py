"""The shapes of requests that are measured."""

from dataclasses import dataclass

from . import scenario
from .load import Chat, H2load, Rate, Wrk

LARGE_BYTES = 1 << 20


@dataclass(frozen=True)
class Shape:
    """One kind of request; `load` makes the load."""

    name: str
    title: str
    load: object
    paced: bool = False  # at a rate that leaves the proxy idle mostly

    def calls(self, peer):
        """What is asked of a peer, in turn."""
        return {"grpc": [scenario.GREETER], "websocket": [scenario.CHAT]}.get(self.name) or peer.calls()


SHAPES = [
    Shape("get", "GET, 1 KiB answered, HTTP/1.1", Wrk("GET")),
    Shape("post", "POST of 1 KiB, 1 KiB answered, HTTP/1.1", Wrk("POST", body_bytes=1024)),
    Shape("large", "GET, 1 MiB answered, HTTP/1.1", Wrk("GET", "/large")),
    Shape("grpc", "unary gRPC, 64 bytes each way, h2c on both sides", H2load()),
    Shape("websocket", "WebSocket echo of 64 bytes; a request is a message and its echo", Chat()),
    Shape("rate", "GET, 1 KiB answered, HTTP/1.1, 1,000 a second whatever the answers take", Rate(1000), paced=True),
]
