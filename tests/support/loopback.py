"""A server on loopback that plays somebody else for as long as a block lasts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

Played = TypeVar("Played")


@contextmanager
def playing(handler: type[BaseHTTPRequestHandler], name: str, make: Callable[[int], Played]) -> Iterator[Played]:
    """Serve until the block ends.

    Args:
        handler: answers each request; what is played is its server's attribute of this name.
        name: see above.
        make: what is played, for a port.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    played = make(server.server_port)
    vars(server)[name] = played
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
