"""Fixtures for every test. The first import sets the environment that Django's settings read."""

from __future__ import annotations

from tests import environment  # isort: skip  # noqa: F401  before Django reads its settings

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from console.models import AccessKey, Operator
from pools.core import clock as core_clock
from pools.core import ids
from tests.support import boto, keys, requirements
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers, scripted_triggers
from tests.support.server import serving

# How long a page may take on a machine that does other things as well.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked for a tool that is missing says how to install it; on CI that is a failure."""
    for marker, missing in requirements.MISSING.items():
        if item.get_closest_marker(marker) and (reason := missing()):
            requirements.skip_or_fail(reason)


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsa, "generate_private_key", keys.next_key)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A browser's last request may still hold one, and PostgreSQL drops no database that somebody looks at."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def base_url(transactional_db: None, settings: Settings) -> Iterator[str]:
    """The whole product behind a real port, over the test's database; its address is POOLHOUSE_URL meanwhile."""
    with serving(get_internal_wsgi_application()) as port:
        settings.POOLHOUSE_BASE_HOST = f"localhost:{port}"
        settings.POOLHOUSE_URL = f"http://localhost:{port}"
        yield settings.POOLHOUSE_URL


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; mark tests that use it with `browser`."""
    if reason := requirements.missing_chromium():
        requirements.skip_or_fail(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=requirements.chromium(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    if reason := requirements.missing_postgres():
        requirements.skip_or_fail(reason)
    return requirements.postgres_url()


@pytest.fixture(scope="session")
def redis_url() -> str:
    if reason := requirements.missing_redis():
        requirements.skip_or_fail(reason)
    return requirements.redis_url()


@pytest.fixture
def operator(db: None) -> Operator:
    return Operator.objects.create_user("olga@example.com", "a long password of Olga's")


@pytest.fixture
def access_key(operator: Operator) -> AccessKey:
    """A key whose time of last use is fresh, so that no call writes it."""
    return AccessKey.objects.create(
        operator=operator,
        access_key_id=ids.access_key_id(),
        secret=ids.access_key_secret().encode(),
        last_used_at=core_clock.now(),
    )


@pytest.fixture
def cognito_idp(access_key: AccessKey) -> Any:
    """A real boto3 client that signs with a real access key, answered in this process."""
    return boto.signed_client("cognito-idp", access_key)


@pytest.fixture
def anonymous_idp(db: None) -> Any:
    """A real boto3 client without credentials, answered in this process."""
    return boto.unsigned_client("cognito-idp")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock.advance(minutes=5)` makes it later."""
    return Clock(monkeypatch)


@pytest.fixture
def functions(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedTriggers]:
    """A server that plays the pools' functions."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with scripted_triggers() as running:
        settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = running.url
        yield running
