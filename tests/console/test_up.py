"""`manage.py up`, for real: what it prints, keeps and refuses, and that it ends with nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.once, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60.0


def until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def processes_of(port: int) -> list[int]:
    """Web servers and workers that were started for a port, by the arguments that name it."""
    name = re.compile(rb"--port\0%d\0|poolhouse-%d-" % (port, port))
    found = (entry for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [int(entry.name) for entry in found if name.search(command_line(entry))]


def command_line(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


@dataclass
class Poolhouse:
    """One `up` with its folder and port."""

    data: Path
    port: int = field(default_factory=free_port)
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def spawn(self, *, stderr: int | None = None) -> subprocess.Popen[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {**kept, "POOLHOUSE_DATA": str(self.data), "PORT": str(self.port), "NO_BOOTSTRAP": "1"}
        return subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env={**environment, **self.variables},
            stdout=(self.data.parent / f"{self.data.name}.log").open("w"),
            stderr=stderr,
            text=True,
        )

    def start(self) -> Poolhouse:
        self.process = self.spawn()
        assert until(lambda: answers(f"{self.url}/readyz"), START_WITHIN), self.printed()
        return self

    def refuse(self) -> str:
        """Start in vain; the last line that was said."""
        tried = self.spawn(stderr=subprocess.PIPE)
        return tried.communicate(timeout=START_WITHIN)[1].strip().splitlines()[-1]

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def printed(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def welcome(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.data / "welcome.json").read_text())
        return told


@pytest.fixture
def poolhouse(tmp_path: Path) -> Iterator[Poolhouse]:
    made = Poolhouse(tmp_path / "first")
    yield made
    end(made)


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[Poolhouse]:
    made = Poolhouse(tmp_path / "second")
    yield made
    end(made)


def end(made: Poolhouse) -> None:
    if made.process is not None:
        made.process.kill()
        made.process.wait()
    assert until(lambda: not processes_of(made.port), 20)


def test_a_first_start_tells_all_that_one_needs(poolhouse: Poolhouse) -> None:
    told = poolhouse.start().welcome()

    assert set(told) == {
        "console_url",
        "operator_email",
        "operator_password",
        "api_endpoint",
        "region",
        "access_key_id",
        "secret_access_key",
        "user_pool_name",
        "user_pool_id",
        "client_id",
        "issuer",
        "sign_in_url",
    }
    assert told["issuer"] == f"{poolhouse.url}/{told['user_pool_id']}"
    assert all(told[name] in poolhouse.printed() for name in told)
    assert stat.S_IMODE((poolhouse.data / "welcome.json").stat().st_mode) == 0o600
    assert answers(f"{told['issuer']}/.well-known/openid-configuration")
    assert answers(told["sign_in_url"])
    assert answers(told["console_url"])


def test_a_second_start_keeps_everything(poolhouse: Poolhouse) -> None:
    first = poolhouse.start().welcome()
    assert poolhouse.stop() == 0

    second = poolhouse.start().welcome()

    assert second == first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_leaves_no_process_behind(poolhouse: Poolhouse, number: int) -> None:
    poolhouse.start()
    assert len(processes_of(poolhouse.port)) >= 3

    poolhouse.stop(number)

    assert until(lambda: not processes_of(poolhouse.port), 15)


def test_killed_children_come_back(poolhouse: Poolhouse) -> None:
    poolhouse.start()
    before = processes_of(poolhouse.port)

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert until(lambda: len(processes_of(poolhouse.port)) >= 3, 30)
    assert until(lambda: answers(f"{poolhouse.url}/readyz"), 30)
    assert not set(before) & set(processes_of(poolhouse.port))


def test_two_run_side_by_side(poolhouse: Poolhouse, neighbour: Poolhouse) -> None:
    first, second = poolhouse.start().welcome(), neighbour.start().welcome()

    assert first["user_pool_id"] != second["user_pool_id"]
    assert not answers(f"{poolhouse.url}/{second['user_pool_id']}/.well-known/jwks.json")


def test_a_port_in_use_is_named(poolhouse: Poolhouse, neighbour: Poolhouse) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", poolhouse.port))
        other.listen()

        said = poolhouse.refuse()

    assert f"Port {poolhouse.port} on 127.0.0.1 cannot be used (address already in use)" in said


def test_a_second_one_on_the_same_folder_is_refused(poolhouse: Poolhouse, neighbour: Poolhouse) -> None:
    poolhouse.start()
    neighbour.data = poolhouse.data

    assert "Poolhouse runs already on" in neighbour.refuse()


def test_keys_of_another_database_stop_the_start(poolhouse: Poolhouse) -> None:
    poolhouse.start()
    poolhouse.stop()
    (poolhouse.data / "keys" / "vault").unlink()

    said = poolhouse.refuse()

    assert "POOLHOUSE_DATA/keys" in said


def test_a_database_that_is_away_stops_the_start(poolhouse: Poolhouse) -> None:
    poolhouse.variables["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"

    assert "The database cannot be reached" in poolhouse.refuse()
