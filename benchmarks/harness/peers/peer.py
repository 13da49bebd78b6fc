"""A proxy that can be measured."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

from .. import scenario


@dataclass(frozen=True)
class Place:
    """What a peer is started with: where it listens (loopback), on which core, its folder, and the origin's ports."""

    port: int
    core: int
    directory: Path
    origin: Mapping[str, int]
    java_options: Optional[str]


class Peer(ABC):
    """One proxy with one number of spaces. `warms_up`: its code is compiled while it runs."""

    warms_up = False
    prefixed = False
    shares = None  # the name of the peer whose process this one is measured in, where that is measured too

    def __init__(self, name, spaces):
        self.name = name
        self.spaces = spaces

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

    def headers(self, call):
        """The request headers that say which service and space is meant: a prefixed host, or a host and a space's header."""
        if self.prefixed:
            return {"Host": call.prefixed_host}
        return {"Host": call.host, scenario.SPACE_HEADER: call.space}
