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
        return httpx.get(url, timeout=5, follow_redirects=True).status_code == 200
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

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    def spawn(self, *, stderr: int | None = None) -> subprocess.Popen[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"POOLHOUSE_DATA": str(self.data), "PORT": str(self.port), "NO_BOOTSTRAP": "1"}
        command = [sys.executable, "manage.py", "up"]
        with self.log.open("a") as log:
            environment = {**kept, **own, "POOLHOUSE_WEB_WORKERS": "1", **self.variables}
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=stderr or log, text=True)

    def start(self) -> Poolhouse:
        self.process = self.spawn()
        assert until(lambda: answers(f"{self.url}/readyz"), START_WITHIN), self.printed()
        assert until(lambda: "Poolhouse is up." in self.printed(), 5)
        return self

    def refuse(self) -> str:
        """Start in vain; the one line that was said."""
        said = self.spawn(stderr=subprocess.PIPE).communicate(timeout=START_WITHIN)[1].strip()
        assert "\n" not in said
        return said

    def stop(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def is_gone(self) -> bool:
        return until(lambda: not processes_of(self.port), 15)

    def printed(self) -> str:
        return self.log.read_text()

    def welcome(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.data / "welcome.json").read_text())
        return told


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poolhouse]:
    """One that has been started for the first time and is not to be disturbed."""
    made = Poolhouse(tmp_path_factory.mktemp("up") / "running")
    yield made.start()
    end(made)


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Poolhouse]:
    made = Poolhouse(tmp_path / "another")
    yield made
    end(made)


def end(made: Poolhouse) -> None:
    if made.process is not None:
        made.process.kill()
        made.process.wait()
    assert made.is_gone()


def test_a_first_start_tells_all_that_one_needs(running: Poolhouse) -> None:
    told = running.welcome()

    assert set(told) == {
        *("console_url", "operator_email", "operator_password", "api_endpoint", "region"),
        *("access_key_id", "secret_access_key"),
        *("user_pool_name", "user_pool_id", "client_id", "issuer", "sign_in_url"),
    }
    assert told["issuer"] == f"{running.url}/{told['user_pool_id']}"
    assert all(told[name] in running.printed() for name in told)
    assert stat.S_IMODE((running.data / "welcome.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["console_url", "issuer", "sign_in_url"])
def test_what_it_tells_is_there(running: Poolhouse, name: str) -> None:
    path = {"issuer": "/.well-known/openid-configuration"}.get(name, "")

    assert answers(f"{running.welcome()[name]}{path}")


def test_two_run_side_by_side(running: Poolhouse, another: Poolhouse) -> None:
    pool_id = another.start().welcome()["user_pool_id"]

    assert answers(f"{another.url}/{pool_id}/.well-known/jwks.json")
    assert not answers(f"{running.url}/{pool_id}/.well-known/jwks.json")


def test_a_port_in_use_is_named(running: Poolhouse, another: Poolhouse) -> None:
    another.port = running.port

    said = another.refuse()

    another.port = 0
    assert f"Port {running.port} on 127.0.0.1 cannot be used (address already in use)" in said


def test_a_second_one_on_the_same_folder_is_refused(running: Poolhouse, another: Poolhouse) -> None:
    another.data = running.data

    assert "Poolhouse runs already on" in another.refuse()


def test_a_database_that_is_away_stops_the_start(another: Poolhouse) -> None:
    another.variables["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"

    assert "The database cannot be reached" in another.refuse()


def test_a_second_start_keeps_everything(another: Poolhouse) -> None:
    first = another.start().welcome()
    assert another.stop(signal.SIGINT) == 0
    assert another.is_gone()

    second = another.start().welcome()

    assert second == first
    assert another.stop(signal.SIGTERM) == 0
    assert another.is_gone()


def test_killed_children_come_back_and_a_killed_parent_takes_them_along(another: Poolhouse) -> None:
    another.start()
    before = processes_of(another.port)

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert until(lambda: len(processes_of(another.port)) == len(before), 90)
    assert until(lambda: answers(f"{another.url}/readyz"), 90)
    another.stop(signal.SIGKILL)
    assert another.is_gone()
