"""nginx as a plain reverse proxy: an exact server name per prefixed host, which is its fastest way to tell spaces apart."""

from .. import scenario
from ..processes import Running, program, version
from .peer import Peer

CONFIG = """\
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 32768; }}
http {{
  access_log off;
  client_body_temp_path {directory}/nginx-body;
  proxy_temp_path {directory}/nginx-proxy;
  fastcgi_temp_path {directory}/nginx-fastcgi;
  uwsgi_temp_path {directory}/nginx-uwsgi;
  scgi_temp_path {directory}/nginx-scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server_names_hash_max_size 65536;
  server_names_hash_bucket_size 128;
  proxy_http_version 1.1;
  upstream chat {{ server 127.0.0.1:{origin[chat]}; keepalive 64; }}
  upstream greeter {{
    server 127.0.0.1:{origin[greeter]};
    keepalive 64;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
  }}
{upstreams}
{servers}
  server {{
    listen 127.0.0.1:{port};
    server_name {chat.prefixed_host};
    location / {{
      proxy_pass http://chat;
      proxy_read_timeout 1h;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_set_header {header} {chat.space};
    }}
  }}
  server {{
    listen 127.0.0.1:{grpc_port} http2;
    server_name {greeter.prefixed_host};
    location / {{
      grpc_pass grpc://greeter;
      grpc_set_header {header} {greeter.space};
    }}
  }}
}}
"""

UPSTREAM = """\
  upstream {name} {{
    server 127.0.0.1:{port};
    keepalive 64;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
  }}"""

SERVER = """\
  server {{
    listen 127.0.0.1:{port}{default};
    server_name {names};
    location / {{
      proxy_pass http://{upstream};
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_set_header {header} {space};
    }}
  }}"""


class Nginx(Peer):
    prefixed = True

    def prepare(self):
        self._nginx = program("nginx", "Debian's nginx")

    def version(self):
        return version(self._nginx, "-v").replace("nginx version: ", "").replace("/", " ")

    def start(self, place):
        config = place.directory / "nginx.conf"
        config.write_text(self._config(place))
        command = [self._nginx, "-p", str(place.directory), "-e", "stderr", "-c", str(config)]
        return Running(self.name, place.core, command, place.directory)

    def _config(self, place):
        upstreams = [UPSTREAM.format(name=name, port=port) for name, port in place.origin.items() if name in scenario.answers()]
        servers = []
        for index, call in enumerate(scenario.overrides(self.spaces)):
            servers.append(self._server(place.port, call.space, call.prefixed_host, call.answer, index == 0))
        for call in scenario.baselines(self.spaces):
            servers.append(self._server(place.port, call.space, call.prefixed_host, call.answer, False))
        return CONFIG.format(
            directory=place.directory,
            origin=place.origin,
            port=place.port,
            grpc_port=place.grpc_port,
            chat=scenario.CHAT,
            greeter=scenario.GREETER,
            header=scenario.SPACE_HEADER,
            upstreams="\n".join(upstreams),
            servers="\n".join(servers),
        )

    @staticmethod
    def _server(port, space, names, upstream, default):
        return SERVER.format(
            port=port,
            default=" default_server" if default else "",
            names=names,
            upstream=upstream,
            header=scenario.SPACE_HEADER,
            space=space,
        )
