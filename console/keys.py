"""Keys that are no setting: made once under POOLHOUSE_DATA/keys, readable by their owner alone."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from console.environment import Misconfigured


def new_secret_key() -> str:
    return secrets.token_urlsafe(64)


def new_vault_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def kept_in(file: Path, make: Callable[[], str]) -> str:
    """What the file holds; made first if there is none. Processes that start together agree on one content."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            publish(file, make() + "\n")
        content = file.read_text().strip()
    except OSError as problem:
        raise Misconfigured(f"{file} cannot be used: {problem.strerror}.") from None
    if not content:
        raise Misconfigured(f"{file} is empty; restore it from a backup.")
    return content


def publish(file: Path, content: str) -> None:
    """Give a whole file its name unless it is taken: a link is atomic, and the first one wins."""
    draft = write_draft(file, content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def replace(file: Path, content: str) -> None:
    """Write a private file whole or not at all."""
    write_draft(file, content).replace(file)


def write_draft(file: Path, content: str) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return draft
