"""This gateway, started by its own launcher on a folder of Kubernetes objects."""

import subprocess

from .. import jdk, objects, scenario
from ..failure import Failure
from ..paths import CHECKOUT
from ..processes import Running, free_ports, version
from .peer import Peer

LAUNCHER = CHECKOUT / "offshoot"
JAR = CHECKOUT / "gateway" / "target" / "offshoot-gateway-exec.jar"

# One core, one event loop, as nginx has one worker process and Envoy one worker thread (reactor-netty makes at least four).
# No collector is named: the JVM takes the serial one on one core. The launcher adds the flags it always gives.
ONE_LOOP = "-Xmx512m -Dreactor.netty.ioWorkerCount=1"


class Offshoot(Peer):
    warms_up = True
    prefixed = True

    def prepare(self):
        build()

    def version(self):
        commit = version("git", "-C", str(CHECKOUT), "describe", "--always", "--dirty")
        return f"Offshoot {commit} on {jdk.version()}"

    def start(self, place):
        folder = place.directory / self.name
        folder.mkdir()
        for name, text in objects.files(self.spaces, place.origin).items():
            (folder / name).write_text(text)
        command = [str(LAUNCHER), "gateway", "--from", str(folder), "--domain", scenario.DOMAIN]
        command += ["--port", str(place.port), "--management-port", str(free_ports(1)[0])]
        return Running(
            self.name, place.core, command, place.directory, {"OFFSHOOT_JAVA_OPTS": place.java_options or ONE_LOOP}
        )


def build():
    """Builds the gateway where it is older than its sources, as its launcher does for everyone."""
    if not LAUNCHER.exists():
        raise Failure(f"{LAUNCHER} is missing (expected: the gateway's launcher)")
    done = subprocess.run(
        [str(LAUNCHER), "gateway", "--help"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0 or not JAR.exists():
        raise Failure(f"`./offshoot gateway --help` failed (expected: it builds {JAR}):\n" + done.stdout.strip())
