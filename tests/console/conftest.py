"""The benchmark's scene, and a server that does next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from console.bench import load
from console.bench.__main__ import operator_cookies
from console.bench.calls import Caller
from console.bench.operation import Scene
from console.bench.srp_client import SrpClient
from console.models import AccessKey
from tests.support.server import serving


@pytest.fixture
def scene(access_key: AccessKey) -> Scene:
    caller = Caller("localhost:8000", "us-east-1", access_key.access_key_id, bytes(access_key.secret).decode())
    return Scene(load.population(30), caller, operator_cookies(), SrpClient())


def plain_answer(environ: dict[str, str], start: Callable[..., object]) -> list[bytes]:
    found = environ["PATH_INFO"] != "/missing"
    start("200 OK" if found else "404 Not Found", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def port() -> Iterator[int]:
    with serving(plain_answer) as number:
        yield number
