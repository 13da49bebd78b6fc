"""A proxy that runs, is proven to answer rightly, and is warm."""

from dataclasses import dataclass

from . import verify
from .load import Load
from .peers.peer import Peer, Place
from .processes import Running, free_ports
from .shapes import Shape
from .warmup import warm_up

START_SECONDS = 300
SETTLE_SECONDS = 1  # of load after a change, before it is measured


@dataclass(frozen=True)
class Subject:
    """A running proxy with one shape's load."""

    peer: Peer
    shape: Shape
    place: Place
    running: Running
    load: Load

    def enter(self):
        """Makes the proxy what is to be measured; to be called before each measurement."""
        if self.peer.enter(self.place):
            self.load.run(SETTLE_SECONDS)


def start(stack, peer, shapes, origin, cores, directory, options, started, say):
    """The proxy on the first of the cores, its loads on the second; `stack` ends it. `started` are the subjects so far."""
    proxy_core, load_core = cores
    host = next((each for each in started if each.peer.name == peer.shares), None)
    if host:
        place, running = host.place, host.running
        peer.enter(place)
    else:
        port, grpc_port, listening_port = free_ports(3)
        place = Place(port, grpc_port, listening_port, proxy_core, directory, origin.ports, options.java_options)
        say(f"starting {peer.name}")
        running = stack.enter_context(peer.start(place))
        verify.wait_until_up(peer, running, place, START_SECONDS)
    result = []
    for shape in shapes:
        if not peer.takes(shape):
            continue
        calls, port = shape.calls(peer), peer.port(place, shape)
        verify.check(peer, shape, calls, port)
        headers = [peer.headers(call) for call in calls]
        load = Load(shape.load, f"{peer.name}-{shape.name}", headers, port, load_core, options.connections, directory)
        if host is None and not shape.paced:
            warm_up(peer, running, load, options.warmup, say)
        else:
            load.run(SETTLE_SECONDS)
        result.append(Subject(peer, shape, place, running, load))
    return result
