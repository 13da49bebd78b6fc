"""The services behind the proxies: an nginx that answers from memory, an HTTP/2 server that answers gRPC calls, a WebSocket server that echoes."""

from contextlib import ExitStack

from . import scenario
from .load import GRPC_PATH, compile_java, grpc_message, java
from .processes import Running, free_ports, program
from .shapes import LARGE_BYTES

CONFIG = """\
daemon off;
worker_processes 1;
pid {directory}/origin.pid;
error_log stderr warn;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {directory}/origin-body;
  proxy_temp_path {directory}/origin-proxy;
  fastcgi_temp_path {directory}/origin-fastcgi;
  uwsgi_temp_path {directory}/origin-uwsgi;
  scgi_temp_path {directory}/origin-scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  sendfile on;
  default_type text/plain;
{servers}
}}
"""

SERVER = """\
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 200 "{body}"; }}
    location = /check {{ add_header x-seen-space $http_{header}; return 200 "{body}"; }}
    location = /large {{ alias {directory}/large; }}
  }}"""


class Origin:
    """Where each endpoint of the scenario listens. `nowhere` is a port on which nothing does."""

    def __init__(self):
        names = [*scenario.answers(), "greeter", "chat", "nowhere"]
        self.ports = dict(zip(names, free_ports(len(names))))
        self._running = []

    def start(self, stack: ExitStack, core, directory, shapes):
        """Starts what these shapes need; `stack` ends it."""
        (directory / "large").write_bytes(b"." * LARGE_BYTES)
        header = scenario.SPACE_HEADER.replace("-", "_")
        servers = "\n".join(
            SERVER.format(port=self.ports[name], body=scenario.body(name), header=header, directory=directory)
            for name in scenario.answers()
        )
        config = directory / "origin.conf"
        config.write_text(CONFIG.format(directory=directory, servers=servers))
        commands = {
            "origin": [program("nginx", "Debian's nginx"), "-p", str(directory), "-e", "stderr", "-c", str(config)]
        }
        if "grpc" in shapes:
            # With --echo-upload it would write each message into a file first, and cost more than any proxy.
            answer = directory / "greeter" / GRPC_PATH.lstrip("/")
            answer.parent.mkdir(parents=True)
            answer.write_bytes(grpc_message())
            greeter = [program("nghttpd", "Debian's nghttp2-server"), "--no-tls", "--address=127.0.0.1"]
            greeter += [f"--htdocs={directory / 'greeter'}", "--trailer=grpc-status: 0"]
            commands["greeter"] = [*greeter, str(self.ports["greeter"])]
        if "websocket" in shapes:
            compile_java()
            commands["chat"] = [*java("echo"), str(self.ports["chat"])]
        for name, command in commands.items():
            self._running.append(stack.enter_context(Running(name, core, command, directory)))

    def cpu_seconds(self):
        """Of all of them."""
        return sum(each.cpu_seconds() for each in self._running)
