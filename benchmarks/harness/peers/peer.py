"""A proxy that can be measured."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

from .. import scenario


@dataclass(frozen=True)
class Place:
    """What a peer is started with: where it may listen (loopback), on which core, its folder, and the origin's ports."""

    port: int
    grpc_port: int
    listening_port: int  # of this gateway, for intercepted calls
    core: int
    directory: Path
    origin: Mapping[str, int]
    java_options: Optional[str]


class Peer(ABC):
    """One proxy with one number of spaces. `warms_up`: its code is compiled while it runs."""

    warms_up = False
    prefixed = False
    shares = None  # the name of the peer whose process this one is measured in, where that is measured too

    depth = 1  # child spaces in a lineage

    def __init__(self, name, spaces, shapes=None):
        self.name = name
        self.spaces = spaces
        self._shapes = shapes

    @abstractmethod
    def prepare(self):
        """Makes sure that the proxy is installed or built; fails with what to install."""

    @abstractmethod
    def start(self, place):
        """The running proxy; the caller ends it."""

    def enter(self, place):
        """Brings the running proxy, which may serve another peer too, into the state that this peer is of; whether that changed it."""
        return False

    @abstractmethod
    def version(self):
        """The proxy's version, in one line."""

    def takes(self, shape):
        """Whether the proxy can be asked in that shape, and is to be."""
        return self._shapes is None or shape.name in self._shapes

    def port(self, place, shape):
        """Where the proxy takes that shape."""
        return place.grpc_port if shape.name == "grpc" else place.port

    def calls(self):
        """What HTTP load asks, in turn."""
        return scenario.overrides(self.spaces)

    def baselines(self):
        """Some calls that the root space answers."""
        return scenario.baselines(self.spaces)

    def headers(self, call):
        """The request headers that say which service and space is meant: a prefixed host, or a host and a space's header."""
        if self.prefixed:
            return {"Host": call.prefixed_host}
        return {"Host": call.host, scenario.SPACE_HEADER: call.space}
