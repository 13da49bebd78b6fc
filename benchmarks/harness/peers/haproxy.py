"""haproxy with one thread: a map from prefixed host to back end, which is its fastest way to tell spaces apart."""

from .. import scenario
from ..processes import Running, program, version
from .peer import Peer

CONFIG = """\
global
  nbthread 1
  maxconn 9000
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
  http-reuse always
frontend http
  bind 127.0.0.1:{port}
  http-request set-header {header} %[req.hdr(host),map({spaces})]
  use_backend %[req.hdr(host),map({backends})]
frontend grpc
  bind 127.0.0.1:{grpc_port} proto h2
  http-request set-header {header} {greeter.space}
  use_backend greeter if {{ req.hdr(host) {greeter.prefixed_host} }}
backend greeter
  server one 127.0.0.1:{origin[greeter]} proto h2
backend chat
  server one 127.0.0.1:{origin[chat]}
{backends_of_answers}
"""

BACKEND = """\
backend {name}
  server one 127.0.0.1:{port}"""


class Haproxy(Peer):
    prefixed = True

    def prepare(self):
        self._haproxy = program("haproxy", "Debian's haproxy")

    def version(self):
        return "haproxy " + version(self._haproxy, "-v").split("version ")[1].split("-")[0]

    def start(self, place):
        calls = [*scenario.overrides(self.spaces), *scenario.baselines(self.spaces), scenario.CHAT]
        spaces, backends = place.directory / "haproxy.spaces", place.directory / "haproxy.backends"
        spaces.write_text("".join(f"{call.prefixed_host} {call.space}\n" for call in calls))
        backends.write_text("".join(f"{call.prefixed_host} {call.answer}\n" for call in calls))
        config = place.directory / "haproxy.cfg"
        config.write_text(
            CONFIG.format(
                port=place.port,
                grpc_port=place.grpc_port,
                header=scenario.SPACE_HEADER,
                spaces=spaces,
                backends=backends,
                greeter=scenario.GREETER,
                origin=place.origin,
                backends_of_answers="\n".join(
                    BACKEND.format(name=name, port=place.origin[name]) for name in scenario.answers()
                ),
            )
        )
        return Running(self.name, place.core, [self._haproxy, "-db", "-f", str(config)], place.directory)
