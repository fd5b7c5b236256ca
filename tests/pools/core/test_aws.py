"""boto3 clients for the services pools reach out to."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from pools.core import aws


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def test_a_client_is_made_once_and_tries_once() -> None:
    made = aws.client("lambda", region="eu-west-1")

    assert aws.client("lambda", region="eu-west-1") is made
    assert made.meta.region_name == "eu-west-1"
    assert made.meta.config.retries["total_max_attempts"] == 1


def test_the_endpoint_is_the_callers_or_the_settings_one(settings: Settings) -> None:
    settings.POOLHOUSE_AWS_ENDPOINT_URL = "http://aws.test:4566"

    assert aws.client("sns", region="us-east-1").meta.endpoint_url == "http://aws.test:4566"
    assert aws.client("sns", region="us-east-1", endpoint_url="http://x.test").meta.endpoint_url == "http://x.test"
