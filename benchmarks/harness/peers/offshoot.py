"""This gateway, started by its own launcher on a folder of Kubernetes objects."""

import subprocess

from .. import jdk, objects, scenario, verify
from ..failure import Failure
from ..paths import CHECKOUT
from ..processes import Running, free_ports, version
from .peer import Peer

FOLLOW_SECONDS = 300
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

    def __init__(self, name, spaces, depth=1, shares=None, shapes=None):
        super().__init__(name, spaces, shapes)
        self.depth = depth
        self.shares = shares

    def prepare(self):
        build()

    def version(self):
        commit = version("git", "-C", str(CHECKOUT), "describe", "--always", "--dirty")
        return f"Offshoot {commit} on {jdk.version()}"

    def start(self, place):
        folder = _folder(place)
        folder.mkdir(parents=True)
        self._write(place)
        command = [str(LAUNCHER), "gateway", "--from", str(folder), "--domain", scenario.DOMAIN]
        command += ["--port", str(place.port), "--management-port", str(free_ports(1)[0])]
        return Running(
            self.name, place.core, command, place.directory, {"OFFSHOOT_JAVA_OPTS": place.java_options or ONE_LOOP}
        )

    def enter(self, place):
        if not self._write(place):
            return False
        verify.wait_for_status(place.port, {"Host": f"{self._marker}.{scenario.DOMAIN}"}, 200, FOLLOW_SECONDS)
        # The gateway may have read the last file while another was being written: each one's last space answers.
        calls = scenario.overrides(self.spaces)
        for call in [*calls[objects.SPACES_PER_FILE - 1 :: objects.SPACES_PER_FILE], calls[-1]]:
            verify.wait_for_status(place.port, {"Host": call.prefixed_host}, 200, FOLLOW_SECONDS)
        return True

    def port(self, place, shape):
        return place.port

    @property
    def _marker(self):
        return f"now-{self.spaces}-{self.depth}"

    def _write(self, place):
        """Makes the folder say what this peer's spaces are; whether it said anything else."""
        folder = _folder(place)
        wanted = objects.files(self.spaces, self.depth, place.origin, place.listening_port, self._marker)
        present = {path.name: path.read_text() for path in folder.iterdir()}
        for name in present.keys() - wanted.keys():
            (folder / name).unlink()
        for name, text in wanted.items():
            if present.get(name) != text:
                (folder / name).write_text(text)
        return present != wanted


class Intercepted(Offshoot):
    """The same gateway, asked at the port where it listens for one Service's in-cluster calls."""

    prefixed = False

    def port(self, place, shape):
        return place.listening_port

    def calls(self):
        return scenario.intercepted(self.spaces)

    def baselines(self):
        return []

    def headers(self, call):
        return {"Host": call.service, scenario.SPACE_HEADER: call.space}


def _folder(place):
    """In a directory of its own: the gateway watches that, too, and would wake whenever a load writes its log there."""
    return place.directory / f"gateway-{place.port}" / "objects"


def build():
    """Builds the gateway where it is older than its sources, as its launcher does for everyone."""
    if not LAUNCHER.exists():
        raise Failure(f"{LAUNCHER} is missing (expected: the gateway's launcher)")
    done = subprocess.run(
        [str(LAUNCHER), "gateway", "--help"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0 or not JAR.exists():
        raise Failure(f"`./offshoot gateway --help` failed (expected: it builds {JAR}):\n" + done.stdout.strip())
