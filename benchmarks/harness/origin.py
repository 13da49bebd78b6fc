"""The services behind the proxies: one nginx that answers from memory, with a loopback port per endpoint."""

from . import scenario
from .processes import Running, free_ports, program

CONFIG = """\
daemon off;
worker_processes 1;
pid {directory}/origin.pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {directory}/origin-body;
  proxy_temp_path {directory}/origin-proxy;
  fastcgi_temp_path {directory}/origin-fastcgi;
  uwsgi_temp_path {directory}/origin-uwsgi;
  scgi_temp_path {directory}/origin-scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  default_type text/plain;
{servers}
}}
"""

SERVER = """\
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 200 "{body}"; }}
    location = /check {{ add_header x-seen-space $http_{header}; return 200 "{body}"; }}
  }}"""


class Origin:
    """Where each endpoint of the scenario listens."""

    def __init__(self):
        names = scenario.answers()
        self.ports = dict(zip(names, free_ports(len(names))))

    def start(self, core, directory):
        """The running origin; the caller ends it."""
        header = scenario.SPACE_HEADER.replace("-", "_")
        servers = "\n".join(
            SERVER.format(port=port, body=scenario.body(name), header=header) for name, port in self.ports.items()
        )
        config = directory / "origin.conf"
        config.write_text(CONFIG.format(directory=directory, servers=servers))
        nginx = program("nginx", "Debian's nginx")
        return Running("origin", core, [nginx, "-p", str(directory), "-e", "stderr", "-c", str(config)], directory)
