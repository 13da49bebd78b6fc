"""Spring Cloud Gateway as it comes, of this gateway's own version: a route per override, then one per service."""

import re
import subprocess
import zipfile

from .. import jdk, scenario
from ..failure import Failure
from ..paths import BENCHMARKS, TARGET
from ..processes import Running
from .offshoot import JAR, ONE_LOOP, build
from .peer import Peer

SOURCE = BENCHMARKS / "stock-gateway" / "StockGateway.java"
HOME = TARGET / "stock-gateway"

SETTINGS = """\
server.address=127.0.0.1
server.port={port}
spring.main.banner-mode=off
spring.main.web-application-type=reactive
management.otlp.metrics.export.enabled=false
logging.level.root=error
"""


class StockGateway(Peer):
    warms_up = True

    def prepare(self):
        """Takes the libraries out of the built gateway, and compiles the one class that starts them."""
        build()
        library, classes = HOME / "lib", HOME / "classes"
        library.mkdir(parents=True, exist_ok=True)
        classes.mkdir(exist_ok=True)
        for old in library.iterdir():
            old.unlink()
        with zipfile.ZipFile(JAR) as jar:
            for name in jar.namelist():
                file = name.rpartition("/")[2]
                if name.startswith("BOOT-INF/lib/") and file and not file.startswith("offshoot-"):
                    (library / file).write_bytes(jar.read(name))
        compile_it = [f"{jdk.home()}/bin/javac", "-cp", f"{library}/*", "-d", str(classes), str(SOURCE)]
        done = subprocess.run(compile_it, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"{SOURCE} does not compile (expected: to):\n{done.stdout.strip()}")

    def version(self):
        jars = " ".join(file.name for file in (HOME / "lib").iterdir())
        number = re.search(r"spring-cloud-gateway-server-webflux-([0-9.]+)\.jar", jars)
        return f"Spring Cloud Gateway {number[1] if number else '?'} on {jdk.version()}"

    def start(self, place):
        settings = place.directory / "stock-gateway.properties"
        settings.write_text(SETTINGS.format(port=place.port) + "\n".join(self._routes(place.origin)))
        command = [f"{jdk.home()}/bin/java", *(place.java_options or ONE_LOOP).split(), "--enable-native-access=ALL-UNNAMED"]
        command += ["-cp", f"{HOME}/classes:{HOME}/lib/*", "dev.offshoot.benchmarks.StockGateway"]
        return Running(self.name, place.core, [*command, f"--spring.config.location=file:{settings}"], place.directory)

    def _routes(self, origin):
        wanted = [
            (f"{call.space}-{call.service}", origin[call.answer], [f"Host={call.host}", f"Header={scenario.SPACE_HEADER}, {call.space}"])
            for call in [*scenario.overrides(self.spaces), scenario.CHAT]
        ]
        wanted += [(service, origin["root"], [f"Host={service}.{scenario.DOMAIN}"]) for service in scenario.services()]
        for index, (name, port, predicates) in enumerate(wanted):
            route = f"spring.cloud.gateway.server.webflux.routes[{index}]"
            yield f"{route}.id={name}"
            yield f"{route}.uri=http://127.0.0.1:{port}"
            for number, predicate in enumerate(predicates):
                yield f"{route}.predicates[{number}]={predicate}"
