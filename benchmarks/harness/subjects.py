"""A proxy that runs, is proven to answer rightly, and is warm."""

from dataclasses import dataclass

from . import scenario, verify
from .load import Load
from .peers.peer import Peer, Place
from .processes import Running, free_ports
from .warmup import warm_up

START_SECONDS = 90
SETTLE_SECONDS = 1  # of load after a change, before it is measured


@dataclass(frozen=True)
class Subject:
    """A running proxy with its load."""

    peer: Peer
    place: Place
    running: Running
    load: Load

    def enter(self):
        """Makes the proxy what is to be measured; to be called before each measurement."""
        if self.peer.enter(self.place):
            self.load.run(SETTLE_SECONDS)


def start(stack, peer, origin, cores, directory, options, started, say):
    """The proxy on the first of the cores, its load on the second; `stack` ends it. `started` are the subjects so far."""
    proxy_core, load_core = cores
    host = next((each for each in started if each.peer.name == peer.shares), None)
    if host:
        place, running = host.place, host.running
        peer.enter(place)
    else:
        place = Place(free_ports(1)[0], proxy_core, directory, origin.ports, options.java_options)
        say(f"starting {peer.name}")
        running = stack.enter_context(peer.start(place))
    verify.wait_until_up(peer, running, place.port, START_SECONDS)
    calls = scenario.overrides(peer.spaces)
    verify.check(peer, calls, place.port)
    load = Load(peer, calls, place.port, load_core, options.connections, directory)
    warm_up(peer, running, load, options.warmup, say)
    return Subject(peer, place, running, load)
