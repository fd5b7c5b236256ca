"""The one HTTP client: a total time, no redirects, at most 1 MB back, no address inside our own network.

The name is resolved once and the connection is made to the address that was checked, so that a name which
answers differently the second time gains nothing (checklist 61).
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from pools.core import addresses

LARGEST_ANSWER = 1024 * 1024
DEFAULT_PORTS = {"https": 443, "http": 80}

_resolver = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolver")


class OutboundError(Exception):
    """The request got no answer; the text is for the log."""


class OutboundRefused(OutboundError):
    """We did not send it: the URL or the address behind it is not allowed."""


class OutboundTimeout(OutboundError):
    """No whole answer came in time."""


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


def get(url: str, *, headers: Mapping[str, str], timeout: float = 5.0) -> Response:
    """Ask for `url` and give back whatever is answered, redirects too."""
    return send("GET", url, body=None, headers=headers, timeout=timeout)


def post(url: str, *, body: bytes, headers: Mapping[str, str], timeout: float = 5.0) -> Response:
    """Send `body` to `url` and give back whatever is answered, redirects too."""
    return send("POST", url, body=body, headers=headers, timeout=timeout)


def send(method: str, url: str, *, body: bytes | None, headers: Mapping[str, str], timeout: float = 5.0) -> Response:
    """One request and its answer.

    Raises:
        OutboundRefused: the address is not one that may be reached.
        OutboundTimeout: no whole answer in time.
        OutboundError: no answer, or one that is too large.
    """
    target = _parse(url)
    with _Deadline(timeout) as deadline:
        connection = _PinnedConnection(target, _resolve(target, deadline), deadline)
        try:
            connection.request(method, _path(target), body=body, headers=dict(headers))
            with connection.getresponse() as answer:
                content = answer.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise _explained(problem, deadline) from problem
        finally:
            connection.close()
        if deadline.passed:
            raise OutboundTimeout("The answer was cut off when the time was up.")
    if len(content) > LARGEST_ANSWER:
        raise OutboundError("The answer is larger than 1 MB.")
    return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)


class _Deadline:
    """Shuts the watched socket down when the time is up, however slowly bytes drip in."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._ends

    @property
    def left(self) -> float:
        return max(self._ends - time.monotonic(), 0.001)

    def watch(self, watched: socket.socket) -> None:
        self._socket = watched
        if self.passed:
            self._shut()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()

    def _shut(self) -> None:
        try:
            if self._socket is not None:
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:
            pass  # closed by itself just now


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to the addresses it is given, while Host and the certificate check use the name."""

    def __init__(self, target: SplitResult, addresses: list[str], deadline: _Deadline) -> None:
        super().__init__(target.hostname or "", _port(target))
        self.default_port = DEFAULT_PORTS[target.scheme]
        self._secure = target.scheme == "https"
        self._addresses = addresses
        self._deadline = deadline

    def connect(self) -> None:
        raw = self._connect_to_first()
        self._deadline.watch(raw)
        self.sock = raw
        if self._secure:
            tls = _tls_context().wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
            self._deadline.watch(tls)
            self.sock = tls
            tls.do_handshake()

    def _connect_to_first(self) -> socket.socket:
        problem: OSError | None = None
        for address in self._addresses:
            made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            made.settimeout(self._deadline.left)
            try:
                made.connect((address, self.port))
            except OSError as failed:
                made.close()
                problem = failed
            else:
                return made
        raise problem or OSError("no address")


def _parse(url: str) -> SplitResult:
    try:
        target = urlsplit(url)
        port = _port(target) if target.scheme in DEFAULT_PORTS else 0
    except ValueError as problem:
        raise OutboundRefused(f"Not a URL: {problem}") from None
    if not port or not target.hostname or "@" in target.netloc:
        raise OutboundRefused("Only https://host/path is sent to.")
    return target


def _resolve(target: SplitResult, deadline: _Deadline) -> list[str]:
    """Every address of the host, each checked; one that is not allowed spoils all."""
    host = target.hostname or ""
    try:
        found = _resolver.submit(socket.getaddrinfo, host, _port(target), type=socket.SOCK_STREAM)
        texts = list(dict.fromkeys(str(entry[4][0]) for entry in found.result(deadline.left)))
    except TimeoutError:
        raise OutboundTimeout(f"The name {host} was not resolved in time.") from None
    except (OSError, UnicodeError) as problem:
        raise OutboundError(f"The name {host} cannot be resolved: {problem}") from None
    for text in texts:
        if not _may_reach(target, ipaddress.ip_address(text.partition("%")[0])):
            raise OutboundRefused(f"{target.scheme}://{host} is at {text}, which is not in POOLHOUSE_OUTBOUND_ALLOW.")
    return texts


def _may_reach(target: SplitResult, address: addresses.Address) -> bool:
    """Anything public over TLS; what the operator put on the allow list, by name or network, over plain http too."""
    allow = _allow_list()
    named = (target.hostname or "").lower() in (word.lower() for word in allow)
    return (
        named
        or addresses.is_allowed(address, allow=allow)
        or (target.scheme == "https" and addresses.is_public(address))
    )


def _allow_list() -> list[str]:
    words: list[str] = settings.POOLHOUSE_OUTBOUND_ALLOW
    return words


def _port(target: SplitResult) -> int:
    return target.port or DEFAULT_PORTS[target.scheme]


def _path(target: SplitResult) -> str:
    return (target.path or "/") + (f"?{target.query}" if target.query else "")


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _explained(problem: Exception, deadline: _Deadline) -> OutboundError:
    if deadline.passed or isinstance(problem, TimeoutError):
        return OutboundTimeout("No answer in time.")
    return OutboundError(f"{type(problem).__name__}: {problem}")
