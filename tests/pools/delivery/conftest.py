"""A pool, and the making of messages for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from pools.core import clock
from pools.delivery import message
from pools.delivery.message import PreparedMessage
from pools.models import UserPool
from tests.support.mail_sink import MailSink, mail_sink


def make_pool(pool_id: str = "us-east-1_Delivery1") -> UserPool:
    now = clock.now()
    return UserPool.objects.create(id=pool_id, region="us-east-1", name="d", created_at=now, updated_at=now)


def prepare(pool: UserPool, **changes: Any) -> PreparedMessage:
    """A mail with code 123456 to alice, unless told otherwise."""
    said: dict[str, Any] = {
        "event": "SignUp",
        "medium": "EMAIL",
        "to": "alice@example.com",
        "username": "alice",
        "code": "123456",
        "attributes": {},
        "client_id": None,
        "client_metadata": None,
        **changes,
    }
    return message.prepare(pool, **said)


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, and no real sender."""
    settings.POOLHOUSE_DATA = tmp_path
    settings.POOLHOUSE_EMAIL_URL = ""
    settings.POOLHOUSE_SMS_SENDER = "outbox"
    return tmp_path


@pytest.fixture
def pool(db: None) -> UserPool:
    return make_pool()


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    """A real sender is set up: SMTP to this server."""
    with mail_sink() as served:
        settings.POOLHOUSE_EMAIL_URL = served.url
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", served.port
        yield served
