"""The proof, before anything is measured, that a proxy answers each call from the right endpoint."""

import http.client
import re
import subprocess
import time

from . import scenario
from .failure import Failure
from .load import GRPC_PATH, grpc_headers, grpc_message
from .processes import program
from .shapes import LARGE_BYTES


def wait_until_up(peer, running, place, seconds):
    """Returns when the proxy answers a call with 200."""
    try:
        wait_for_status(place.port, peer.headers(peer.calls()[0]), 200, seconds, running.expect_alive)
    except Failure as failure:
        raise Failure(f"{peer.name}: {failure}; its log: {running.log}") from failure


def wait_for_status(port, headers, wanted, seconds, watch=lambda: None):
    """Returns when a request is answered with that status; `watch` is called between attempts and may fail."""
    end = time.monotonic() + seconds
    last = "no answer"
    while time.monotonic() < end:
        watch()
        try:
            status = _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/", headers)[0]
            if status == wanted:
                return
            last = f"status {status}"
        except (OSError, http.client.HTTPException) as e:
            last = str(e) or type(e).__name__
        time.sleep(0.1)
    raise Failure(f"after {seconds} s: {last} (expected: {wanted} for {headers})")


def check(peer, shape, calls, port):
    """
    Fails unless each call is answered by its endpoint, which also saw the space's header. WebSockets prove themselves: an echo
    comes from the override alone.
    """
    if shape.name == "grpc":
        _check_grpc(peer, calls[0], port)
    elif shape.name == "large":
        _check_large(peer, calls[0], port)
    elif shape.name != "websocket":
        _check_http(peer, [*calls, *peer.baselines()], port)


def _check_http(peer, calls, port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for call in calls:
        for path in ("/", "/check"):
            status, headers, body = _ask(connection, path, peer.headers(call))
            if status != 200 or body != scenario.body(call.answer):
                shown = body[:200].rstrip(".")
                raise Failure(f"{peer.name}, {peer.headers(call)}: {status} {shown!r} (expected: 200 from {call.answer})")
        seen = headers.get("x-seen-space")
        if seen != call.space:
            raise Failure(f"{peer.name}, {peer.headers(call)}: the service saw {scenario.SPACE_HEADER} {seen!r} (expected: {call.space!r})")
    connection.close()


def _check_large(peer, call, port):
    status, _, body = _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=10), "/large", peer.headers(call))
    if status != 200 or len(body) != LARGE_BYTES:
        raise Failure(f"{peer.name}, /large: {status}, {len(body)} bytes (expected: 200, {LARGE_BYTES} bytes)")


def _check_grpc(peer, call, port):
    command = [program("nghttp", "Debian's nghttp2-client"), "-nv", *grpc_headers(peer.headers(call))]
    command += ["--data=-", f"http://127.0.0.1:{port}{GRPC_PATH}"]
    done = subprocess.run(command, input=grpc_message(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10, check=False)
    output = done.stdout.decode("ascii", "replace")
    got = re.findall(r"recv .*\) (:status: \d+|grpc-status: \d+)", output)
    if got != [":status: 200", "grpc-status: 0"]:
        raise Failure(f"{peer.name}, gRPC: {got} (expected: :status 200, then grpc-status 0):\n{output[-1500:]}")


def _ask(connection, path, headers):
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.headers, response.read().decode("utf-8", "replace")
