"""Requests that leave the house: bounded in time and size, never into our own network (checklist 61)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from pools.core import outbound


class Receiver(BaseHTTPRequestHandler):
    """Answers by path, and remembers what came."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))  # type: ignore[attr-defined]
        getattr(self, f"answer_{self.path.split('?')[0].strip('/') or 'plain'}")()

    def answer_plain(self) -> None:
        self.send_response(201)
        self.send_header("X-Answer", "yes")
        self.end_headers()
        self.wfile.write(b"taken")

    def answer_away(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest")
        self.end_headers()

    def answer_large(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (outbound.LARGEST_ANSWER + 1))

    def answer_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b".")
            time.sleep(0.05)

    def log_message(self, *args: Any) -> None:
        pass


class QuietServer(HTTPServer):
    seen: list[tuple[str, dict[str, str], bytes]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up; that is what is tested."""


@pytest.fixture
def server() -> Iterator[QuietServer]:
    made = QuietServer(("127.0.0.1", 0), Receiver)
    made.seen = []
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def url(server: QuietServer, settings: Settings) -> str:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.0/8"]
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes every host name resolve to the given addresses."""

    def resolve_to(*texts: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 0)) for text in texts]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    return resolve_to


def send(url: str, **options: Any) -> outbound.Response:
    return outbound.post(url, body=b'{"a":1}', headers={"Content-Type": "application/json"}, **options)


def test_a_body_arrives_and_the_answer_comes_back(url: str, server: QuietServer) -> None:
    answer = send(f"{url}/?a=b")

    assert (answer.status, answer.headers["x-answer"], answer.body) == (201, "yes", b"taken")
    path, headers, body = server.seen[0]
    assert (path, headers["content-type"], body) == ("/?a=b", "application/json", b'{"a":1}')
    assert headers["host"] == url.removeprefix("http://")


def test_a_redirect_is_given_back_and_not_followed(url: str, server: QuietServer) -> None:
    assert send(f"{url}/away").status == 302
    assert len(server.seen) == 1


def test_an_answer_over_a_megabyte_is_refused(url: str) -> None:
    with pytest.raises(outbound.OutboundError, match="larger than 1 MB"):
        send(f"{url}/large")


def test_the_time_is_for_the_whole_answer_however_it_drips(url: str) -> None:
    began = time.monotonic()

    with pytest.raises(outbound.OutboundTimeout):
        send(f"{url}/drip", timeout=0.3)

    assert time.monotonic() - began < 1


def test_a_server_that_never_answers_times_out(settings: Settings) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(outbound.OutboundTimeout):
        send(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.2)


def test_a_closed_port_is_an_error_of_ours(settings: Settings) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(outbound.OutboundError, match="ConnectionRefusedError"):
        send(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0177.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "169.254.169.254"],
)
def test_our_own_network_is_refused_however_it_is_written(host: str, settings: Settings) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = []

    with pytest.raises(outbound.OutboundRefused):
        send(f"https://{host}/")


def test_a_name_with_one_private_address_is_refused(names: Callable[..., None]) -> None:
    names("8.8.8.8", "10.0.0.5")

    with pytest.raises(outbound.OutboundRefused, match=r"is at 10\.0\.0\.5"):
        send("https://hooks.example.com/")


def test_the_checked_address_is_the_one_connected_to(
    names: Callable[..., None], url: str, server: QuietServer, settings: Settings
) -> None:
    # A rebinding name would answer otherwise the second time; it is asked once.
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["hooks.example.com"]
    names("127.0.0.1")

    answer = send(f"http://hooks.example.com:{server.server_port}/")

    assert answer.status == 201
    assert server.seen[0][1]["host"] == f"hooks.example.com:{server.server_port}"


def test_plain_http_is_refused_outside_the_allow_list(names: Callable[..., None], settings: Settings) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["10.0.0.0/8"]
    names("8.8.8.8")

    with pytest.raises(outbound.OutboundRefused):
        send("http://hooks.example.com/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.com/",
        "ftp://example.com/",
        "//example.com/",
        "https://",
        "https://user:password@example.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "",
    ],
)
def test_anything_but_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(outbound.OutboundRefused):
        send(url)


def test_a_path_cannot_smuggle_a_second_request(url: str, server: QuietServer) -> None:
    with pytest.raises(outbound.OutboundError):
        send(f"{url}/ HTTP/1.1 Host: other")

    assert server.seen == []


def test_a_name_nobody_knows_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(outbound.OutboundError, match="cannot be resolved"):
        send("https://nowhere.example/")


def test_the_next_address_is_tried_when_one_does_not_answer(
    names: Callable[..., None], url: str, server: QuietServer, settings: Settings
) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["hooks.example.com"]
    names("127.0.0.2", "127.0.0.1")

    assert send(f"http://hooks.example.com:{server.server_port}/").status == 201


def test_a_server_without_a_trusted_certificate_is_not_talked_to(url: str, server: QuietServer) -> None:
    with pytest.raises(outbound.OutboundError):
        send(url.replace("http://", "https://"), timeout=1)

    assert server.seen == []
