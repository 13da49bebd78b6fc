"""The proof, before anything is measured, that a proxy answers each call from the right endpoint."""

import http.client
import time

from . import scenario
from .failure import Failure


def wait_until_up(peer, running, port, seconds):
    """Returns when the proxy answers a call with 200."""
    call = scenario.overrides(peer.spaces)[0]
    try:
        wait_for_status(port, peer.headers(call), 200, seconds, running.expect_alive)
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


def check(peer, calls, port):
    """Fails unless each call is answered by its endpoint, which also saw the space's header."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for call in [*calls, *scenario.baselines(peer.spaces)]:
        for path in ("/", "/check"):
            status, headers, body = _ask(connection, path, peer.headers(call))
            if status != 200 or body != scenario.body(call.answer):
                shown = body[:200].rstrip(".")
                raise Failure(f"{peer.name}, {peer.headers(call)}: {status} {shown!r} (expected: 200 from {call.answer})")
        seen = headers.get("x-seen-space")
        if seen != call.space:
            raise Failure(f"{peer.name}, {peer.headers(call)}: the service saw {scenario.SPACE_HEADER} {seen!r} (expected: {call.space!r})")
    connection.close()


def _ask(connection, path, headers):
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.headers, response.read().decode("utf-8", "replace")
