"""This gateway, started by its own launcher on a folder of Kubernetes objects."""

import subprocess

from .. import jdk, objects, scenario, verify
from ..failure import Failure
from ..paths import CHECKOUT
from ..processes import Running, free_ports, version
from .peer import Peer

MOST_SPACES = 2000
FOLLOW_SECONDS = 60
LAUNCHER = CHECKOUT / "offshoot"
JAR = CHECKOUT / "gateway" / "target" / "offshoot-gateway-exec.jar"

# One core, one event loop, as nginx has one worker process and Envoy one worker thread (reactor-netty makes at least four).
# No collector is named: the JVM takes the serial one on one core. The launcher adds the flags it always gives.
ONE_LOOP = "-Xmx512m -Dreactor.netty.ioWorkerCount=1"


class Offshoot(Peer):
    """
    The gateway with some number of spaces. Two numbers are measured in one process, which follows its folder as it grows and
    shrinks: two JVMs don't compile alike, and that difference is none between numbers of spaces.
    """

    warms_up = True
    prefixed = True

    def __init__(self, name, spaces, shares=None):
        super().__init__(name, spaces)
        self.shares = shares

    def prepare(self):
        build()

    def version(self):
        commit = version("git", "-C", str(CHECKOUT), "describe", "--always", "--dirty")
        return f"Offshoot {commit} on {jdk.version()}"

    def start(self, place):
        folder = _folder(place)
        folder.mkdir()
        self._write(place)
        command = [str(LAUNCHER), "gateway", "--from", str(folder), "--domain", scenario.DOMAIN]
        command += ["--port", str(place.port), "--management-port", str(free_ports(1)[0])]
        return Running(
            self.name, place.core, command, place.directory, {"OFFSHOOT_JAVA_OPTS": place.java_options or ONE_LOOP}
        )

    def enter(self, place):
        if not self._write(place):
            return False
        last = scenario.overrides(max(self.spaces, MOST_SPACES))[-1]
        wanted = 200 if self.spaces >= MOST_SPACES else 404
        verify.wait_for_status(place.port, self.headers(last), wanted, FOLLOW_SECONDS)
        return True

    def _write(self, place):
        """Makes the folder say what this peer's spaces are; whether it said anything else."""
        folder, wanted = _folder(place), objects.files(self.spaces, place.origin)
        present = {path.name: path.read_text() for path in folder.iterdir()}
        for name in present.keys() - wanted.keys():
            (folder / name).unlink()
        for name, text in wanted.items():
            if present.get(name) != text:
                (folder / name).write_text(text)
        return present != wanted


def _folder(place):
    return place.directory / f"objects-{place.port}"


def build():
    """Builds the gateway where it is older than its sources, as its launcher does for everyone."""
    if not LAUNCHER.exists():
        raise Failure(f"{LAUNCHER} is missing (expected: the gateway's launcher)")
    done = subprocess.run(
        [str(LAUNCHER), "gateway", "--help"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0 or not JAR.exists():
        raise Failure(f"`./offshoot gateway --help` failed (expected: it builds {JAR}):\n" + done.stdout.strip())
