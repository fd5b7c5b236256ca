"""Wrong configuration stops the start with one clear line."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console import environment

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def read_settings(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "POOLHOUSE_DATA": str(folder), **variables}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from console import settings as s; print(s.SECRET_KEY, s.POOLHOUSE_VAULT_KEYS[0].hex())",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DATABASE_URL": "mysql://root@127.0.0.1/x"}, "DATABASE_URL must be a URL that starts with postgres://"),
        ({"DATABASE_URL": "postgres://127.0.0.1"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://h:port/x"}, "DATABASE_URL is not a URL."),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL must be a URL that starts with redis://"),
        ({"PORT": "many"}, "PORT must be a whole number"),
        ({"PORT": "70000"}, "PORT must be between 1 and 65535"),
        ({"POOLHOUSE_URL": "http://a.example/path"}, "POOLHOUSE_URL must be a scheme and a host only"),
        ({"POOLHOUSE_URL": "https://a.example"}, "POOLHOUSE_TRUSTED_PROXIES names no proxy"),
        ({"POOLHOUSE_TRUSTED_PROXIES": "0.0.0.0/0"}, "POOLHOUSE_TRUSTED_PROXIES must not trust every address"),
        ({"POOLHOUSE_TRUSTED_PROXIES": "proxy"}, "POOLHOUSE_TRUSTED_PROXIES must list addresses"),
        ({"POOLHOUSE_ALLOWED_HOSTS": "*"}, "POOLHOUSE_ALLOWED_HOSTS must name hosts"),
        ({"POOLHOUSE_DEBUG": "maybe"}, "POOLHOUSE_DEBUG must be 1 or 0"),
        ({"POOLHOUSE_DEBUG": "1", "POOLHOUSE_URL": "http://a.example"}, "POOLHOUSE_DEBUG shows secrets"),
        ({"POOLHOUSE_DEVELOPMENT": "perhaps"}, "POOLHOUSE_DEVELOPMENT must be 1 or 0"),
        (
            {
                "POOLHOUSE_DEVELOPMENT": "1",
                "POOLHOUSE_URL": "https://localhost",
                "POOLHOUSE_TRUSTED_PROXIES": "127.0.0.1",
            },
            "POOLHOUSE_DEVELOPMENT gives codes away",
        ),
        ({"POOLHOUSE_DEVELOPMENT": "1", "POOLHOUSE_URL": "http://a.example"}, "POOLHOUSE_DEVELOPMENT gives codes away"),
        ({"POOLHOUSE_DEVELOPMENT": "1", "POOLHOUSE_URL": "http://10.0.0.7"}, "POOLHOUSE_DEVELOPMENT gives codes away"),
        ({"POOLHOUSE_ACCOUNT_ID": "12"}, "POOLHOUSE_ACCOUNT_ID must be 12 digits"),
        ({"POOLHOUSE_SECRET_KEY": "short"}, "POOLHOUSE_SECRET_KEY must have 32 characters"),
        ({"POOLHOUSE_VAULT_KEYS": "???"}, "POOLHOUSE_VAULT_KEYS must hold keys in base64"),
        ({"POOLHOUSE_VAULT_KEYS": base64.b64encode(b"16 bytes of key.").decode()}, "32 bytes, but one has 16"),
        ({"POOLHOUSE_EMAIL_URL": "mail.example:25"}, "POOLHOUSE_EMAIL_URL must be a URL"),
        ({"POOLHOUSE_ARGON2": "m=1,t=1"}, "POOLHOUSE_ARGON2 must look like m=19456,t=2,p=1"),
        ({"POOLHOUSE_LOG_LEVEL": "LOUD"}, "POOLHOUSE_LOG_LEVEL must be one of"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    tried = read_settings(tmp_path, **variables)

    assert tried.returncode == 1
    assert said in tried.stderr
    assert tried.stderr.startswith("Poolhouse cannot start: ")
    assert tried.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://poolhouse:8000", True),
        ("http://login.test", True),
        ("http://login.localhost", True),
        ("https://poolhouse", False),
        ("http://test.example.com", False),
        ("http://localhost.example.com", False),
        ("http://192.168.1.5", False),
        ("http://[2001:db8::1]", False),
        ("http://test", True),
        ("", False),
    ],
)
def test_development_is_for_addresses_that_no_stranger_reaches(address: str, private: bool) -> None:
    assert environment.is_private_address(urlsplit(address)) is private


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    tried = read_settings(in_the_way)

    assert tried.stderr == f"Poolhouse cannot start: POOLHOUSE_DATA ({in_the_way}) cannot be written to: File exists.\n"


def test_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = read_settings(tmp_path), read_settings(tmp_path)

    assert first.stdout == second.stdout != ""
    files = [tmp_path / "keys" / name for name in ("django", "vault")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from console import settings as s; print(s.SECRET_KEY, s.POOLHOUSE_VAULT_KEYS)"]
    environment = {"PATH": os.environ["PATH"], "POOLHOUSE_DATA": str(tmp_path)}

    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]

    assert len({process.communicate()[0] for process in started}) == 1


def test_keys_from_the_environment_leave_none_on_disk(tmp_path: Path) -> None:
    key = bytes(range(32))

    read = read_settings(tmp_path, POOLHOUSE_SECRET_KEY="s" * 40, POOLHOUSE_VAULT_KEYS=base64.b64encode(key).decode())

    assert read.stdout.split() == ["s" * 40, key.hex()]
    assert not (tmp_path / "keys").exists()
