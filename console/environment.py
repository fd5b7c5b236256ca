"""Typed readers for environment variables: a wrong value ends the start with one clear line."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
LARGEST_PORT = 65535

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Misconfigured(SystemExit):
    """Ends the process wherever settings are first read, with one line on stderr and no traceback."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"Poolhouse cannot start: {problem}")


def is_private_address(url: SplitResult) -> bool:
    """Whether it can only be a developer's machine or a network of containers: plain http, no public name."""
    host = url.hostname or ""
    ours = (
        host in {"127.0.0.1", "::1"} or ("." not in host and ":" not in host) or host.endswith((".test", ".localhost"))
    )
    return url.scheme == "http" and ours


@dataclass(frozen=True)
class Environment:
    """The variables of this process, each read by its type."""

    variables: dict[str, str]

    @classmethod
    def of_process(cls) -> Environment:
        return cls(dict(os.environ))

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        word = self.variables.get(name)
        if word is None:
            return default
        if word.strip().lower() in TRUE_WORDS:
            return True
        if word.strip().lower() in FALSE_WORDS:
            return False
        raise Misconfigured(f"{name} must be 1 or 0, not {word!r}.")

    def number(self, name: str, default: int, *, least: int = 1, most: int = 2**31) -> int:
        word = self.text(name, str(default))
        try:
            value = int(word)
        except ValueError:
            raise Misconfigured(f"{name} must be a whole number, not {word!r}.") from None
        if not least <= value <= most:
            raise Misconfigured(f"{name} must be between {least} and {most}, not {value}.")
        return value

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def url(self, name: str, default: str = "", *, schemes: tuple[str, ...]) -> SplitResult:
        word = self.text(name, default)
        if not word:
            return urlsplit("")
        try:
            parts = urlsplit(word)
            port = parts.port
        except ValueError:
            raise Misconfigured(f"{name} is not a URL.") from None
        if parts.scheme not in schemes or port == 0:
            raise Misconfigured(f"{name} must be a URL that starts with {' or '.join(f'{s}://' for s in schemes)}.")
        return parts

    def networks(self, name: str) -> list[Network]:
        try:
            return [ipaddress.ip_network(word, strict=False) for word in self.words(name)]
        except ValueError as problem:
            raise Misconfigured(f"{name} must list addresses or CIDR networks: {problem}.") from None

    def folder(self, name: str, default: Path) -> Path:
        """A folder of ours that can be written to; made, for its owner alone, when it is missing."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as problem:
            raise Misconfigured(f"{name} ({path}) cannot be written to: {problem.strerror}.") from None
        return path


def database(location: SplitResult, *, sqlite_file: Path, pool_size: int) -> dict[str, object]:
    """Django's DATABASES entry for DATABASE_URL, or for the embedded SQLite file when there is none."""
    if not location.scheme:
        return sqlite_database(sqlite_file)
    name = unquote(location.path.lstrip("/"))
    if not location.hostname or not name or "/" in name:
        raise Misconfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(location.username or ""),
        "PASSWORD": unquote(location.password or ""),
        "HOST": unquote(location.hostname),
        "PORT": str(location.port or ""),
        # The pool holds connections across the web server's short-lived threads, so none is kept by a thread.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "connect_timeout": "5",
            **dict(parse_qsl(location.query)),
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10},
        },
    }


def sqlite_database(file: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
            ),
        },
        # A file, so that threads in tests have connections of their own as they have in production.
        "TEST": {"NAME": file.with_name("test.sqlite3")},
    }


def argon2_costs(word: str) -> dict[str, int]:
    """`m=19456,t=2,p=1`: KiB of memory, passes, lanes."""
    found = dict(re.findall(r"([mtp])=([1-9][0-9]{0,7})", word))
    if word != ",".join(f"{name}={cost}" for name, cost in found.items()) or set(found) != set("mtp"):
        raise Misconfigured(f"POOLHOUSE_ARGON2 must look like m=19456,t=2,p=1, not {word!r}.")
    return {name: int(cost) for name, cost in found.items()}


SENDING_LIMITS = {"user": 20, "destination": 10, "range": 60, "caller": 100, "pool": 10_000}


def sending_limits(word: str) -> dict[str, int]:
    """`destination=5,pool=0`: how many codes are sent in an hour (pool: a day); 0 lifts a limit, the rest stays."""
    given = dict(part.partition("=")[::2] for part in word.split(",") if part)
    if not set(given) <= set(SENDING_LIMITS) or not all(re.fullmatch("[0-9]{1,9}", count) for count in given.values()):
        raise Misconfigured(
            f"POOLHOUSE_SENDING_LIMITS must look like user=20,pool=10000 and name {', '.join(SENDING_LIMITS)} only."
        )
    return SENDING_LIMITS | {name: int(count) for name, count in given.items()}


def vault_keys(words: list[str], *, source: str) -> list[bytes]:
    """AES-256 keys written in base64; the first one seals, the others still open what they once sealed."""
    return [vault_key(word, source=source) for word in words]


def vault_key(word: str, *, source: str) -> bytes:
    try:
        key = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Misconfigured(f"{source} must hold keys in base64.") from None
    if len(key) != 32:  # noqa: PLR2004  AES-256
        raise Misconfigured(f"{source} must hold keys of 32 bytes, but one has {len(key)}.")
    return key
