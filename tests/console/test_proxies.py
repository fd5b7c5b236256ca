"""Forwarded headers count only from trusted proxies (checklist 36)."""

from __future__ import annotations

import ipaddress

import pytest
from pytest_django.fixtures import Settings

from console import proxies

PROXY = "10.0.0.1"
SAID = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "login.example.com",
}


@pytest.fixture(autouse=True)
def trusted(settings: Settings) -> None:
    settings.POOLHOUSE_TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]


def applied(**environ: str) -> dict[str, str]:
    request = {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http", **environ}
    proxies.apply(request)
    return request


def test_a_stranger_is_not_believed() -> None:
    request = applied(REMOTE_ADDR="192.0.2.1", **SAID)

    assert request == {"REMOTE_ADDR": "192.0.2.1", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}


def test_a_trusted_proxy_is_believed() -> None:
    request = applied(REMOTE_ADDR=PROXY, **SAID)

    assert request == {"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": "login.example.com", "wsgi.url_scheme": "https"}


@pytest.mark.parametrize(
    ("forwarded_for", "caller"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.2.3.4", "203.0.113.9"),
        ("10.9.9.9, 10.2.3.4", "10.9.9.9"),
        ("1.1.1.1, 2001:db8::1", "2001:db8::1"),
        ("1.1.1.1, unknown", ""),
        ("1.1.1.1, 203.0.113.9:443", ""),
    ],
)
def test_the_caller_is_the_nearest_that_no_proxy_of_ours_is(forwarded_for: str, caller: str) -> None:
    assert applied(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded_for)["REMOTE_ADDR"] == caller


@pytest.mark.parametrize("address", ["", "unknown", "10.0.0.1 ", "10.0.0.1:80", "unix:"])
def test_an_address_that_cannot_be_read_is_trusted_by_nobody(address: str) -> None:
    assert applied(REMOTE_ADDR=address, **SAID)["HTTP_HOST"] == "localhost"


def test_an_unknown_scheme_is_ignored() -> None:
    assert applied(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO="javascript")["wsgi.url_scheme"] == "http"
