"""Where people may be sent back to."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from pools import redirect_urls
from pools.core.errors import InvalidParameterException


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example.com",
        "https://app.example.com/callback?tenant=1",
        "https://app.example.com:8443/callback",
        "https://b\u00fccher.example/callback",
        "http://localhost",
        "http://localhost:5173/callback",
        "http://app.localhost:5173/callback",
        "http://127.0.0.1:8080/",
        "http://[::1]:8080/",
        "myapp://callback",
        "myapp://",
        "com.example.app:/oauth",
    ],
)
def test_a_url_of_an_application_is_accepted(url: str) -> None:
    redirect_urls.check(url)


@pytest.mark.parametrize(  # checklist 13
    ("url", "complaint"),
    [
        ("/callback", "must be an absolute URL with a scheme."),
        ("app.example.com/callback", "must be an absolute URL with a scheme."),
        ("myapp:", "must be an absolute URL with a scheme."),
        ("//app.example.com", "must be an absolute URL with a scheme."),
        ("http://app.example.com/callback", "cannot use the HTTP protocol."),
        ("http://localhost.evil.example/", "cannot use the HTTP protocol."),
        ("http://127.0.0.1.evil.example/", "cannot use the HTTP protocol."),
        ("https://app.example.com/#done", "cannot contain a fragment."),
        ("https://app.example.com/#", "cannot contain a fragment."),
        ("https:///callback", "must name a host and nobody's credentials."),
        ("https:/callback", "must name a host and nobody's credentials."),
        ("https://app.example.com@evil.example/", "must name a host and nobody's credentials."),
        ("javascript:alert(1)", "cannot use the scheme javascript."),
        ("JavaScript://app.example.com/%0aalert(1)", "cannot use the scheme javascript."),
        ("data:text/html,hello", "cannot use the scheme data."),
        ("file:///etc/passwd", "cannot use the scheme file."),
        ("https://app.example.com\\@evil.example/", "is not a URL."),
        ("https://app.example.com/a b", "is not a URL."),
        ("java\nscript:alert(1)", "is not a URL."),
        ("https://app.example.com/\u202e", "is not a URL."),
        ("https://app.example.com:port/", "is not a URL."),
        ("https://[::1/", "is not a URL."),
        ("https://app.example.com/" + "a" * 1001, "is not a URL."),
    ],
)
def test_anything_else_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        redirect_urls.check(url)
    assert refused.value.message == f"{url[:1024]} {complaint}"


def test_plain_http_is_accepted_where_poolhouse_itself_speaks_it(settings: Settings) -> None:
    settings.POOLHOUSE_URL = "http://login.lan:8000"
    redirect_urls.check("http://login.lan:3000/callback")


def test_plain_http_is_refused_beside_a_poolhouse_that_speaks_tls(settings: Settings) -> None:
    settings.POOLHOUSE_URL = "https://login.lan"
    with pytest.raises(InvalidParameterException):
        redirect_urls.check("http://login.lan:3000/callback")
