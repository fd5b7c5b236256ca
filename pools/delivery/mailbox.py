"""The outbox as mailbox: while no real sender is set up, messages become files under POOLHOUSE_DATA/outbox."""

import os
from pathlib import Path

from django.conf import settings

from pools.delivery import email
from pools.delivery.content import Content
from pools.models import OutboxMessage

FOLDER = "outbox"


def keep(message: OutboxMessage, content: Content) -> None:
    """Write the message as `.eml`, or as `.txt` when it is an SMS; a second time it replaces the same file."""
    folder = folder_of(message.pool_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{message.created_at:%Y%m%dT%H%M%SZ}-{message.pk}"
    if message.medium == "SMS":
        _write(folder / f"{name}.txt", f"To: {message.recipient}\n\n{content.text}\n".encode())
    else:
        _write(folder / f"{name}.eml", email.build(message, content).message().as_bytes())


def folder_of(pool_id: str) -> Path:
    return Path(settings.POOLHOUSE_DATA) / FOLDER / pool_id


def _write(path: Path, content: bytes) -> None:
    """Whoever watches the folder sees whole files only."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.replace(path)
