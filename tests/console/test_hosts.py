"""Only hosts that are ours are answered (checklist 36)."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "localhost.", "testserver"]
)
def test_the_base_host_is_answered(host: str) -> None:
    assert Client().get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "a b",
        "",
        "nobody.auth.localhost",
        "[::1",
        "\u00e9",
    ],
)
def test_any_other_host_is_refused(host: str) -> None:
    answer = Client().get("/healthz", headers={"host": host})

    assert (answer.status_code, answer.content) == (400, b"This host is not served here.\n")
